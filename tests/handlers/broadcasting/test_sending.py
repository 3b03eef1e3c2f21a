"""Approved broadcasts leave: on time, once, in stretches, and never to those who said no meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from handlers.broadcasting import sending
from handlers.visit import from_payload
from storage.outbox import BROADCAST, CHANGE, EMERGENCY, REPLY
from tests.handlers.broadcasting.desk import Desk, words_of
from tests.handlers.registrations import queue_message
from tests.world import BUYERS, PROVIDERS

EVERYBODY = {*BUYERS, *PROVIDERS}


def sent_out(desk: Desk, **texts: str) -> Desk:
    """Write, approve and queue."""
    desk.write(**texts)
    desk.approve()
    desk.start()
    return desk


def test_everybody_gets_it_in_their_language(desk: Desk) -> None:
    sent_out(desk, fr="Les portes ouvrent à 8 h 30.")

    rows = {row.address: row for row in desk.rows()}

    assert desk.reached() == EVERYBODY
    assert {(row.kind, row.priority, row.broadcast_id) for row in rows.values()} == {("broadcast", BROADCAST, 1)}
    assert words_of(rows["telegram:11"]).endswith("Les portes ouvrent à 8 h 30.")
    assert words_of(rows["telegram:12"]).endswith("The doors open at 8:30.")
    assert "كتب المنظِّمون هذه الرسالة بالإنجليزية:" in words_of(rows["telegram:22"])


def test_nothing_leaves_before_it_is_approved(desk: Desk) -> None:
    desk.write()
    desk.author.tap_data(f"u:ask={desk.seen}")

    desk.start()

    assert desk.rows() == []


def test_scheduled_broadcast_leaves_at_its_time(desk: Desk) -> None:
    desk.write()
    desk.author.tap_data(f"u:when={desk.number}")
    desk.author.say("14/4/2027 8:00")
    desk.approve()
    at = datetime(2027, 4, 14, 8, tzinfo=UTC)

    desk.start(at=at - timedelta(seconds=1))
    early = len(desk.rows())
    desk.start(at=at)

    assert (early, len(desk.rows())) == (0, 12)
    assert desk.broadcast.status == "sending"


def test_it_is_done_when_every_message_is_settled_and_its_author_is_told(desk: Desk) -> None:
    sent_out(desk)
    desk.author.receive_pushes()
    first, *_ = desk.send(count=1)
    desk.tick()
    halfway = desk.broadcast.status
    desk.send_all()

    desk.tick()

    assert (halfway, desk.broadcast.status) == ("sending", "done")
    assert desk.broadcast.finished_at == desk.now
    assert [reply.text for reply in desk.author.receive_pushes()] == ["Broadcast 1 has been sent to 12 people."]
    assert desk.tick() is False
    assert first.kind == "broadcast"


def test_author_who_is_gone_is_told_nothing(desk: Desk) -> None:
    sent_out(desk)
    author = desk.broadcast.person_id or 0
    with desk.world.begin() as uow:
        uow.people.erase(author)
    desk.send_all()

    desk.tick()

    assert desk.broadcast.status == "done"


def test_stretches_are_queued_one_by_one_and_none_twice(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "CHUNK", 5)
    desk.write()
    desk.approve()
    desk.now = desk.second.now

    assert desk.tick()
    after_one = len(desk.rows())
    assert desk.tick()  # whoever died after the first stretch begins here
    after_two = len(desk.rows())
    with desk.world.begin() as uow:  # a stretch whose progress was lost with the process
        uow.broadcasts.change(1, progress={**desk_progress(uow), "after": 0, "queued": 0})
    desk.start()

    assert 0 < after_one < after_two < 12
    keys = [row.dedup_key for row in desk.rows()]
    assert len(keys) == len(set(keys)) == 12


def desk_progress(uow: object) -> dict[str, object]:
    return dict(uow.broadcasts.find(1).progress)  # type: ignore[attr-defined]


def test_long_text_leaves_in_parts_in_order(desk: Desk) -> None:
    desk.write(" ".join(["A sentence of a long message."] * 136))
    desk.author.tap_data(f"u:more={desk.number}.en")
    desk.author.say("The very last words.")
    desk.target("roles", 0)
    desk.approve()
    desk.start()

    rows = [row for row in desk.rows() if row.address == "telegram:12"]
    sent = [row.id for row in desk.send_all() if row.address == "telegram:12"]

    assert [row.dedup_key for row in rows] == [f"broadcast:1:{desk.person_id('Banco')}:{part}" for part in (0, 1)]
    assert words_of(rows[1]).endswith("The very last words.\n\n(2/2)")
    assert sent == [row.id for row in rows]


# -- those who said no meanwhile ---------------------------------------------------------------------------


def test_consent_withdrawn_after_the_approval_counts(desk: Desk) -> None:
    desk.write()
    desk.approve()
    desk.phone("Banco").tap_data("q:consent_matching=no")

    desk.start()

    assert desk.reached() == EVERYBODY - {"Banco"}
    assert desk.broadcast.progress["left_out"] == {"no_consent": [desk.person_id("Banco")]}


def test_consent_withdrawn_while_it_waits_takes_the_message_back(desk: Desk) -> None:
    sent_out(desk)

    desk.phone("Banco").tap_data("q:consent_matching=no")

    assert desk.reached() == EVERYBODY - {"Banco"}
    (lost,) = [line for line in desk.deliveries() if line.state == "dropped"]
    assert (lost.company, lost.reason) == ("Banco Norte", "no_consent")
    assert "telegram:12" not in {row.address for row in desk.send_all()}


def test_colleagues_of_a_registrant_who_withdraws_get_nothing(desk: Desk) -> None:
    atlas = desk.world.ids["Atlas"]
    with desk.world.begin() as uow:
        found = uow.people.find("telegram:12")
        assert found is not None
        uow.people.change(found[1].id, company_id=atlas, membership="delegate")
    sent_out(desk)

    desk.phone("Atlas").tap_data("q:consent_matching=no")

    reasons = {line.name: line.reason for line in desk.deliveries() if line.state == "dropped"}
    assert reasons == {"Provider Atlas": "no_consent", "Buyer Banco": "withdrawn"}


def test_delegate_who_withdraws_takes_only_their_own_back(desk: Desk) -> None:
    atlas = desk.world.ids["Atlas"]
    with desk.world.begin() as uow:
        found = uow.people.find("telegram:12")
        assert found is not None
        uow.people.change(found[1].id, company_id=atlas, membership="delegate")
    sent_out(desk)

    desk.phone("Banco").tap_data("q:consent_matching=no")

    assert [line.name for line in desk.deliveries() if line.state == "dropped"] == ["Buyer Banco"]


@pytest.mark.parametrize("how", ["v:off", "q:consent_reminders=no"])
def test_consent_to_reminders_withdrawn_takes_back_only_what_needed_it(desk: Desk, how: str) -> None:
    sent_out(desk)
    desk.write("Only helpful")
    desk.author.tap("Change the purpose")
    desk.approve()
    desk.start()

    desk.phone("Banco").tap_data(how)

    assert desk.reached() == EVERYBODY - {"Banco"}
    with desk.world.begin() as uow:
        first = [row.status for row in uow.broadcasts.messages(1)]
    assert set(first) == {"queued"}


def test_company_refused_while_it_waits_gets_nothing(desk: Desk) -> None:
    desk.world.change("Banco", status="submitted")
    desk.write()
    desk.target("statuses", 1)
    desk.approve()
    desk.start()
    number = desk.world.ids["Banco"]
    desk.second.tap_data(f"u:see={desk.number}")
    desk.author.tap_data(f"o:refuse={number}")
    desk.author.say("Not this time")

    desk.author.tap_data(f"o:refuse_now={number}")

    assert desk.reached() == EVERYBODY - {"Banco"}
    assert [line.reason for line in desk.deliveries() if line.state == "dropped"] == ["refused"]


def test_erased_person_leaves_no_trace_but_a_number(desk: Desk) -> None:
    sent_out(desk)

    desk.phone("Banco").tap_data("v:erase")

    assert "telegram:12" not in {row.address for row in desk.send_all()}
    assert "1 person erased themselves since." in desk.author.tap_data("u:see=1")[0].text
    assert len(desk.deliveries()) == 11


def test_erased_between_approval_and_sending_is_not_reached(desk: Desk) -> None:
    desk.write()
    desk.approve()
    desk.phone("Banco").tap_data("v:erase")

    desk.start()

    assert {row.address for row in desk.rows()} & {"telegram:12"} == set()
    assert len(desk.rows()) == 11


# -- emergencies -------------------------------------------------------------------------------------------


def test_emergency_overtakes_everything_except_replies(desk: Desk) -> None:
    sent_out(desk)
    queue_message(desk.phone("Banco"))
    with desk.world.begin() as uow:
        address, when = "telegram:77", desk.now
        uow.outbox.enqueue(address=address, payload="{}", priority=REPLY, now=when, after_inbox_id=0)
    desk.write("Leave the hall.", how="urgent")
    desk.author.tap_data(f"u:send={desk.seen}")
    desk.start()
    later = desk.now + timedelta(minutes=1)

    with desk.world.begin() as uow:
        claimed = uow.outbox.claim(now=later, count=14)

    kinds = [(row.priority, row.kind) for row in claimed]
    assert kinds[0] == (REPLY, "message")
    assert kinds[1:13] == [(EMERGENCY, "emergency")] * 12
    assert kinds[13][0] == CHANGE
    assert from_payload(claimed[1].payload).text.startswith("🚨 <b>")
