"""The delivery report: numbers that agree with the outbox, names, reasons, a file."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO

import pytest

from handlers.broadcasting.deliveries import by_reason, by_state
from handlers.broadcasting.splitting import width
from tests.handlers.broadcasting.desk import Desk, said
from tests.handlers.registrations import labels
from tests.world import text


@pytest.fixture
def told(desk: Desk) -> Desk:
    """One failed, one dropped, one read, one delivered, one sent, the others wait; one was left out."""
    desk.world.change("Meknes", status="refused")
    desk.write()
    desk.approve()
    desk.start()
    failed, dropped, read, delivered, _sent = desk.send(count=5)
    later = desk.now + timedelta(seconds=9)
    with desk.world.begin() as uow:
        uow.outbox.mark_failed_late(failed.id, reason="blocked", now=later)
        uow.outbox.mark_read(read.id, at=later)
        uow.outbox.mark_delivered(delivered.id, at=later)
        waiting = next(row for row in uow.broadcasts.messages(1) if row.status == "queued")
        uow.outbox.give_up(waiting.id, status="dropped", reason="expired", now=later)
    assert dropped.kind == "broadcast"
    return desk


def test_report_counts_people_at_each_step(told: Desk) -> None:
    lines = told.deliveries()

    assert by_state(lines) == {
        "failed": 1,
        "dropped": 1,
        "read": 1,
        "delivered": 1,
        "sent": 2,
        "queued": 5,
        "left_out": 1,
    }
    assert by_reason(lines) == {("failed", "blocked"): 1, ("dropped", "expired"): 1, ("left_out", "refused"): 1}


def test_report_is_read_in_the_chat(told: Desk) -> None:
    (reply,) = told.second.tap_data("u:see=1")

    assert text(reply).splitlines() == [
        "Broadcast 1 · being sent",
        "Purpose: the event (all who agreed to be matched)",
        "Registration: approved companies",
        "Written by organiser.",
        "Approved by Nadia on Monday 1 March 2027 at 13:00.",
        "Began to leave on Monday 1 March 2027 at 14:00.",
        "",
        "5 waiting",
        "2 sent",
        "1 delivered",
        "1 read",
        "1 failed",
        "1 not sent",
        "1 left out",
        "• 1 not sent: too late to be of use",
        "• 1 failed: has blocked the bot",
        "• 1 left out: refused company",
        "",
        "English",
        "The doors open at 8:30.",
    ]
    assert "1 failed" in labels(reply)
    assert labels(reply)[-5:] == ["Stop…", "As a file", "Correct the text…", "Refresh", "Broadcasts"]


def test_names_are_paged_and_told_why(told: Desk) -> None:
    (failed,) = told.author.tap_data("u:names=1.failed.0")
    (waiting,) = told.author.tap_data("u:names=1.queued.0")

    assert text(failed).splitlines()[0] == "Broadcast 1 · 1 failed (1/1)"
    assert text(failed).endswith(": has blocked the bot")
    assert len(text(waiting).splitlines()) == 6
    assert text(told.author.tap_data("u:names=1.nothing.0")[0]).startswith("Broadcast 1 · being sent")


def test_many_names_take_several_pages(told: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.broadcasting.reporting.NAMES_ON_A_PAGE", 2)

    first = told.author.tap_data("u:names=1.queued.0")[0]
    last = told.author.tap_data("u:names=1.queued.2")[0]
    again = told.author.tap_data("u:names=1.queued.x")[0]

    assert (len(text(first).splitlines()), len(text(last).splitlines())) == (3, 2)
    assert labels(first) == ["Back to the report", "More (1/3) ›"]
    assert text(again) == text(first)


def test_report_is_sent_as_a_file(told: Desk) -> None:
    told.world.change("Rif", legal_name="=1+1")

    (reply,) = told.author.tap_data("u:csv=1")

    assert reply.attachment is not None
    assert (reply.attachment.filename, reply.attachment.media_type) == ("broadcast-1.csv", "text/csv")
    header, *rows = csv.reader(StringIO(reply.attachment.content.decode("utf-8-sig")))
    assert header == ["Name", "Company", "Language", "Channel", "Status", "Reason", "Sent", "Delivered", "Read"]
    assert len(rows) == 12
    (read,) = [row for row in rows if row[4] == "read"]
    assert read[2:6] == ["English", "Telegram", "read", ""]
    assert read[7] == read[8] > read[6] > "2027-03-01 13:00:00"
    assert [row[5] for row in rows if row[4] == "left out"] == ["refused company"]
    assert [row[1] for row in rows if row[0] == "Provider Rif"] == ["'=1+1"]


def test_part_that_came_least_far_speaks_for_the_person(desk: Desk) -> None:
    desk.write(" ".join(["A sentence of a long message."] * 136))
    desk.target("languages", 2)
    desk.approve()
    desk.start()

    desk.send()

    assert by_state(desk.deliveries()) == {"queued": 10}


def test_left_out_person_who_erased_themselves_has_no_name(told: Desk) -> None:
    person_id = told.person_id("Meknes")
    with told.world.begin() as uow:
        uow.people.erase(person_id)

    (line,) = [one for one in told.deliveries() if one.state == "left_out"]

    assert (line.name, line.company, line.reason) == ("?", "", "erased")


def test_scheduled_broadcast_says_when(desk: Desk) -> None:
    desk.write()
    desk.author.tap_data("u:when=1")
    desk.author.say("14/4/2027 8:00")
    desk.approve()

    assert "Leaves on Wednesday 14 April 2027 at 08:00." in said(desk.author.tap_data("u:see=1"))


def told_of(desk: Desk) -> list[str]:
    """Return what the report says of who did what and when."""
    return [line for line in text(desk.second.tap_data("u:see=1")[-1]).splitlines() if line.endswith(".")][:-1]


def test_report_says_who_approved_and_when_it_ended(desk: Desk) -> None:
    desk.write()
    desk.approve()
    desk.start()
    desk.send_all()
    desk.tick()

    assert told_of(desk) == [
        "Written by organiser.",
        "Approved by Nadia on Monday 1 March 2027 at 13:00.",
        "Began to leave on Monday 1 March 2027 at 14:00.",
        "Finished on Monday 1 March 2027 at 14:00.",
    ]


def test_report_says_that_its_author_alone_approved_it(desk: Desk) -> None:
    desk.write(how="urgent")
    desk.author.tap_data(f"u:send={desk.seen}")
    desk.author.tap_data("u:stop_now=1")

    assert told_of(desk) == [
        "Written by organiser.",
        "Approved by its author alone on Monday 1 March 2027 at 13:00.",
        "Stopped on Monday 1 March 2027 at 13:00.",
    ]


def test_approver_who_is_gone_has_no_name(desk: Desk) -> None:
    desk.write()
    desk.approve()
    approver = desk.broadcast.approved_by or 0
    with desk.world.begin() as uow:
        uow.people.erase(approver)

    assert "Approved on Monday 1 March 2027 at 13:00." in text(desk.author.tap_data("u:see=1")[0])


def test_text_too_long_for_the_report_is_read_on_its_own(desk: Desk) -> None:
    desk.write(" ".join(["A sentence of a long message."] * 136))
    desk.approve()
    (report,) = desk.second.tap_data("u:see=1")

    *shown, again = desk.second.tap("The whole text")

    assert width(text(report)) <= 4096
    assert text(report).endswith("A sentence of a long message.…")
    assert sum(text(reply).count("A sentence of a long message.") for reply in shown) == 3 * 136
    assert text(again) == text(report)
