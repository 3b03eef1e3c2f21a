"""The words of scheduling: a problem goes in, an agenda comes out.

Everything is frozen and keyword-only; ids are strings. The order of `Problem.slots` is the order of time.
A problem has two sides (`side` takes exactly two values, pairs join one of each) or one mixed side
(every `side` equal): any participant may then meet any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["open", "fixed", "forbidden", "met"]


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A moment when meetings take place. `session` names the run of slots between two breaks.

    `starts_at` is an ISO 8601 date-time or `HH:MM`, for display and to check the order; `minutes` a length.
    `is_dropped`: it does not take place.
    """

    id: str
    session: str = ""
    starts_at: str | None = None
    minutes: int | None = None
    is_dropped: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """A place for one meeting per slot. `available` lists slot ids, `None` means every slot."""

    id: str
    zone: str = ""
    features: frozenset[str] = frozenset()
    available: frozenset[str] | None = None


@dataclass(frozen=True, kw_only=True)
class Participant:
    """A company or a person who meets others.

    `available`: slot ids, `None` = every slot; `earliest` and `latest` are slot ids, both included.
    `floor` meetings are wanted before anything else; `cap` is never exceeded (`None` = no cap).
    `capacity`: delegates who can sit in parallel, so meetings in one slot.
    `seats`: table ids where this participant receives (empty = any table); `zones`: accepted zones
    (empty = any); `needs`: features that the table must have.
    """

    id: str
    side: str = ""
    available: frozenset[str] | None = None
    earliest: str | None = None
    latest: str | None = None
    floor: int = 0
    cap: int | None = None
    capacity: int = 1
    seats: tuple[str, ...] = ()
    zones: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two participants who may meet once, and what that meeting is worth (`weight` >= 0).

    `status`: `open` may be placed; `fixed` must be placed; `forbidden` and `met` (already met) never are.
    `session` and `slots` restrict when (`None` = no restriction). Two pairs may join the same two
    participants only under different ids.
    """

    a: str
    b: str
    weight: float = 1.0
    id: str = ""
    status: Status = "open"
    session: str | None = None
    slots: frozenset[str] | None = None

    @property
    def key(self) -> str:
        """The pair's id, or `a~b` when it has none.

        >>> Pair(a="x", b="y").key
        'x~y'
        """
        return self.id or f"{self.a}~{self.b}"

    @property
    def is_wanted(self) -> bool:
        """Whether the pair may be placed at all."""
        return self.status == "open" or self.status == "fixed"


@dataclass(frozen=True, kw_only=True)
class Precedence:
    """When both pairs (keys) are placed, `before` takes place in a strictly earlier slot than `after`."""

    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A pair (key) with its slot and its table. `a` and `b` repeat the pair's participants for the reader."""

    pair: str
    a: str
    b: str
    slot: str
    table: str


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Everything that decides an agenda.

    `published` meetings were promised: they keep pair, slot and table. `seated_side` names a side whose
    participants each keep the same table(s) all day (one per delegate).
    """

    participants: tuple[Participant, ...]
    slots: tuple[Slot, ...]
    tables: tuple[Table, ...]
    pairs: tuple[Pair, ...]
    precedences: tuple[Precedence, ...] = ()
    published: tuple[Meeting, ...] = ()
    seated_side: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why something did not happen: a stable `code`, and whom and which other pairs (keys) it is about."""

    code: str
    participants: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Leftover:
    """A wished pair that was not placed, and why."""

    pair: str
    a: str
    b: str
    weight: float
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class FloorMiss:
    """A participant below the floor: `meetings` held, `possible` by the flow (`None` = unknown), and why."""

    participant: str
    floor: int
    meetings: int
    possible: int | None
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class SideStatistics:
    """How evenly one side is served: `gini` of meetings per participant (0 = equal), idle runs, table moves.

    `gaps`: runs of idle slots between two meetings, the slots in which the participant is away cut out of the day.
    `breaks`: the same with absences counted as idle slots, as in the literature.
    """

    side: str
    participants: int
    meetings_min: int
    meetings_mean: float
    meetings_max: int
    gini: float
    gaps: int
    table_changes: int
    breaks: int = 0


@dataclass(frozen=True, kw_only=True)
class Agenda:
    """All meetings of an event, in slot then table order, with what they are worth and what was left.

    `bound` is a proven upper bound on `weight` (`None` = not computed).
    """

    meetings: tuple[Meeting, ...]
    leftovers: tuple[Leftover, ...] = ()
    floors_missed: tuple[FloorMiss, ...] = ()
    weight: float = 0.0
    bound: float | None = None
    sides: tuple[SideStatistics, ...] = ()

    @property
    def share_of_bound(self) -> float | None:
        """`weight / bound`, 1.0 when there is nothing to gain, `None` without a bound.

        >>> Agenda(meetings=(), weight=499.0, bound=500.0).share_of_bound
        0.998
        """
        if self.bound is None:
            return None
        return self.weight / self.bound if self.bound > 0 else 1.0


def numbered_tables(count: int) -> tuple[Table, ...]:
    """Return `count` plain tables with ids "1", "2", ...

    >>> [table.id for table in numbered_tables(2)]
    ['1', '2']
    """
    return tuple(Table(id=str(number)) for number in range(1, count + 1))
