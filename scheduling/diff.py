"""What changed between two agendas: what to tell, and to whom."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.model import Agenda, Meeting


@dataclass(frozen=True, kw_only=True)
class Move:
    """A meeting that keeps its pair and changes slot or table."""

    old: Meeting
    new: Meeting


@dataclass(frozen=True, kw_only=True)
class Diff:
    """Meetings added, moved and cancelled, each in agenda order."""

    added: tuple[Meeting, ...] = ()
    moved: tuple[Move, ...] = ()
    cancelled: tuple[Meeting, ...] = ()

    @property
    def touched(self) -> frozenset[str]:
        """The participants whose day changes."""
        changed = (*self.added, *(move.new for move in self.moved), *self.cancelled)
        return frozenset(person for meeting in changed for person in (meeting.a, meeting.b))


def diff(old: Agenda, new: Agenda) -> Diff:
    """Return what happened between `old` and `new`, pair by pair.

    >>> first = Agenda(meetings=(Meeting(pair="x~y", a="x", b="y", slot="1", table="1"),))
    >>> later = Agenda(meetings=(Meeting(pair="x~y", a="x", b="y", slot="2", table="1"),))
    >>> diff(first, later).moved[0].new.slot
    '2'
    """
    before = {meeting.pair: meeting for meeting in old.meetings}
    after = {meeting.pair: meeting for meeting in new.meetings}
    return Diff(
        added=tuple(meeting for meeting in new.meetings if meeting.pair not in before),
        moved=tuple(
            Move(old=before[meeting.pair], new=meeting)
            for meeting in new.meetings
            if before.get(meeting.pair, meeting) is not meeting and before[meeting.pair] != meeting
        ),
        cancelled=tuple(meeting for meeting in old.meetings if meeting.pair not in after),
    )
