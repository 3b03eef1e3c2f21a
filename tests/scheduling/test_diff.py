"""What changed, pair by pair."""

from __future__ import annotations

from scheduling import Agenda, Diff, Meeting, Move, diff

KEPT = Meeting(pair="a~b", a="a", b="b", slot="1", table="1")
OLD = Meeting(pair="c~d", a="c", b="d", slot="1", table="2")
NEW = Meeting(pair="c~d", a="c", b="d", slot="2", table="2")
GONE = Meeting(pair="a~d", a="a", b="d", slot="3", table="1")
EXTRA = Meeting(pair="e~f", a="e", b="f", slot="3", table="1")


def test_meetings_are_added_moved_and_cancelled() -> None:
    changes = diff(Agenda(meetings=(KEPT, OLD, GONE)), Agenda(meetings=(KEPT, NEW, EXTRA)))

    assert changes == Diff(added=(EXTRA,), moved=(Move(old=OLD, new=NEW),), cancelled=(GONE,))
    assert changes.touched == {"a", "c", "d", "e", "f"}


def test_the_same_agenda_changes_nobody() -> None:
    assert diff(Agenda(meetings=(KEPT,)), Agenda(meetings=(KEPT,))).touched == frozenset()
