"""A second organiser approves; for emergencies and small audiences the author alone."""

from __future__ import annotations

import pytest

from handlers.broadcasting.splitting import width
from tests.handlers.broadcasting.desk import Desk, said
from tests.handlers.registrations import asked_of, labels
from tests.world import data, text


def be_owner(desk: Desk) -> None:
    with desk.world.begin() as uow:
        found = uow.people.find(desk.author.address)
        assert found is not None
        uow.people.change(found[1].id, organiser_role="owner")


def only(desk: Desk, key: str) -> None:
    """Let the broadcast be for one company."""
    desk.author.tap_data(f"u:list={desk.number}")
    desk.author.say(str(desk.world.ids[key]))


def test_colleague_is_asked_and_approves(desk: Desk) -> None:
    desk.write()
    asked = desk.author.tap_data(f"u:ask={desk.seen}")
    (request,) = desk.second.receive_pushes()
    shown = desk.second.tap("Look")

    approved = desk.second.tap("Approve")

    assert said(asked) == "1 colleague has been asked. Nothing is sent until they approve."
    assert text(request).startswith("organiser asks you to approve broadcast 1, for 12 people.\n\nEnglish\n")
    assert text(shown[-1]).splitlines()[:3] == [
        "Broadcast 1 · waits for approval",
        "Written by organiser.",
        "You may approve or decline it; only its author may change it.",
    ]
    assert labels(shown[-1]) == ["Approve", "Decline", "Broadcasts"]
    assert said(approved) == "Approved. It leaves now. You can pause or stop it."
    assert desk.broadcast.status == "scheduled"
    assert desk.author.receive_pushes()[0].text == "Nadia approved broadcast 1."
    assert desk.acts()[-2:] == ["broadcast_ask", "broadcast_approve"]


def test_request_says_all_that_would_leave(desk: Desk) -> None:
    desk.write("Hall B & C.", fr="Salle B.")
    desk.target("languages", 0, 1)
    desk.world.change("Lumen", status="refused")
    desk.author.tap_data(f"u:when={desk.number}")
    desk.author.say("14/4/2027 8:00")
    desk.author.tap_data(f"u:ask={desk.seen}")

    (request,) = desk.second.receive_pushes()

    assert text(request).splitlines() == [
        "organiser asks you to approve broadcast 1, for 1 person.",
        "",
        "English",
        "Hall B & C.",
        "",
        "French",
        "Salle B.",
        "",
        "Purpose: the event (all who agreed to be matched)",
        "Language: French and Arabic",
        "Registration: approved companies",
        "Leaves on Wednesday 14 April 2027 at 08:00.",
        "",
        "1 person gets it:",
        "• Arabic, with a note: Telegram 1",
        "",
        "1 person is left out:",
        "• refused company: Buyer Lumen (Lumen Energie)",
    ]
    assert labels(request) == ["Look", "Approve", "Decline"]


def test_text_too_long_for_the_request_is_looked_at_before_it_is_approved(desk: Desk) -> None:
    desk.write(" ".join(["A sentence of a long message."] * 130), fr="Salle B.")
    desk.author.tap_data(f"u:ask={desk.seen}")

    (request,) = desk.second.receive_pushes()
    *shown, summary = desk.second.tap("Look")

    assert width(text(request)) <= 4096
    assert "A sentence of a long message.…\n\nFrench\nSalle B.\n\nPurpose" in text(request)
    assert text(request).endswith("\n\nThis is only the beginning: look at the whole before you approve.")
    assert labels(request) == ["Look"]
    assert sum(text(reply).count("A sentence of a long message.") for reply in shown) == 2 * 130
    assert labels(summary)[:2] == ["Approve", "Decline"]


def test_author_cannot_approve_their_own(desk: Desk) -> None:
    desk.write()
    desk.author.tap_data(f"u:ask={desk.seen}")

    for verb in ("approve", "decline"):
        replies = desk.author.tap_data(f"u:{verb}={desk.seen}")
        assert said(replies) == "You wrote it, so somebody else has to approve it."
    assert desk.broadcast.status == "waiting"


def test_author_cannot_send_it_alone_by_a_forged_tap(desk: Desk) -> None:
    desk.write()

    replies = desk.author.tap_data(f"u:send={desk.seen}")

    assert "⚠️ It would reach 12 people now: a second organiser has to approve it." in text(replies[-1])
    assert desk.broadcast.status == "draft"


def test_what_changed_meanwhile_is_shown_instead_of_approved(desk: Desk) -> None:
    desk.write()
    seen = desk.seen
    desk.author.tap_data(f"u:ask={seen}")
    desk.author.tap_data(f"u:reopen={desk.number}")
    desk.target("roles", 0)
    desk.author.tap_data(f"u:ask={desk.seen}")

    for verb in ("approve", "decline"):
        replies = desk.second.tap_data(f"u:{verb}={seen}")
        assert "⚠️ It has changed since you looked." in text(replies[-1])
    assert desk.broadcast.status == "waiting"
    assert "5 people get it" in text(replies[-1])
    assert "⚠️ That is not possible any more." in text(desk.author.tap_data(f"u:ask={seen}")[0])


def test_stale_preview_of_the_author_is_shown_again(desk: Desk) -> None:
    desk.write()
    seen = desk.seen
    desk.target("roles", 0)

    for verb in ("ask", "send"):
        replies = desk.author.tap_data(f"u:{verb}={seen}")
        assert "⚠️ It has changed since you looked." in text(replies[-1])
    assert desk.broadcast.status == "draft"


def test_declined_broadcast_is_a_draft_again(desk: Desk) -> None:
    desk.write()
    desk.author.tap_data(f"u:ask={desk.seen}")

    replies = desk.second.tap_data(f"u:decline={desk.seen}")

    assert said(replies) == "Declined. The author is told."
    assert desk.broadcast.status == "draft"
    assert desk.author.receive_pushes()[0].text == "Nadia declined broadcast 1. It is a draft again."
    assert desk.acts()[-1] == "broadcast_decline"


def test_second_approval_comes_too_late(desk: Desk) -> None:
    desk.write()
    desk.approve()

    replies = desk.second.tap_data(f"u:approve={desk.seen}")

    assert text(replies[0]) == "⚠️ That is not possible any more. Here is how it is now."


def test_without_a_colleague_nobody_can_be_asked(desk: Desk) -> None:
    desk.write()
    with desk.world.begin() as uow:
        found = uow.people.find(desk.second.address)
        assert found is not None
        uow.people.change(found[1].id, organiser_role=None)

    replies = desk.author.tap_data(f"u:ask={desk.seen}")

    assert "⚠️ There is no second organiser who could approve it." in text(replies[-1])


def test_broadcast_to_nobody_is_not_asked_for(desk: Desk) -> None:
    desk.write()
    desk.target("channels", 1)

    for verb in ("ask", "send"):
        assert text(desk.author.tap_data(f"u:{verb}={desk.seen}")[-1]).count("Nobody gets it") == 1
    assert desk.broadcast.status == "draft"


def test_approval_of_what_was_scheduled_says_when_it_leaves(desk: Desk) -> None:
    desk.write()
    desk.author.tap_data(f"u:when={desk.number}")
    desk.author.say("14/4/2027 8:00")

    assert text(desk.approve()) == "Approved. Leaves on Wednesday 14 April 2027 at 08:00."


def test_author_who_erased_themselves_is_told_nothing(desk: Desk) -> None:
    desk.write()
    desk.author.tap_data(f"u:ask={desk.seen}")
    author = desk.broadcast.person_id or 0
    with desk.world.begin() as uow:
        uow.people.erase(author)

    desk.second.tap_data(f"u:approve={desk.seen}")

    assert (desk.broadcast.person_id, desk.broadcast.status) == (None, "scheduled")


# -- one approval ------------------------------------------------------------------------------------------


def test_owner_allows_one_approval_for_small_audiences(desk: Desk) -> None:
    be_owner(desk)
    desk.author.say("/broadcast")
    question = desk.author.tap("Small audiences…")
    answers = [desk.author.say(typed) for typed in ("many", "501", "٥")]

    desk.write()
    desk.target("roles", 0)
    desk.preview()
    replies = desk.author.tap("Send it")

    assert "Now: 0." in said(question)
    assert [said(answer) for answer in answers] == [
        "I need a number from 0 to 500.",
        "I need a number from 0 to 500.",
        "Broadcasts to up to 5 people need no second organiser.",
    ]
    assert {tuple(data(shown)) for shown in (*question, *answers[0])} == {("u:menu",)}
    assert asked_of(desk.author) is None
    assert said(replies) == "It leaves now. You can pause or stop it."
    assert (desk.broadcast.status, desk.broadcast.approved_by) == ("scheduled", desk.broadcast.person_id)
    (line,) = desk.world.trail("broadcast_single_approval")
    assert (line.act, line.before, line.after) == ("set_up", None, 5)
    assert desk.acts()[-1] == "broadcast_send"
    assert desk.second.receive_pushes() == []


def test_none_is_small_once_an_owner_says_zero(desk: Desk) -> None:
    be_owner(desk)
    desk.author.tap_data("u:small")

    assert said(desk.author.say("0")) == "Every broadcast needs a second organiser."
    assert desk.world.settings()["broadcast_single_approval"] == 0


def test_one_reader_is_one_person(desk: Desk) -> None:
    desk.write()
    only(desk, "Rif")
    refused = desk.author.tap_data(f"u:send={desk.seen}")
    desk.author.tap_data(f"u:ask={desk.seen}")

    assert "⚠️ It would reach 1 person now: a second organiser has to approve it." in text(refused[-1])
    assert "asks you to approve broadcast 1, for 1 person." in text(desk.second.receive_pushes()[0])


def test_emergency_to_one_reader_is_for_one_person(desk: Desk) -> None:
    desk.write(how="urgent")
    only(desk, "Rif")
    desk.author.tap_data(f"u:send={desk.seen}")

    assert text(desk.second.receive_pushes()[0]) == "organiser sends emergency broadcast 1 to 1 person."


def test_one_approval_is_not_enough_for_more_people(desk: Desk) -> None:
    desk.world.set("broadcast_single_approval", 11)
    desk.write()

    assert "Send it" not in labels(desk.preview())


def test_only_an_owner_allows_it(desk: Desk) -> None:
    assert said(desk.second.tap_data("u:small")) == "Only an owner can change that."
    assert "u:small" not in data(desk.second.tap_data("u:menu")[0])

    be_owner(desk)
    desk.author.tap_data("u:small")
    with desk.world.begin() as uow:
        found = uow.people.find(desk.author.address)
        assert found is not None
        uow.people.change(found[1].id, organiser_role="organiser")

    assert said(desk.author.say("5")) == "Only an owner can change that."
    assert "broadcast_single_approval" not in desk.world.settings()


@pytest.mark.parametrize("is_planned", [False, True])
def test_emergency_needs_its_author_only_and_colleagues_are_told(desk: Desk, *, is_planned: bool) -> None:
    desk.write("Leave the hall.", how="urgent")
    if is_planned:
        desk.author.tap_data(f"u:when={desk.number}")
        desk.author.say("14/4/2027 8:00")
    summary = desk.preview()

    replies = desk.author.tap("Send it")

    assert labels(summary)[0] == "Send it"
    assert said(replies).startswith("Leaves on Wednesday" if is_planned else "It leaves now.")
    assert desk.second.receive_pushes()[0].text == "organiser sends emergency broadcast 1 to 12 people."
    assert desk.acts()[-1] == "broadcast_send"
