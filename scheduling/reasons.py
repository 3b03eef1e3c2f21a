"""Why a wished pair was not placed, and why somebody has fewer meetings than the floor: codes a program can say.

Leftovers: `forbidden`, `already_met`, `no_common_slot` (never there together, or not when the pair may meet),
`no_suitable_table` (no table suits both), `day_full` (of `participants`), `stronger_match` (their day is full of
pairs at least as strong: `pairs`), `no_common_free_slot`, `order` (a precedence forbids the common free slots),
`no_table` (every suitable table is taken then).
Floors: `too_few_slots`, `too_few_pairs`, `partners_elsewhere`, `contested` (not everybody's floor fits together),
`not_found` (nothing proves it impossible).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from scheduling.model import FloorMiss, Leftover, Meeting, Pair, Participant, Problem, Reason
from scheduling.presence import pair_slots, presence
from scheduling.seating import suits


class Explainer:
    """An agenda seen from the pairs it left out."""

    def __init__(self, problem: Problem, meetings: Sequence[Meeting]) -> None:
        self.problem, self.meetings = problem, meetings
        self.people = {person.id: person for person in problem.participants}
        self.present = presence(problem)
        self.weights = {pair.key: pair.weight for pair in problem.pairs}
        self.when = {meeting.pair: meeting.slot for meeting in meetings}
        self.day: dict[str, list[Meeting]] = defaultdict(list)
        for meeting in meetings:
            self.day[meeting.a].append(meeting)
            self.day[meeting.b].append(meeting)
        self.weakest = {
            name: min((self.weights[meeting.pair], meeting.pair) for meeting in day) for name, day in self.day.items()
        }
        self.gaps = {name: self._free(person) for name, person in self.people.items()}

    def leftovers(self) -> tuple[Leftover, ...]:
        """Return every pair that was not placed, the heaviest first."""
        missing = [pair for pair in self.problem.pairs if pair.key not in self.when]
        missing.sort(key=lambda pair: (-pair.weight, pair.key))
        return tuple(
            Leftover(pair=pair.key, a=pair.a, b=pair.b, weight=pair.weight, reason=self.reason(pair))
            for pair in missing
        )

    def reason(self, pair: Pair) -> Reason:
        """Return why `pair` is not in the agenda."""
        both = (pair.a, pair.b)
        if pair.status in ("forbidden", "met"):
            return Reason(code="forbidden" if pair.status == "forbidden" else "already_met", participants=both)
        common = pair_slots(self.problem, pair, self.present)
        if not common:
            return Reason(code="no_common_slot", participants=both)
        if not any(self._has_table(pair, slot) for slot in common):
            return Reason(code="no_suitable_table", participants=both)
        full = tuple(name for name in both if not self.gaps[name])
        if full:
            return self._full_day(pair, full)
        free = common & self.gaps[pair.a] & self.gaps[pair.b]
        if not free:
            return Reason(code="no_common_free_slot", participants=both)
        if not self._in_order(pair, free):
            return Reason(code="order", participants=both)
        return Reason(code="no_table", participants=both)

    def _full_day(self, pair: Pair, full: tuple[str, ...]) -> Reason:
        for name in full:
            if name in self.weakest and self.weakest[name][0] >= pair.weight:
                return Reason(code="stronger_match", participants=(name,), pairs=(self.weakest[name][1],))
        return Reason(code="day_full", participants=full)

    def _free(self, person: Participant) -> frozenset[str]:
        """Return the slots in which `person` could take one more meeting."""
        day = self.day[person.id]
        if person.cap is not None and len(day) >= person.cap:
            return frozenset()
        load: dict[str, int] = defaultdict(int)
        for meeting in day:
            load[meeting.slot] += 1
        return frozenset(slot for slot in self.present[person.id] if load[slot] < person.capacity)

    def _has_table(self, pair: Pair, slot: str) -> bool:
        first, second = self.people[pair.a], self.people[pair.b]
        return any(suits(table, first, slot) and suits(table, second, slot) for table in self.problem.tables)

    def _in_order(self, pair: Pair, free: frozenset[str]) -> bool:
        order = [slot.id for slot in self.problem.slots]
        earliest, latest = -1, len(order)
        for rule in self.problem.precedences:
            if rule.after == pair.key and rule.before in self.when:
                earliest = max(earliest, order.index(self.when[rule.before]))
            if rule.before == pair.key and rule.after in self.when:
                latest = min(latest, order.index(self.when[rule.after]))
        return any(earliest < order.index(slot) < latest for slot in free)

    def floors_missed(self, *, is_contested: bool = False) -> tuple[FloorMiss, ...]:
        """Return who is below the floor; `is_contested`: a flow proved that not everybody can reach it."""
        short = [person for person in self.problem.participants if len(self.day[person.id]) < person.floor]
        return tuple(self._miss(person, is_contested) for person in short)

    def _miss(self, person: Participant, is_contested: bool) -> FloorMiss:
        own = [
            pair for pair in self.problem.pairs if person.id in (pair.a, pair.b) and pair.status in ("open", "fixed")
        ]
        places = len(self.present[person.id]) * person.capacity
        possible = most_meetings([pair_slots(self.problem, pair, self.present) for pair in own], person.capacity)
        if places < person.floor:
            code = "too_few_slots"
        elif len(own) < person.floor:
            code = "too_few_pairs"
        elif possible < person.floor:
            code = "partners_elsewhere"
        else:
            code = "contested" if is_contested else "not_found"
        return FloorMiss(
            participant=person.id,
            floor=person.floor,
            meetings=len(self.day[person.id]),
            possible=possible,
            reason=Reason(code=code, participants=(person.id,)),
        )


def most_meetings(choices: Sequence[frozenset[str]], capacity: int) -> int:
    """Return how many of `choices` can have a slot each, `capacity` at a time: augmenting paths (Kuhn 1955).

    >>> most_meetings([frozenset({"1"}), frozenset({"1", "2"}), frozenset({"1"})], 1)
    2
    """
    held: dict[tuple[str, int], int] = {}

    def find(choice: int, tried: set[tuple[str, int]]) -> bool:
        for place in ((slot, seat) for slot in sorted(choices[choice]) for seat in range(capacity)):
            if place not in tried:
                tried.add(place)
                if place not in held or find(held[place], tried):
                    held[place] = choice
                    return True
        return False

    return sum(find(choice, set()) for choice in range(len(choices)))
