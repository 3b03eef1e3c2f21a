"""Idle gaps of a day as the person lives them, and which exchanges of two slots are worth trying.

A day is a bit mask of busy slots. A *break* (Bofill et al., JAIR 74, 2022) is a maximal run of idle slots between two
meetings, whether the person is there or not. A *gap* here is the same with the slots in which the person is away cut
out of the day: nobody waits while away. With everybody present all day the two are the same.
"""

from __future__ import annotations

from scheduling.breaks import breaks

IDLE_COST = 0.1  # of a gap, per idle slot inside the day: gaps shrink before they close
DEAREST = 1.0  # in gaps: exchanges that cost one person more than this are not drawn
TABLED_DAYS = 20_000  # of one presence, some 2 kB each

Exchange = tuple[int, int, int, float]  # from slot, to slot, new day, change of cost


def waits(day: int, away: int) -> int:
    """Return the gaps of a day: its breaks once the slots of `away` are cut out.

    >>> waits(0b100101, 0), waits(0b100101, 0b011000), waits(0b100101, 0b001010)
    (2, 1, 1)
    """
    begins = day << 1 & away
    # Adding carries through a run of absences behind a meeting: such a run counts as more of that meeting.
    return breaks(day | away & ~(away + begins))


class Days(dict[int, float]):
    """What each day costs, in gaps, to people who are away in the slots of `away`; tabled as it is asked for."""

    def __init__(self, away: int, slots: int) -> None:
        super().__init__()
        self.away, self.everywhen = away, (1 << slots) - 1
        self.exchanges: dict[int, list[Exchange]] = {}

    def __missing__(self, day: int) -> float:
        inside = (1 << day.bit_length()) - (day & -day or 1)  # from the first meeting to the last
        idle = (inside & ~day & ~self.away).bit_count()
        value = self[day] = waits(day, self.away) + IDLE_COST * idle
        return value

    def worth_trying(self, day: int) -> list[Exchange]:
        """Return the exchanges of a busy slot for an idle one that are worth drawing for `day`."""
        known = self.exchanges.get(day)
        if known is not None:
            return known
        if len(self.exchanges) >= TABLED_DAYS:
            self.exchanges.clear()
        now, idle = self[day], [1 << slot for slot in _slots(self.everywhen & ~day & ~self.away)]
        found = []
        for a in _slots(day):
            for bit in idle:
                new = day ^ 1 << a ^ bit
                if self[new] - now <= DEAREST:
                    found.append((a, bit.bit_length() - 1, new, self[new] - now))
        self.exchanges[day] = found
        return found


def _slots(mask: int) -> list[int]:
    return [slot for slot in range(mask.bit_length()) if mask >> slot & 1]
