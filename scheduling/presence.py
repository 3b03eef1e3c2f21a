"""When people and pairs can meet, as sets of slot ids: availability, earliest, latest, session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scheduling.model import Pair, Participant, Problem


def stay(problem: Problem, participant: Participant) -> frozenset[str]:
    """Return the slot ids in which `participant` is there, dropped slots included.

    >>> from scheduling.model import Slot
    >>> day = Problem(participants=(), slots=(Slot(id="1"), Slot(id="2"), Slot(id="3", is_dropped=True)), tables=(),
    ...               pairs=())
    >>> sorted(stay(day, Participant(id="x", earliest="2")))
    ['2', '3']
    """
    return _stay([slot.id for slot in problem.slots], participant)


def _stay(order: Sequence[str], participant: Participant) -> frozenset[str]:
    if participant.earliest is None and participant.latest is None and participant.available is not None:
        return participant.available
    first = order.index(participant.earliest) if participant.earliest is not None else 0
    last = order.index(participant.latest) if participant.latest is not None else len(order) - 1
    window = frozenset(order[first : last + 1])
    return window if participant.available is None else window & participant.available


def dropped(problem: Problem) -> frozenset[str]:
    """Return the ids of the slots that do not take place."""
    return frozenset(slot.id for slot in problem.slots if slot.is_dropped)


def presence(problem: Problem) -> dict[str, frozenset[str]]:
    """Return the free slot ids of every participant."""
    order, off = [slot.id for slot in problem.slots], dropped(problem)
    return {participant.id: _stay(order, participant) - off for participant in problem.participants}


def pair_slots(problem: Problem, pair: Pair, present: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the slot ids in which `pair` may meet, given the `presence` of the problem."""
    common = present[pair.a] & present[pair.b]
    return common if pair.slots is None and pair.session is None else common & own_slots(problem, pair)


def own_slots(problem: Problem, pair: Pair) -> frozenset[str]:
    """Return the slot ids that `pair` itself allows, whoever is there."""
    inside = frozenset(slot.id for slot in problem.slots if pair.session is None or slot.session == pair.session)
    return inside if pair.slots is None else inside & pair.slots
