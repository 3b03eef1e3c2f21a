"""What goes wrong on the day, and what the problem becomes.

Every disruption acts on the slots that have not begun: `disrupt` leaves the past as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from scheduling.errors import Fault, InvalidProblem
from scheduling.model import Pair, Participant, Problem, Table
from scheduling.presence import own_slots, stay
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
    """A participant is away in `slots` (None = for the rest of the day)."""

    participant: str
    slots: frozenset[str] | None = None


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
class RestDropped:
    """Slot `since` and every later one do not take place: the day ends before it."""

    since: str


@dataclass(frozen=True, kw_only=True)
class SlotBack:
    """A slot that was dropped takes place after all."""

    slot: str


@dataclass(frozen=True, kw_only=True)
class PairAdded:
    """Two participants are now to meet, in whichever slot suits: a new pair, or one that was known and not placed."""

    pair: Pair


@dataclass(frozen=True, kw_only=True)
class MeetingMoved:
    """A pair (key) meets in `slot` by order, at `table` if one is named.

    A published meeting moves there; a wish that was not placed is placed there, so this is how an offer is accepted.
    What is in the way gives way and is mended like any meeting that was hit.
    """

    pair: str
    slot: str
    table: str | None = None


@dataclass(frozen=True, kw_only=True)
class PairCancelled:
    """A pair (key) does not want to meet any more."""

    pair: str


Disruption = (
    TableOut
    | TableBack
    | Late
    | LeavesEarly
    | Gone
    | Back
    | SlotDelayed
    | SlotDropped
    | RestDropped
    | SlotBack
    | PairAdded
    | PairCancelled
    | MeetingMoved
)


def span(problem: Problem, *, since: str | None = None, until: str | None = None) -> frozenset[str]:
    """Return the slot ids from `since` (included) to `until` (not included), for the `slots` of a disruption.

    None is the beginning or the end of the day. Raise `InvalidProblem` for a slot that is `unknown`.

    >>> from scheduling.model import Slot
    >>> day = Problem(participants=(), slots=(Slot(id="1"), Slot(id="2"), Slot(id="3")), tables=(), pairs=())
    >>> sorted(span(day, since="2"))
    ['2', '3']
    """
    order = [slot.id for slot in problem.slots]
    edges = (("since", since), ("until", until))
    strange = [
        Fault(path=name, code="unknown", value=slot) for name, slot in edges if slot is not None and slot not in order
    ]
    if strange:
        raise InvalidProblem(strange)
    first = order.index(since) if since is not None else 0
    return frozenset(order[first : order.index(until) if until is not None else len(order)])


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
            return _with_table(problem, name, lambda open_slots: open_slots - _some(slots, ahead))
        case TableBack(table=name, slots=slots):
            return _with_table(problem, name, lambda open_slots: open_slots | _some(slots, ahead))
        case Late(participant=name, until=until):
            missed = frozenset(order[now : order.index(until)])
            return _with_presence(problem, name, lambda present: present - missed)
        case LeavesEarly(participant=name, after=after):
            missed = ahead & frozenset(order[order.index(after) + 1 :])
            return _with_presence(problem, name, lambda present: present - missed)
        case Gone(participant=name, slots=slots):
            return _with_presence(problem, name, lambda present: present - _some(slots, ahead))
        case Back(participant=name, slots=slots):
            return _with_presence(problem, name, lambda present: present | _some(slots, ahead))
        case SlotDelayed(slot=name, minutes=minutes):
            return replace(problem, slots=delay_slots(problem.slots, name, minutes))
        case SlotDropped(slot=name):
            return _with_drops(problem, {name}, is_dropped=True)
        case RestDropped(since=name):
            return _with_drops(problem, order[order.index(name) :], is_dropped=True)
        case SlotBack(slot=name):
            return _with_drops(problem, {name}, is_dropped=False)
        case PairAdded(pair=pair):
            kept = tuple(old for old in problem.pairs if old.key != pair.key)
            return replace(problem, pairs=(*kept, pair))
        case MeetingMoved(pair=key, slot=name):
            return _with_pair(problem, key, lambda pair: _allowed(problem, pair, name))
        case _:  # PairCancelled
            return _with_pair(problem, disruption.pair, lambda pair: replace(pair, status="forbidden"))


def _verify(problem: Problem, disruption: Disruption, now: int) -> None:
    slots = {slot.id for slot in problem.slots}
    found: list[tuple[str, str]] = []
    for name in ("table", "participant", "pair", "slot", "until", "after", "since", "slots"):
        value = getattr(disruption, name, None)
        if value is None:
            continue
        if name == "table":
            known = {table.id for table in problem.tables}
        elif name == "participant" or isinstance(value, Pair):
            known = {participant.id for participant in problem.participants}
        else:
            known = {pair.key for pair in problem.pairs} if name == "pair" else slots
        if isinstance(value, Pair):
            found += [("pair", one) for one in (value.a, value.b) if one not in known]
        elif isinstance(value, frozenset):
            found += [(name, one) for one in sorted(value - known)]
        elif value not in known:
            found.append((name, value))
    if found:
        raise InvalidProblem([Fault(path=name, code="unknown", value=value) for name, value in found])
    over = {slot.id for slot in problem.slots[:now]}
    for name in ("slot", "since"):
        value = getattr(disruption, name, None)
        if value in over:
            raise InvalidProblem([Fault(path=name, code="in_the_past", value=str(value))])


def _some(slots: frozenset[str] | None, ahead: frozenset[str]) -> frozenset[str]:
    return ahead if slots is None else slots & ahead


def _with_drops(problem: Problem, names: Collection[str], *, is_dropped: bool) -> Problem:
    slots = tuple(replace(slot, is_dropped=is_dropped) if slot.id in names else slot for slot in problem.slots)
    return replace(problem, slots=slots)


def _with_table(problem: Problem, name: str, change: Callable[[frozenset[str]], frozenset[str]]) -> Problem:
    everywhen = frozenset(slot.id for slot in problem.slots)

    def changed(table: Table) -> Table:
        return replace(table, available=change(everywhen if table.available is None else table.available))

    return replace(problem, tables=tuple(changed(table) if table.id == name else table for table in problem.tables))


def _with_presence(problem: Problem, name: str, change: Callable[[frozenset[str]], frozenset[str]]) -> Problem:
    def changed(person: Participant) -> Participant:
        return replace(person, available=change(stay(problem, person)), earliest=None, latest=None)

    people = tuple(changed(person) if person.id == name else person for person in problem.participants)
    return replace(problem, participants=people)


def _with_pair(problem: Problem, key: str, change: Callable[[Pair], Pair]) -> Problem:
    rank = next(rank for rank, pair in enumerate(problem.pairs) if pair.key == key)
    pairs = problem.pairs
    return replace(problem, pairs=(*pairs[:rank], change(pairs[rank]), *pairs[rank + 1 :]))


def _allowed(problem: Problem, pair: Pair, slot: str) -> Pair:
    """Return `pair` with `slot` among those in which it may take place."""
    if pair.slots is None and pair.session is None:
        return pair
    mine = own_slots(problem, pair)
    return replace(pair, slots=mine | {slot}, session=None)
