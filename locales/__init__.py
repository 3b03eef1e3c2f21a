"""Words: what people read in French, Arabic and English, and how what they type is understood.

Ground room: it imports no other room, reads no clock and no environment; `handlers` and `bot` may import it.

================  ================================================================================
``translator``    ``translator("ar")(N_("Hello {name}"), name=…)``: messages as escaped, isolated markup
``languages``     the three languages, their names, and which one a platform's hint means
``marks``         ``N_`` and ``N_n``: how a source file marks a sentence for the catalogues
``markup``        text that is already rendered, and the isolates of right-to-left text
``dates``         days, times, numbers and lists written for a reader
``typed_dates``   dates typed by people
``zones``         time zones from the ``tzdata`` package alone
``places``        time zones typed as a city, a country or "GMT+1"
``countries``     country names, written and typed
``digits``        digits, hidden characters and the comparison form of typed words
``catalogues``    ``python -m locales check|extract|update``: the catalogues themselves
================  ================================================================================

The catalogues are ``<language>/LC_MESSAGES/mawid.po``; no compiled file is ever kept.
"""
