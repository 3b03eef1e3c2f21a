"""All must meet: every wished pair is placed, and as few days as possible are broken by idle gaps.

This is the *B2B meeting scheduling problem* of Bofill, Coll, Garcia, Giraldez-Cru, Pesant, Suy and Villaret,
*JAIR* 74 (2022), 263-301: no person twice in a slot, at most as many meetings as tables, sessions, forbidden
and fixed slots, precedences; fewest breaks in all, with the numbers of breaks of any two people at most
`fairness` apart.

Method: place every meeting (`placement`), anneal on Kempe chains, a short round and then long ones
(`kempe`), and compare with what can be proved (`must_meet_proofs`). The answer says which of the two ends was reached.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from time import monotonic
from typing import Literal

from scheduling.instance import Instance, instance_of, wished
from scheduling.kempe import SWEEP, Annealer
from scheduling.model import Agenda, Meeting, Problem, Reason
from scheduling.must_meet_proofs import crowded_people, fair_least, least_breaks, relaxed_breaks
from scheduling.placement import place_all

HOT, COLD = 0.45, 0.2  # temperatures, in breaks
QUICK_ROUND = 400_000  # moves before anything is proved: most instances need no more
LONG_ROUND = 4_000_000  # moves of each round after that
MOVES = 24_000_000

Outcome = Literal["optimal", "feasible", "impossible", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """What `schedule` found for an instance.

    `outcome`: `optimal` (fewest breaks, proved), `feasible`, `impossible` (proved: see `reason`) or
    `unknown` (nothing placed, nothing proved). `slots` of each meeting; `breaks` in all; `least`: nobody can
    have fewer breaks in all; `people` that `reason` is about.
    """

    outcome: Outcome
    slots: tuple[int, ...] = ()
    breaks: int | None = None
    least: int = 0
    reason: str = ""
    people: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FullAgenda:
    """What `must_meet` found for a problem: a `Schedule`, with names, slots and tables.

    `reason` codes when nothing is placed: `pair_without_slot`, `too_many_meetings` (for these participants),
    `too_unfair` (somebody needs more breaks than `fairness` lets the others have), `not_enough_room` (the
    relaxation has no solution), `not_found` (unknown).
    """

    outcome: Outcome
    agenda: Agenda | None = None
    breaks: int | None = None
    least: int = 0
    reason: Reason | None = None


def must_meet(
    problem: Problem,
    *,
    seed: int = 0,
    time_limit: float = 20.0,
    fairness: int = 2,
    moves: int = MOVES,
    clock: Callable[[], float] = monotonic,
) -> FullAgenda:
    """Place every pair of `problem` (valid) that is neither forbidden nor met, with the fewest breaks.

    Same `seed` and `moves` give the same agenda, unless `time_limit` (seconds of `clock`) cuts the search
    short. Raise `InvalidProblem` for rules this mode does not know (see `instance_of`).

    >>> from scheduling.dzn import read_dzn
    >>> day = read_dzn('nBusiness=3; nMeetings=2; nTables=1; nTotalSlots=3; nMorningSlots=3;'
    ...                'requested=[|1,2,3|2,3,3|];')
    >>> found = must_meet(day)
    >>> found.outcome, found.breaks
    ('optimal', 0)
    """
    capped = _over_cap(problem)
    if capped:
        return FullAgenda(outcome="impossible", reason=Reason(code="too_many_meetings", participants=capped))
    instance = instance_of(problem)
    found = schedule(instance, seed=seed, time_limit=time_limit, fairness=fairness, moves=moves, clock=clock)
    if found.breaks is None:
        people = tuple(problem.participants[person].id for person in found.people)
        reason = Reason(code=found.reason, participants=people)
        return FullAgenda(outcome=found.outcome, least=found.least, reason=reason)
    return FullAgenda(
        outcome=found.outcome,
        agenda=_agenda(problem, found.slots),
        breaks=found.breaks,
        least=found.least,
    )


def schedule(
    instance: Instance,
    *,
    seed: int = 0,
    time_limit: float = 20.0,
    fairness: int = 2,
    moves: int = MOVES,
    clock: Callable[[], float] = monotonic,
) -> Schedule:
    """Do what `must_meet` does, for bare integers.

    >>> schedule(Instance(people=2, slots=1, tables=(1,), pairs=((0, 1), (0, 1)), allowed=(1, 1))).reason
    'too_many_meetings'
    """
    refused = _refuse(instance)
    if refused:
        return refused
    alone = tuple(least_breaks(instance, person) for person in range(instance.people))
    fair = fair_least(instance, alone, fairness)
    if fair is None:
        unhappy = tuple(person for person, count in enumerate(alone) if count == max(alone))
        return Schedule(outcome="impossible", reason="too_unfair", people=unhappy)
    search = _Search(instance, Random(seed), fairness, clock, time_limit)  # noqa: S311 - not a secret
    search.run(min(moves, QUICK_ROUND), round_moves=QUICK_ROUND, goal=sum(fair))
    least = sum(fair)
    if search.breaks is None or search.breaks > least:
        relaxed = relaxed_breaks(instance, fair, time_limit=search.seconds_left())
        if relaxed is None:
            return Schedule(outcome="impossible", reason="not_enough_room")
        least = relaxed
        search.run(moves - QUICK_ROUND, round_moves=LONG_ROUND, goal=least)
    if search.breaks is None:
        return Schedule(outcome="unknown", reason="not_found", least=least)
    return Schedule(
        outcome="optimal" if search.breaks == least else "feasible",
        slots=tuple(search.slots),
        breaks=search.breaks,
        least=least,
    )


class _Search:
    """Rounds of annealing, each from a fresh placement; the best of all is kept."""

    def __init__(
        self,
        instance: Instance,
        random: Random,
        fairness: int,
        clock: Callable[[], float],
        time_limit: float,
    ) -> None:
        self.instance, self.random, self.fairness, self.clock = instance, random, fairness, clock
        self.deadline = clock() + time_limit
        self.breaks: int | None = None
        self.slots: list[int] = []

    def seconds_left(self) -> float:
        return max(0.0, self.deadline - self.clock())

    def run(self, moves: int, *, round_moves: int, goal: int) -> None:
        """Spend `moves`, or less when `goal` breaks are reached or the time is up."""
        while moves > 0 and not self._reached(goal) and self.seconds_left():
            spent = min(round_moves, moves)
            placed = place_all(self.instance, self.random)
            if placed is None:
                return
            self._anneal(placed, spent // SWEEP, goal)
            moves -= spent

    def _anneal(self, placed: Sequence[int], sweeps: int, goal: int) -> None:
        walk = Annealer(self.instance, placed, fairness=self.fairness, random=self.random)
        for sweep in range(sweeps):
            if walk.best is not None and (self.breaks is None or walk.best < self.breaks):
                self.breaks, self.slots = walk.best, walk.best_slots
            if self._reached(goal) or not self.seconds_left():
                return
            walk.sweep(HOT * (COLD / HOT) ** (sweep / sweeps), goal)

    def _reached(self, goal: int) -> bool:
        return self.breaks is not None and self.breaks <= goal


def _refuse(instance: Instance) -> Schedule | None:
    nowhere = [meeting for meeting, mask in enumerate(instance.allowed) if not mask]
    if nowhere:
        people = tuple(sorted({person for meeting in nowhere for person in instance.pairs[meeting]}))
        return Schedule(outcome="impossible", reason="pair_without_slot", people=people)
    crowded = crowded_people(instance)
    if crowded:
        return Schedule(outcome="impossible", reason="too_many_meetings", people=crowded)
    return None


def _over_cap(problem: Problem) -> tuple[str, ...]:
    meetings = [person for pair in wished(problem) for person in (pair.a, pair.b)]
    return tuple(
        person.id
        for person in problem.participants
        if person.cap is not None and meetings.count(person.id) > person.cap
    )


def _agenda(problem: Problem, slots: Sequence[int]) -> Agenda:
    """Name the slots and seat each meeting: at its promised table, or at the first one free."""
    promised = {meeting.pair: meeting.table for meeting in problem.published}
    meetings = []
    for number, slot in enumerate(problem.slots):
        pairs = [pair for pair, when in zip(wished(problem), slots, strict=True) if when == number]
        taken = {promised[pair.key] for pair in pairs if pair.key in promised}
        free = (
            table.id
            for table in problem.tables
            if table.id not in taken and (table.available is None or slot.id in table.available)
        )
        for pair in pairs:
            table = promised[pair.key] if pair.key in promised else next(free)
            meetings.append(Meeting(pair=pair.key, a=pair.a, b=pair.b, slot=slot.id, table=table))
    order = {table.id: rank for rank, table in enumerate(problem.tables)}
    rank = {slot.id: number for number, slot in enumerate(problem.slots)}
    meetings.sort(key=lambda meeting: (rank[meeting.slot], order[meeting.table]))
    return Agenda(meetings=tuple(meetings), weight=sum(pair.weight for pair in wished(problem)))
