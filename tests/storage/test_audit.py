from __future__ import annotations

from storage import Database
from tests.storage.seeds import NOON, add_person


def test_lines_are_read_by_subject_by_person_and_newest_first(database: Database) -> None:
    with database.begin() as uow:
        person = add_person(uow)
        uow.audit.add(person_id=person.id, act="approve", subject="company:1", now=NOON, before="submitted", after=[1])
        uow.audit.add(person_id=None, act="erase", subject="company:1", now=NOON)
        uow.audit.add(person_id=person.id, act="refuse", subject="company:2", now=NOON, after={"reason": "broker"})

    with database.begin() as uow:
        of_subject = uow.audit.of_subject("company:1")
        assert [(line.person_id, line.act, line.before, line.after, line.done_at) for line in of_subject] == [
            (person.id, "approve", "submitted", [1], NOON),
            (None, "erase", None, None, NOON),
        ]
        assert [line.act for line in uow.audit.of_person(person.id)] == ["approve", "refuse"]
        assert [line.act for line in uow.audit.newest()] == ["refuse", "erase", "approve"]
        assert [line.act for line in uow.audit.newest(limit=1)] == ["refuse"]


def test_forgotten_details_leave_the_dated_line(database: Database) -> None:
    with database.begin() as uow:
        uow.audit.add(person_id=None, act="edit", subject="person:1", now=NOON, before="Amina", after="Salma")
        uow.audit.add(person_id=None, act="edit", subject="person:2", now=NOON, before="Karim", after="Omar")
        uow.audit.forget_details("person:1")

        line, other = *uow.audit.of_subject("person:1"), *uow.audit.of_subject("person:2")
        assert (line.act, line.before, line.after, line.done_at) == ("edit", None, None, NOON)
        assert (other.before, other.after) == ("Karim", "Omar")


def test_pages_leave_out_some_acts_and_go_back_in_time(database: Database) -> None:
    with database.begin() as uow:
        for act in ("publish", "edit", "nudge", "mutual", "approved"):
            uow.audit.add(person_id=None, act=act, subject="x", now=NOON)

        first = uow.audit.page(before_id=0, limit=2, without=("edit", "mutual"))
        rest = uow.audit.page(before_id=first[-1].id, limit=2, without=("edit", "mutual"))

    assert [[line.act for line in page] for page in (first, rest)] == [["approved", "nudge"], ["publish"]]
