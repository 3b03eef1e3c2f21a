"""What goes wrong on the day, and what the problem becomes.

Every disruption acts on the slots that have not begun: `disrupt` leaves the past as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass, replace

from scheduling.errors import Fault, InvalidProblem
from scheduling.model import Pair, Participant, Problem, Table
from scheduling.presence import free_slots
from scheduling.times import delay_slots


@dataclass(frozen=True, kw_only=True)
class TableOut:
    """A table cannot be used in `slots` (None = for the rest of the day)."""

    table: str
    slots: frozenset[str] | None = None


@dataclass(frozen=True, kw_only=True)
class TableBack:
    """A table can be used again in `slots` (None = for the rest of the day)."""

    table: str
    slots: frozenset[str] | None = None


@dataclass(frozen=True, kw_only=True)
class Late:
    """A participant arrives for slot `until`, and misses what comes before it."""

    participant: str
    until: str


@dataclass(frozen=True, kw_only=True)
class LeavesEarly:
    """A participant leaves once slot `after` is over."""

    participant: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Gone:
    """A participant is away for the rest of the day."""

    participant: str


@dataclass(frozen=True, kw_only=True)
class Back:
    """A participant is here again in `slots` (None = for the rest of the day)."""

    participant: str
    slots: frozenset[str] | None = None


@dataclass(frozen=True, kw_only=True)
class SlotDelayed:
    """A slot begins `minutes` later; the ones behind it are pushed as far as they must be."""

    slot: str
    minutes: int


@dataclass(frozen=True, kw_only=True)
class SlotDropped:
    """A slot does not take place."""

    slot: str


@dataclass(frozen=True, kw_only=True)
class PairAdded:
    """Two participants are now to meet: a new pair, or one that was known and not placed."""

    pair: Pair


@dataclass(frozen=True, kw_only=True)
class PairCancelled:
    """A pair (key) does not want to meet any more."""

    pair: str


Disruption = (
    TableOut | TableBack | Late | LeavesEarly | Gone | Back | SlotDelayed | SlotDropped | PairAdded | PairCancelled
)


def disrupt(problem: Problem, disruption: Disruption, *, now: int = 0) -> Problem:
    """Return `problem` as it is once `disruption` is known; `now` is the rank of the first slot not begun.

    Raise `InvalidProblem` when the disruption names something `unknown`, or a slot `in_the_past`.

    >>> from scheduling.model import Slot
    >>> day = Problem(participants=(Participant(id="x"),), slots=(Slot(id="1"), Slot(id="2")), tables=(),
    ...               pairs=())
    >>> sorted(disrupt(day, Late(participant="x", until="2")).participants[0].available)
    ['2']
    """
    _verify(problem, disruption, now)
    order = [slot.id for slot in problem.slots]
    ahead = frozenset(order[now:])
    match disruption:
        case TableOut(table=name, slots=slots):
            return _with_tables(problem, {name}, lambda open_slots: open_slots - _some(slots, ahead))
        case TableBack(table=name, slots=slots):
            return _with_tables(problem, {name}, lambda open_slots: open_slots | _some(slots, ahead))
        case Late(participant=name, until=until):
            missed = frozenset(order[now : order.index(until)])
            return _with_presence(problem, name, lambda present: present - missed)
        case LeavesEarly(participant=name, after=after):
            missed = ahead & frozenset(order[order.index(after) + 1 :])
            return _with_presence(problem, name, lambda present: present - missed)
        case Gone(participant=name):
            return _with_presence(problem, name, lambda present: present - ahead)
        case Back(participant=name, slots=slots):
            return _with_presence(problem, name, lambda present: present | _some(slots, ahead))
        case SlotDelayed(slot=name, minutes=minutes):
            return replace(problem, slots=delay_slots(problem.slots, name, minutes))
        case SlotDropped(slot=name):
            return _with_tables(problem, {table.id for table in problem.tables}, lambda open_slots: open_slots - {name})
        case PairAdded(pair=pair):
            kept = tuple(old for old in problem.pairs if old.key != pair.key)
            return replace(problem, pairs=(*kept, pair))
        case _:  # PairCancelled
            key = disruption.pair
            return replace(
                problem,
                pairs=tuple(replace(pair, status="forbidden") if pair.key == key else pair for pair in problem.pairs),
            )


def _verify(problem: Problem, disruption: Disruption, now: int) -> None:
    ids = {
        "table": {table.id for table in problem.tables},
        "participant": {participant.id for participant in problem.participants},
        "slot": {slot.id for slot in problem.slots},
        "pair": {pair.key for pair in problem.pairs},
    }
    ids |= {"until": ids["slot"], "after": ids["slot"], "slots": ids["slot"]}
    found = []
    for name, known in ids.items():
        value = getattr(disruption, name, None)
        if isinstance(value, Pair):
            found += [("pair", one) for one in (value.a, value.b) if one not in ids["participant"]]
        elif isinstance(value, frozenset):
            found += [(name, one) for one in sorted(value - known)]
        elif value is not None and value not in known:
            found.append((name, value))
    if found:
        raise InvalidProblem([Fault(path=name, code="unknown", value=value) for name, value in found])
    over = {slot.id for slot in problem.slots[:now]}
    if isinstance(disruption, SlotDelayed | SlotDropped) and disruption.slot in over:
        raise InvalidProblem([Fault(path="slot", code="in_the_past", value=disruption.slot)])


def _some(slots: frozenset[str] | None, ahead: frozenset[str]) -> frozenset[str]:
    return ahead if slots is None else slots & ahead


def _with_tables(problem: Problem, names: Set[str], change: Callable[[frozenset[str]], frozenset[str]]) -> Problem:
    everywhen = frozenset(slot.id for slot in problem.slots)

    def changed(table: Table) -> Table:
        now_open = change(everywhen if table.available is None else table.available)
        return replace(table, available=now_open)

    tables = tuple(changed(table) if table.id in names else table for table in problem.tables)
    return replace(problem, tables=tables)


def _with_presence(problem: Problem, name: str, change: Callable[[frozenset[str]], frozenset[str]]) -> Problem:
    def changed(person: Participant) -> Participant:
        present = change(free_slots(problem, person))
        return replace(person, available=present, earliest=None, latest=None)

    people = tuple(changed(person) if person.id == name else person for person in problem.participants)
    return replace(problem, participants=people)
