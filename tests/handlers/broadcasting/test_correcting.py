"""A text that has left is corrected in place where the channel can, and approved like the text it replaces."""

from __future__ import annotations

import pytest

from handlers.broadcasting import correcting
from handlers.visit import from_payload
from storage.records import OutgoingMessage
from tests.handlers.broadcasting.desk import Desk, said, words_of
from tests.handlers.registrations import labels
from tests.world import data, text

HEAD = "Broadcast 1 · being sent\n⚠️ A correction by organiser waits for approval."
UNTOUCHED = "⚠️ Not corrected: French. If the same is wrong there, correct it too."


@pytest.fixture
def sent(desk: Desk) -> Desk:
    """Four order-givers who read English, and one who reads French, got it; one message still waits."""
    desk.write("The doors open at 8:30.", fr="Les portes ouvrent à 8 h 30.")
    desk.target("roles", 0)
    desk.approve()
    desk.start()
    desk.send(count=4)
    return desk


def correct(desk: Desk, words: str, language: str = "English") -> str:
    desk.author.tap_data(f"u:fixes={desk.number}")
    desk.author.tap(language)
    return said(desk.author.say(words)[-1:])


def approve(desk: Desk) -> str:
    desk.author.tap_data(f"u:fix_ask={desk.seen}")
    replies = desk.second.tap_data(f"u:fix_ok={desk.seen}")
    return text(replies[-1])


def edits(desk: Desk) -> list[OutgoingMessage]:
    """Return the corrections that wait to be sent."""
    desk.now = max(desk.now, desk.author.now, desk.second.now)
    with desk.world.begin() as uow:
        claimed = uow.outbox.claim(now=desk.now, count=100)
    return [row for row in claimed if row.kind in ("broadcast", "emergency") and row.broadcast_id is None]


def on_whatsapp(desk: Desk, address: str) -> None:
    with desk.world.begin() as uow:
        uow.people.move_address(address, address.replace("telegram", "whatsapp"))


def test_what_left_is_edited_and_what_waits_is_rewritten(sent: Desk) -> None:
    preview = correct(sent, "The doors open at 9:00.")

    assert preview == f"{HEAD}\n4 messages will be changed.\n{UNTOUCHED}"
    assert approve(sent) == "The correction is on its way."
    sent.start()

    found = edits(sent)
    assert {from_payload(row.payload).edits for row in found} == {
        row.sent_ref for row in sent.rows() if row.status == "sent" and "8:30" in words_of(row)
    }
    assert {words_of(row).partition("\n\n")[2] for row in found} == {"The doors open at 9:00."}
    assert "The doors open at 9:00." in {words_of(row).partition("\n\n")[2] for row in sent.rows()}
    assert sent.broadcast.texts["en"] == "The doors open at 9:00."
    assert "correction" not in sent.broadcast.progress


def test_reader_of_another_text_is_left_alone(sent: Desk) -> None:
    sent.send_all()
    correct(sent, "Les portes ouvrent à 9 h.", "French")
    approve(sent)
    sent.start()

    assert [row.address for row in edits(sent)] == ["telegram:11"]


def test_channel_that_cannot_edit_is_told_of(sent: Desk) -> None:
    sent.send_all()
    on_whatsapp(sent, "telegram:12")

    preview = correct(sent, "The doors open at 9:00.")
    approve(sent)
    sent.start()

    assert preview == (
        f"{HEAD}\n3 messages will be changed.\n"
        f"⚠️ 1 message cannot be changed: its channel does not allow it.\n{UNTOUCHED}"
    )
    told = [reply.text for reply in sent.author.receive_pushes()]
    assert (
        "Broadcast 1: 3 messages are corrected.\n⚠️ 1 message could not be corrected: its channel does not allow it."
        in told
    )


def test_message_just_being_sent_is_waited_for(sent: Desk) -> None:
    with sent.world.begin() as uow:
        in_hand = [row for row in uow.outbox.claim(now=sent.now, count=100) if row.broadcast_id == 1]
    correct(sent, "The doors open at 9:00.")
    approve(sent)

    sent.start()
    waits = "correction" in sent.broadcast.progress
    with sent.world.begin() as uow:
        uow.outbox.mark_sent([(row.id, f"ref{row.id}") for row in in_hand], now=sent.now)
    sent.start()

    assert waits
    assert "correction" not in sent.broadcast.progress
    assert f"ref{in_hand[0].id}" in {from_payload(row.payload).edits for row in edits(sent)}


def test_correction_is_approved_by_somebody_else(sent: Desk) -> None:
    correct(sent, "The doors open at 9:00.")
    asked = sent.author.tap("Ask a colleague to approve")

    own = sent.author.tap_data(f"u:fix_ok={sent.seen}")
    request = sent.second.receive_pushes()[-1]
    shown = sent.second.tap("Look")

    assert said(asked) == "1 colleague is asked to approve the correction."
    assert said(own) == "You typed the correction, so somebody else has to approve it."
    assert text(request) == "organiser asks you to approve a correction of broadcast 1."
    assert labels(shown[-1]) == ["Approve", "Drop the correction", "Correct: French", "See the broadcast", "Broadcasts"]
    assert sent.acts()[-2:] == ["broadcast_correct", "broadcast_correct_ask"]


def test_correction_is_found_without_the_request(sent: Desk) -> None:
    correct(sent, "The doors open at 9:00.")
    (report,) = sent.second.tap_data("u:see=1")
    (choice,) = sent.second.tap_data("u:fixes=1")

    *_, shown = sent.second.tap("Look at the correction")
    approved = sent.second.tap("Approve")

    assert text(report).startswith(HEAD)
    assert labels(report)[0] == labels(choice)[0] == "Look at the correction"
    assert text(choice).startswith("⚠️ A correction by organiser waits for approval.\nWhich text")
    assert text(shown).startswith(HEAD)
    assert said(approved) == "The correction is on its way."


def test_correction_of_somebody_who_is_gone_still_waits(sent: Desk) -> None:
    correct(sent, "The doors open at 9:00.")
    author = sent.broadcast.person_id or 0
    with sent.world.begin() as uow:
        uow.people.erase(author)

    (report,) = sent.second.tap_data("u:see=1")

    assert "⚠️ A correction by ? waits for approval." in text(report)
    assert "Written by" not in text(report)


def test_author_corrects_an_emergency_alone(desk: Desk) -> None:
    desk.write("Leave by door A.", how="urgent")
    desk.author.tap_data(f"u:send={desk.seen}")
    desk.start()
    desk.send_all()
    correct(desk, "Leave by door B.")

    desk.author.tap("Correct it")
    desk.start()

    found = edits(desk)
    assert len(found) == 12
    assert {row.kind for row in found} == {"emergency"}


def test_correction_may_be_dropped(sent: Desk) -> None:
    correct(sent, "The doors open at 9:00.")

    replies = sent.second.tap_data(f"u:fix_drop={sent.seen}")

    assert text(replies[0]) == "The correction is dropped; the text stays as it is."
    assert sent.broadcast.progress["correction"] is None
    assert said(sent.second.tap_data("u:fix_see=1")) == "There is no correction waiting."


def test_stale_tap_shows_the_correction_as_it_is(sent: Desk) -> None:
    correct(sent, "The doors open at 9:00.")
    seen = sent.seen
    correct(sent, "The doors open at 9:15.")

    for verb in ("fix_ok", "fix_ask", "fix_drop"):
        replies = sent.second.tap_data(f"u:{verb}={seen}")
        assert text(replies[0]).endswith("The doors open at 9:15.")
    assert sent.broadcast.texts["en"] == "The doors open at 8:30."


def test_two_languages_are_corrected_at_once(sent: Desk) -> None:
    correct(sent, "The doors open at 9:00.")
    sent.author.tap("Correct: French")

    *_, shown = sent.author.say("Les portes ouvrent à 9 h.")

    assert text(shown) == f"{HEAD}\n5 messages will be changed."
    assert "Correct: French" not in labels(shown)


def test_nothing_else_is_corrected_meanwhile(sent: Desk) -> None:
    correct(sent, "The doors open at 9:00.")
    approve(sent)

    for replies in (sent.author.tap_data("u:fixes=1"), sent.author.tap_data("u:fix=1.en")):
        assert said(replies) == "A correction is being carried out; please wait until it is done."
    assert said(sent.author.tap_data("u:fix_see=1")) == "There is no correction waiting."


def test_typed_correction_comes_too_late(sent: Desk) -> None:
    sent.author.tap_data("u:fix=1.en")
    asked = sent.author.say("The doors open at 9:00.")
    sent.author.tap_data("u:fix=1.en")
    sent.second.tap_data(f"u:fix_ok={sent.seen}")

    replies = sent.author.say("The doors open at 9:30.")

    assert asked != []
    assert said(replies) == "A correction is being carried out; please wait until it is done."


def test_text_without_words_or_in_no_language_is_asked_again(sent: Desk) -> None:
    sent.author.tap_data("u:fix=1.en")

    (refusal,) = sent.author.say("\u200b")

    assert text(refusal) == "There are no words in that. Please type the message."
    assert data(refusal) == ["u:see=1", "u:menu"]
    assert data(sent.author.tap_data("u:fix=1.ar")[0])[:2] == ["u:fix=1.en", "u:fix=1.fr"]


def test_draft_has_nothing_to_correct(desk: Desk) -> None:
    desk.write()

    assert text(desk.author.tap_data("u:fixes=1")[0]).startswith("⚠️ That is not possible any more.")


def test_second_correction_is_sent_as_well(sent: Desk) -> None:
    sent.send_all()
    for words in ("The doors open at 9:00.", "The doors open at 9:15."):
        correct(sent, words)
        approve(sent)
        sent.start()
        sent.send_all()

    assert sent.broadcast.progress["corrections"] == 2
    assert sent.world.count("outbox") > 0
    with sent.world.begin() as uow:
        found = [words_of(row) for row in uow.outbox.of_address("telegram:12") if row.kind == "broadcast"]
    assert [words.partition("\n\n")[2] for words in found] == [
        "The doors open at 8:30.",
        "The doors open at 9:00.",
        "The doors open at 9:15.",
    ]


def test_author_of_the_correction_who_is_gone_is_told_nothing(sent: Desk) -> None:
    correct(sent, "The doors open at 9:00.")
    approve(sent)
    author = sent.broadcast.person_id or 0
    with sent.world.begin() as uow:
        uow.people.erase(author)

    sent.start()

    assert sent.broadcast.texts["en"] == "The doors open at 9:00."


# -- parts -------------------------------------------------------------------------------------------------

LONG = " ".join(["A sentence of a long message."] * 136)


def said_to_banco(desk: Desk) -> list[str]:
    """Return what stands in Banco's chat once every edit has been made."""
    with desk.world.begin() as uow:
        rows = [row for row in uow.outbox.of_address("telegram:12") if row.kind == "broadcast" and row.status == "sent"]
    chat: dict[str, str] = {}
    for row in rows:
        chat[from_payload(row.payload).edits or row.sent_ref or ""] = words_of(row)
    return list(chat.values())


def run_correction(desk: Desk, words: str) -> None:
    correct(desk, words)
    approve(desk)
    desk.start()
    desk.send_all()


def test_corrected_text_with_more_or_fewer_parts(sent: Desk) -> None:
    sent.send_all()

    run_correction(sent, LONG)
    long = said_to_banco(sent)
    run_correction(sent, "Short.")
    short = said_to_banco(sent)
    run_correction(sent, LONG)

    assert [part[-5:] for part in long] == ["(1/2)", "(2/2)"]
    assert short[0].endswith("Short.")
    assert short[1:] == ["This part is no longer valid; the corrected message stands above."]
    assert said_to_banco(sent) == long


def test_long_correction_takes_several_steps(sent: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(correcting, "STEP", 2)
    sent.send_all()
    correct(sent, "The doors open at 9:00.")
    approve(sent)

    sent.now = sent.second.now
    steps = 1
    while sent.tick():
        steps += 1

    assert steps == 3
    assert len(edits(sent)) == 4


def test_reader_who_said_no_since_gets_no_correction(sent: Desk) -> None:
    sent.send_all()
    sent.phone("Banco").tap_data("q:consent_matching=no")

    preview = correct(sent, "The doors open at 9:00.")
    approve(sent)
    sent.start()

    assert preview == f"{HEAD}\n3 messages will be changed.\n{UNTOUCHED}"
    assert "telegram:12" not in {row.address for row in edits(sent)}


def test_undeliverable_message_is_not_corrected(sent: Desk) -> None:
    (row,) = [one for one in sent.rows() if one.status == "queued"]
    with sent.world.begin() as uow:
        uow.outbox.give_up(row.id, status="dead", reason="blocked", now=sent.now)
    correct(sent, "The doors open at 9:00.")
    approve(sent)
    sent.start()

    assert len(edits(sent)) == 3


def test_parts_that_a_correction_adds_are_not_counted_as_corrected(sent: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(correcting, "STEP", 2)
    sent.send_all()

    run_correction(sent, LONG)

    assert len(said_to_banco(sent)) == 2
    assert "Broadcast 1: 4 messages are corrected." in [reply.text for reply in sent.author.receive_pushes()]
