"""Say everything that is wrong with a problem, at once, each fault with its path in the JSON form.

Codes: `duplicate`, `unknown`, `empty_id`, `negative`, `not_finite`, `too_small`, `window_reversed`,
`floor_above_cap`, `two_sides_at_most`, `same_participant`, `same_side`, `unknown_status`, `not_a_time`,
`mixed_times`, `not_increasing`, `cycle`, `too_few_tables`, `seats_below_capacity`, `seats_and_seated_side`,
`wrong_participants`, `never_placed`, `slot_taken`, `table_taken`, `not_available`, `above_cap`,
`unsuitable_table`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Hashable, Iterable, Iterator
from datetime import datetime, time
from typing import get_args

from scheduling.errors import Fault, InvalidProblem
from scheduling.model import Meeting, Pair, Participant, Problem, Slot, Status
from scheduling.presence import pair_slots, presence
from scheduling.seating import suits


def validate(problem: Problem) -> None:
    """Return nothing, or raise `InvalidProblem` holding every fault of `problem`."""
    found = faults(problem)
    if found:
        raise InvalidProblem(found)


def faults(problem: Problem) -> tuple[Fault, ...]:
    """Return every fault of `problem`; relations are judged only once the ids make sense.

    >>> lonely = Problem(participants=(), slots=(), tables=(), pairs=(Pair(a="x", b="y"),))
    >>> [str(fault) for fault in faults(lonely)]
    ['pairs[0].a: unknown (x)', 'pairs[0].b: unknown (y)']
    """
    found = [
        *_id_faults(problem),
        *_slot_faults(problem),
        *_table_faults(problem),
        *_participant_faults(problem),
        *_pair_faults(problem),
        *_precedence_faults(problem),
        *_seating_faults(problem),
        *_reference_faults(problem),
    ]
    return tuple(found) or tuple(_published_faults(problem))


def _repeated(path: str, keys: Iterable[Hashable]) -> Iterator[Fault]:
    seen: set[Hashable] = set()
    for index, key in enumerate(keys):
        if key in seen:
            yield Fault(path=path.format(index), code="duplicate", value=str(key))
        if key == "":
            yield Fault(path=path.format(index), code="empty_id")
        seen.add(key)


def _id_faults(problem: Problem) -> Iterator[Fault]:
    yield from _repeated("participants[{}].id", [row.id for row in problem.participants])
    yield from _repeated("slots[{}].id", [row.id for row in problem.slots])
    yield from _repeated("tables[{}].id", [row.id for row in problem.tables])
    yield from _repeated("pairs[{}]", [row.key for row in problem.pairs])
    yield from _repeated("published[{}].pair", [row.pair for row in problem.published])
    sides = sorted({row.side for row in problem.participants})
    if len(sides) > 2:
        yield Fault(path="participants", code="two_sides_at_most", value=", ".join(sides))
    if problem.seated_side is not None and problem.seated_side not in sides:
        yield Fault(path="seated_side", code="unknown", value=problem.seated_side)


def _unknown(path: str, values: Iterable[str] | None, known: Container[str]) -> Iterator[Fault]:
    for value in sorted({value for value in values or () if value not in known}):
        yield Fault(path=path, code="unknown", value=value)


def _instant(slot: Slot) -> datetime | time | None:
    """Return when `slot` starts; raise ValueError when it is not a time."""
    if slot.starts_at is None:
        return None
    return datetime.fromisoformat(slot.starts_at) if "-" in slot.starts_at[:8] else time.fromisoformat(slot.starts_at)


def _slot_faults(problem: Problem) -> Iterator[Fault]:
    last: datetime | time | None = None
    for index, slot in enumerate(problem.slots):
        path = f"slots[{index}]"
        if slot.minutes is not None and slot.minutes <= 0:
            yield Fault(path=f"{path}.minutes", code="too_small", value=str(slot.minutes))
        try:
            start = _instant(slot)
        except ValueError:
            yield Fault(path=f"{path}.starts_at", code="not_a_time", value=str(slot.starts_at))
            continue
        if start is not None and last is not None:
            yield from _order_faults(f"{path}.starts_at", last, start)
        last = last if start is None else start


def _order_faults(path: str, last: datetime | time, start: datetime | time) -> Iterator[Fault]:
    try:
        in_order = last < start  # type: ignore[operator]
    except TypeError:
        yield Fault(path=path, code="mixed_times", value=str(start))
        return
    if not in_order:
        yield Fault(path=path, code="not_increasing", value=str(start))


def _table_faults(problem: Problem) -> Iterator[Fault]:
    slots = [slot.id for slot in problem.slots]
    for index, table in enumerate(problem.tables):
        yield from _unknown(f"tables[{index}].available", table.available, slots)


def _participant_faults(problem: Problem) -> Iterator[Fault]:
    order = {slot.id: position for position, slot in enumerate(problem.slots)}
    zones = {table.zone for table in problem.tables}
    features = {feature for table in problem.tables for feature in table.features}
    for index, person in enumerate(problem.participants):
        path = f"participants[{index}]"
        yield from _unknown(f"{path}.available", person.available, order)
        yield from _unknown(f"{path}.earliest", [person.earliest] if person.earliest is not None else [], order)
        yield from _unknown(f"{path}.latest", [person.latest] if person.latest is not None else [], order)
        yield from _unknown(f"{path}.seats", person.seats, [table.id for table in problem.tables])
        yield from _unknown(f"{path}.zones", person.zones, zones)
        yield from _unknown(f"{path}.needs", person.needs, features)
        yield from _number_faults(path, person)
        if order.get(person.earliest or "", -1) > order.get(person.latest or "", len(order)):
            yield Fault(path=path, code="window_reversed", value=f"{person.earliest} > {person.latest}")


def _number_faults(path: str, person: Participant) -> Iterator[Fault]:
    if person.floor < 0:
        yield Fault(path=f"{path}.floor", code="negative", value=str(person.floor))
    if person.cap is not None and person.cap < 0:
        yield Fault(path=f"{path}.cap", code="negative", value=str(person.cap))
    if person.cap is not None and person.floor > person.cap >= 0:
        yield Fault(path=f"{path}.floor", code="floor_above_cap", value=f"{person.floor} > {person.cap}")
    if person.capacity < 1:
        yield Fault(path=f"{path}.capacity", code="too_small", value=str(person.capacity))
    if person.seats and len(set(person.seats)) < person.capacity:
        yield Fault(path=f"{path}.seats", code="seats_below_capacity", value=str(len(set(person.seats))))


def _pair_faults(problem: Problem) -> Iterator[Fault]:
    sides = {person.id: person.side for person in problem.participants}
    two_sided = len(set(sides.values())) == 2
    statuses = get_args(Status)
    slots, sessions = {slot.id for slot in problem.slots}, {slot.session for slot in problem.slots}
    for index, pair in enumerate(problem.pairs):
        path = f"pairs[{index}]"
        if pair.a not in sides:
            yield Fault(path=f"{path}.a", code="unknown", value=pair.a)
        if pair.b not in sides:
            yield Fault(path=f"{path}.b", code="unknown", value=pair.b)
        yield from _unknown(f"{path}.slots", pair.slots, slots) if pair.slots else ()
        if pair.session is not None and pair.session not in sessions:
            yield Fault(path=f"{path}.session", code="unknown", value=pair.session)
        if pair.status not in statuses:
            yield Fault(path=f"{path}.status", code="unknown_status", value=str(pair.status))
        if not math.isfinite(pair.weight):
            yield Fault(path=f"{path}.weight", code="not_finite", value=str(pair.weight))
        elif pair.weight < 0:
            yield Fault(path=f"{path}.weight", code="negative", value=str(pair.weight))
        if pair.a == pair.b:
            yield Fault(path=path, code="same_participant", value=pair.a)
        elif two_sided and pair.a in sides and pair.b in sides and sides[pair.a] == sides[pair.b]:
            yield Fault(path=path, code="same_side", value=f"{pair.a}, {pair.b}")


def _precedence_faults(problem: Problem) -> Iterator[Fault]:
    keys = {pair.key for pair in problem.pairs}
    followers: dict[str, set[str]] = {}
    for index, rule in enumerate(problem.precedences):
        yield from _unknown(f"precedences[{index}].before", [rule.before], keys)
        yield from _unknown(f"precedences[{index}].after", [rule.after], keys)
        followers.setdefault(rule.before, set()).add(rule.after)
    waiting = Counter(after for afters in followers.values() for after in afters)
    ready = [key for key in followers if not waiting[key]]
    while ready:
        for after in followers.pop(ready.pop(), ()):
            waiting[after] -= 1
            if not waiting[after]:
                ready.append(after)
    if followers:
        yield Fault(path="precedences", code="cycle", value=", ".join(sorted(followers)))


def _seating_faults(problem: Problem) -> Iterator[Fault]:
    if problem.seated_side is None:
        return
    seated = [person for person in problem.participants if person.side == problem.seated_side]
    heads = sum(person.capacity for person in seated)
    if heads > len(problem.tables):
        yield Fault(path="seated_side", code="too_few_tables", value=f"{heads} > {len(problem.tables)}")
    if any(person.seats for person in problem.participants):
        yield Fault(path="seated_side", code="seats_and_seated_side", value=problem.seated_side)


def _reference_faults(problem: Problem) -> Iterator[Fault]:
    pairs = {pair.key: pair for pair in problem.pairs}
    for index, meeting in enumerate(problem.published):
        path = f"published[{index}]"
        yield from _unknown(f"{path}.pair", [meeting.pair], pairs)
        yield from _unknown(f"{path}.slot", [meeting.slot], [slot.id for slot in problem.slots])
        yield from _unknown(f"{path}.table", [meeting.table], [table.id for table in problem.tables])
        pair = pairs.get(meeting.pair)
        if pair is not None and {pair.a, pair.b} != {meeting.a, meeting.b}:
            yield Fault(path=path, code="wrong_participants", value=f"{meeting.a}, {meeting.b}")


def _published_faults(problem: Problem) -> Iterator[Fault]:
    """Judge the published meetings together: promises that cannot all be kept."""
    people = {person.id: person for person in problem.participants}
    pairs = {pair.key: pair for pair in problem.pairs}
    present = presence(problem)
    sitting: Counter[tuple[str, str]] = Counter()
    taken: set[tuple[str, str]] = set()
    held: Counter[str] = Counter()
    for index, meeting in enumerate(problem.published):
        path, pair = f"published[{index}]", pairs[meeting.pair]
        if pair.status in ("forbidden", "met"):
            yield Fault(path=path, code="never_placed", value=meeting.pair)
        if meeting.slot not in pair_slots(problem, pair, present):
            yield Fault(path=path, code="not_available", value=meeting.slot)
        if (meeting.slot, meeting.table) in taken:
            yield Fault(path=path, code="table_taken", value=meeting.table)
        taken.add((meeting.slot, meeting.table))
        yield from _person_faults(path, meeting, people, sitting, held)
        yield from _place_faults(problem, path, pair, meeting, people)


def _person_faults(
    path: str,
    meeting: Meeting,
    people: dict[str, Participant],
    sitting: Counter[tuple[str, str]],
    held: Counter[str],
) -> Iterator[Fault]:
    for name in (meeting.a, meeting.b):
        sitting[name, meeting.slot] += 1
        held[name] += 1
        cap = people[name].cap
        if sitting[name, meeting.slot] > people[name].capacity:
            yield Fault(path=path, code="slot_taken", value=name)
        if cap is not None and held[name] > cap:
            yield Fault(path=path, code="above_cap", value=name)


def _place_faults(
    problem: Problem, path: str, pair: Pair, meeting: Meeting, people: dict[str, Participant]
) -> Iterator[Fault]:
    table = next(table for table in problem.tables if table.id == meeting.table)
    if not all(suits(table, people[name], meeting.slot) for name in (pair.a, pair.b)):
        yield Fault(path=path, code="unsuitable_table", value=meeting.table)
