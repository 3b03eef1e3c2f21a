"""When people and pairs can meet, as sets of slot ids: availability, earliest, latest, session."""

from __future__ import annotations

from collections.abc import Mapping

from scheduling.model import Pair, Participant, Problem


def free_slots(problem: Problem, participant: Participant) -> frozenset[str]:
    """Return the slot ids in which `participant` may meet.

    >>> from scheduling.model import Slot
    >>> day = Problem(participants=(), slots=(Slot(id="1"), Slot(id="2")), tables=(), pairs=())
    >>> sorted(free_slots(day, Participant(id="x", earliest="2")))
    ['2']
    """
    order = [slot.id for slot in problem.slots]
    first = order.index(participant.earliest) if participant.earliest is not None else 0
    last = order.index(participant.latest) if participant.latest is not None else len(order) - 1
    window = frozenset(order[first : last + 1])
    return window if participant.available is None else window & participant.available


def presence(problem: Problem) -> dict[str, frozenset[str]]:
    """Return the free slot ids of every participant."""
    return {participant.id: free_slots(problem, participant) for participant in problem.participants}


def pair_slots(problem: Problem, pair: Pair, present: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the slot ids in which `pair` may meet, given the `presence` of the problem."""
    common = present[pair.a] & present[pair.b]
    if pair.slots is not None:
        common &= pair.slots
    if pair.session is not None:
        common &= {slot.id for slot in problem.slots if slot.session == pair.session}
    return common
