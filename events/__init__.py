"""The event: one TOML file that says everything about one edition, and what is computed from it alone.

Ground room: it imports no other room, reads no clock and no environment; `handlers` and `bot` may import it.

===========  ==============================================================================================
``event``    ``Event`` and its parts, frozen; ``Words`` for what is said in each language
``reading``  ``read_event(path) -> Event``, or ``InvalidEvent`` with every fault of the file at once
``checks``   what no single key can tell: order, overlaps, floors under caps, dates around the event
``table``    one TOML table read key by key, faults collected on the way
``slots``    ``slots(event)``: the meeting slots, in wall time and as instants
===========  ==============================================================================================

``euroffshore.toml`` is the example: copy it, change it, and name it in ``MAWID_EVENT``.
"""
