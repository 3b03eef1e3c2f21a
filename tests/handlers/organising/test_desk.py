"""The organisers' desk: allocate, read the draft, preview, publish, and whom each publication tells."""

from __future__ import annotations

import pytest

from handlers.agendas import allocation
from handlers.messages import Reply
from handlers.organising import desk
from handlers.organising.draft import format_share
from handlers.visit import from_payload
from locales.translator import translator
from storage.records import OutgoingMessage
from tests.handlers.registrations import invitation_of, new_phone, person_of, words
from tests.phone import NOON
from tests.world import BUYERS, NAMES, PROVIDERS, World, data, text

NOT_ORGANISER = "This menu is for the organisers. If you are one, ask a colleague for an invitation."
ONE_MEETING = ("Banco", "Atlas", "d1s01", "1")


@pytest.fixture
def agreed(world: World) -> World:
    """Three companies that agreed with one another's side."""
    world.agree(("Banco", "Atlas"), ("Banco", "Rif"), ("Nordic", "Atlas"))
    return world


def sent_to_organiser(world: World) -> list[OutgoingMessage]:
    with world.begin() as uow:
        return list(uow.outbox.of_address(world.organiser.address))


def tasks(world: World) -> list[dict[str, object]]:
    """Take every waiting task and return what it was asked with."""
    found = []
    with world.begin() as uow:
        while (task := uow.tasks.take()) is not None:
            found.append(dict(task.payload))
    return found


# --- Who may ---


@pytest.mark.parametrize("command", ["/allocate", "/publish", "/setup"])
def test_commands_are_for_organisers(agreed: World, command: str) -> None:
    assert words(agreed.phone("Banco").say(command)) == NOT_ORGANISER
    assert tasks(agreed) == []


@pytest.mark.parametrize("verb", ["allocate", "late", "anew", "preview", "publish", "show"])
def test_forged_taps_of_participants_have_no_effect(agreed: World, verb: str) -> None:
    draft = agreed.draft(ONE_MEETING)

    assert words(agreed.phone("Banco").tap_data(f"g:{verb}={draft.id}")) == NOT_ORGANISER
    assert agreed.newest("published") is None
    assert tasks(agreed) == []


# --- Asking for a draft ---


def test_allocate_queues_one_task_and_says_so(agreed: World) -> None:
    organiser = agreed.organiser

    (reply,) = organiser.say("/allocate")
    busy = words(organiser.say("/allocate"))

    assert text(reply) == "I am looking for the best agenda…"
    assert busy == "An agenda is being prepared already; you see it as soon as it is ready."
    (payload,) = tasks(agreed)
    assert payload == {
        "address": organiser.address,
        "outbox_id": int(organiser.shown[-2][0]),
        "language": "en",
        "keeps_published": False,
    }


@pytest.mark.parametrize(("label", "keeps"), [("Only add to it", True), ("Prepare anew", False)])
def test_published_agenda_is_only_added_to_unless_the_organiser_says_anew(
    agreed: World, label: str, keeps: bool
) -> None:
    agreed.publish(agreed.draft(ONE_MEETING))
    organiser = agreed.organiser

    (reply,) = organiser.tap_data("g:allocate")
    organiser.tap(label)

    assert text(reply) == (
        "An agenda is published. Shall I only place what is new into what is free, moving nobody, "
        "or prepare everything anew?"
    )
    assert [payload["keeps_published"] for payload in tasks(agreed)] == [keeps]


def test_progress_redraws_the_message_once_it_was_sent(agreed: World) -> None:
    organiser = agreed.organiser
    organiser.say("/allocate")
    (payload,) = tasks(agreed)

    with agreed.begin() as uow:
        is_told = desk.tell_progress(uow, payload, translator("en"), meetings=1234, share=0.998, now=organiser.now)
        row = uow.outbox.find(int(str(payload["outbox_id"])))
    organiser.receive_pushes()

    assert is_told
    assert row is not None
    reply = from_payload(sent_to_organiser(agreed)[-1].payload)
    assert reply.edits == row.sent_ref
    assert text(reply) == "I am looking for the best agenda… 1,234 meetings, 99.8% of the best conceivable."


def test_progress_before_the_message_was_sent_is_kept_back(agreed: World) -> None:
    organiser = agreed.organiser
    with agreed.begin() as uow:
        row = uow.outbox.enqueue(address=organiser.address, payload="{}", priority=0, now=NOON, after_inbox_id=0)
    payload = {"address": organiser.address, "outbox_id": row}
    gone = {"address": organiser.address, "outbox_id": 4711}

    with agreed.begin() as uow:
        before = len(uow.outbox.of_address(organiser.address))
        told = [desk.tell_progress(uow, p, translator("en"), meetings=1, share=1.0, now=NOON) for p in (payload, gone)]
        after = len(uow.outbox.of_address(organiser.address))

    assert (told, before) == ([False, False], after)


def test_failure_is_told_with_its_reason(agreed: World) -> None:
    payload = {"address": agreed.organiser.address}
    with agreed.begin() as uow:
        desk.tell_failure(uow, payload, translator("en"), problem="pairs[0]: <unknown>", now=NOON)

    (push,) = agreed.organiser.receive_pushes()
    assert text(push) == "The agenda could not be prepared: pairs[0]: <unknown>"


# --- The draft ---


def test_draft_says_meetings_share_fairness_floors_and_leftovers(world: World) -> None:
    world.agree(("Banco", "Atlas"), ("Banco", "Rif"))
    draft = world.draft(ONE_MEETING)

    with world.begin() as uow:
        desk.tell_draft(uow, world.house, {"address": world.organiser.address}, translator("en"), draft, now=NOON)
    (push,) = world.organiser.receive_pushes()

    lines = text(push).splitlines()
    assert lines[:3] == [
        f"Draft {draft.id}: 1 meeting, {format_share(draft.summary['share'], 'en')} of the best conceivable.",
        "No conflict: nobody and no table is booked twice.",
        "Fairness (Gini, 0 is equal): buyers 0.80, providers 0.86.",
    ]
    assert lines[3:6] == [
        "",
        "12 companies have fewer meetings than they should:",
        "• Lumen Energie: 0 of 4 (0 possible): too few wishes on both sides",
    ]
    assert lines[-2:] == ["1 wish could not be placed:", lines[-1]]
    assert lines[-1].startswith("• Banco Norte and Rif Appels: ")
    assert data(push) == [*(f"g:preview={draft.id}", f"z:{draft.id}.list=0", f"z:{draft.id}.pair=", "g:allocate")]


def test_draft_where_nothing_is_missing_is_short(world: World) -> None:
    world.set("limits_buyer", [0, 9])
    world.set("limits_provider", [0, 9])
    world.agree(("Banco", "Atlas"))
    draft = world.draft(ONE_MEETING)

    (reply,) = world.organiser.say("/publish")

    assert len(text(reply).splitlines()) == 3
    assert text(reply).startswith(f"Draft {draft.id}: 1 meeting")


def test_share_is_never_rounded_up_and_may_be_unknown() -> None:
    assert [format_share(share, "en") for share in (1.0, 0.99999, None)] == ["100.0%", "99.9%", "?"]


def test_floor_whose_possible_count_is_unknown_and_companies_gone_are_shown_all_the_same(world: World) -> None:
    world.agree(("Banco", "Atlas"))
    draft = world.draft(ONE_MEETING)
    summary = {
        **draft.summary,
        "floors_missed": [[world.ids["Banco"], 4, 1, None, "unheard_of"]],
        "leftovers": [[world.ids["Banco"], 4711, 100, "unheard_of", []]],
    }
    with world.begin() as uow:
        uow.agendas.replace_meetings(draft.id, uow.agendas.meetings(draft.id), summary=summary)

    shown = words(world.organiser.say("/publish"))

    assert "• Banco Norte: 1 of 4 (? possible): it did not fit" in shown
    assert "• Banco Norte and ?: it did not fit" in shown


def test_without_a_draft_there_is_nothing_to_publish(world: World) -> None:
    nothing = "There is no draft. Prepare one first: /allocate"

    assert words(world.organiser.say("/publish")) == nothing
    assert words(world.organiser.tap_data("g:publish=1")) == nothing


@pytest.mark.parametrize("verb", ["publish", "preview", "show"])
@pytest.mark.parametrize("number", ["4711", "", "x", "9" * 40])
def test_button_of_another_draft_says_so_and_shows_the_present_one(agreed: World, verb: str, number: str) -> None:
    """A button without a number published whatever draft there was."""
    agreed.draft(ONE_MEETING)
    draft = agreed.draft(ONE_MEETING)

    reply = agreed.organiser.tap_data(f"g:{verb}={number}")

    assert words(reply).startswith(
        f"This draft is not the newest. Here is the present one.\n\nDraft {draft.id}: 1 meeting"
    )
    assert agreed.newest("published") is None


def test_unknown_button_shows_the_draft(agreed: World) -> None:
    draft = agreed.draft(ONE_MEETING)

    assert words(agreed.organiser.tap_data(f"g:bogus={draft.id}")).startswith(f"Draft {draft.id}: ")


# --- A draft that became impossible ---


@pytest.mark.parametrize("change", ["no", "taken back", "left", "table", "slot", "forbidden"])
def test_draft_with_a_meeting_that_became_impossible_is_not_published(agreed: World, change: str) -> None:
    """A "no" said after the draft was prepared still landed on both days."""
    draft = agreed.draft(ONE_MEETING, ("Banco", "Rif", "d1s02", "2"))
    if change == "no":
        agreed.wish("Atlas", "Banco", "no")
    elif change == "taken back":
        with agreed.begin() as uow:
            uow.wishes.remove(agreed.ids["Banco"], agreed.ids["Atlas"])
    elif change == "left":
        agreed.change("Atlas", status="submitted")
    elif change == "table":
        agreed.set("tables_out", ["1"])
    elif change == "slot":
        agreed.set("closed_slots", ["d1s01"])
    else:
        agreed.set("pairs", {agreed.pair("Banco", "Atlas"): "forbidden"})
    organiser = agreed.organiser

    shown = [words(organiser.tap_data(f"g:{verb}={draft.id}")) for verb in ("show", "preview", "publish")]

    for reply in shown:
        assert reply.splitlines()[1] == (
            "⚠️ 1 meeting of this draft is not possible any more. Allocate again before you publish."
        )
    assert agreed.newest("published") is None
    assert agreed.phone("Banco").receive_pushes() == []


# --- Publishing ---


def test_preview_tells_how_many_and_nobody_yet(agreed: World) -> None:
    draft = agreed.draft(ONE_MEETING, ("Nordic", "Atlas", "d1s02", "1"))
    organiser = agreed.organiser
    organiser.say("/publish")

    (reply,) = organiser.tap("Publish…")
    (back,) = organiser.tap("Not yet")

    assert text(reply) == "3 companies will be told, each delegate in their language."
    assert data(reply) == [f"g:publish={draft.id}", f"g:show={draft.id}"]
    assert text(back).startswith(f"Draft {draft.id}")
    assert agreed.phone("Banco").receive_pushes() == []


def test_first_publication_tells_each_delegate_once_in_their_language(agreed: World) -> None:
    code = invitation_of(agreed.phone("Atlas"))
    colleague = new_phone(agreed.database, agreed.house, 77, language_hint="fr")
    colleague.say(f"/start {code}")
    draft = agreed.draft(ONE_MEETING, ("Banco", "Rif", "d1s02", "2"))
    organiser = agreed.organiser

    done = words(organiser.tap_data(f"g:publish={draft.id}"))
    again = words(organiser.tap_data(f"g:publish={draft.id}"))

    assert done == "Published. 3 companies are told."
    assert again == "There is no draft. Prepare one first: /allocate"
    pushes = {key: agreed.phone(key).receive_pushes() for key in NAMES}
    assert {key: [push.language for push in found] for key, found in pushes.items() if found} == {
        "Banco": ["en"],
        "Atlas": ["en"],
        "Rif": ["ar"],
    }
    assert [push.language for push in colleague.receive_pushes()] == ["fr"]
    assert agreed.phone("Banco").receive_pushes() == []
    (line,) = agreed.trail(f"agenda:{draft.id}")
    person = person_of(organiser)
    assert person is not None
    assert (line.act, line.person_id, line.before, line.after) == ("publish", person.id, None, {"companies": 3})


def test_second_publication_tells_only_those_affected_old_to_new(world: World) -> None:
    world.agree(("Banco", "Atlas"), ("Banco", "Rif"), ("Nordic", "Souss"), ("Helvetia", "Oasis"), ("Nordic", "Atlas"))
    same = ("Helvetia", "Oasis", "d1s01", "3")
    first = world.draft(ONE_MEETING, ("Banco", "Rif", "d1s02", "2"), ("Nordic", "Souss", "d1s01", "4"), same)
    world.publish(first)
    for key in NAMES:
        world.phone(key).receive_pushes()
    second = world.draft(
        ("Banco", "Atlas", "d2s01", "5"), ("Banco", "Rif", "d1s02", "2"), ("Nordic", "Atlas", "d1s03", "1"), same
    )
    organiser = world.organiser

    preview = words(organiser.tap_data(f"g:preview={second.id}"))
    organiser.tap_data(f"g:publish={second.id}")

    assert preview == "4 companies will be told, each delegate in their language."
    pushes = {key: text(push) for key in NAMES for push in world.phone(key).receive_pushes()}
    assert pushes.keys() == {"Banco", "Atlas", "Nordic", "Souss"}
    day = "Wednesday 14 April 2027"
    moved = f"from 10:40 on {day}, table 1 (Quiet corner), to 10:25 on Thursday 15 April 2027, table 5"
    assert pushes["Banco"].startswith(
        f"Your agenda has changed:\nMoved: Atlas Contact, {moved}\n\nYour meetings at Euroffshore 2027\n"
    )
    assert pushes["Atlas"].splitlines()[:3] == [
        "Your agenda has changed:",
        f"New: 11:30 on {day}, table 1 (Quiet corner), Nordic Retail",
        f"Moved: Banco Norte, {moved}",
    ]
    assert pushes["Souss"].splitlines()[:5] == [
        "Your agenda has changed:",
        f"Cancelled: Nordic Retail, 10:40 on {day}",
        "",
        "Your meetings at Euroffshore 2027",
        "You have no meetings at the moment.",
    ]
    assert [line.before for line in world.trail(f"agenda:{second.id}")] == [first.id]
    published = world.newest("published")
    assert published is not None
    assert published.id == second.id


def test_publication_that_changes_nothing_needs_to_tell_nobody(agreed: World) -> None:
    agreed.publish(agreed.draft(ONE_MEETING))
    again = agreed.draft(ONE_MEETING)

    assert words(agreed.organiser.tap_data(f"g:preview={again.id}")) == (
        "Nothing changes against what is published, so nobody needs to be told."
    )


def test_whole_flow_from_allocate_to_publish(world: World) -> None:
    """What an organiser does on the day, with every company agreeing with every other."""
    world.agree(*[(buyer, provider) for buyer in BUYERS for provider in PROVIDERS])
    agenda = allocation.solve(world.problem())
    with world.begin() as uow:
        draft = allocation.keep(uow, world.house.event, agenda, person_id=None, now=NOON)
    organiser = world.organiser

    shown = words(organiser.say("/publish"))
    organiser.tap(f"g:preview={draft.id}")
    done = words(organiser.tap("Publish now"))

    assert shown.startswith(f"Draft {draft.id}: 35 meetings, 100.0% of the best conceivable.")
    assert done == "Published. 12 companies are told."
    for key in NAMES:
        (push,) = world.phone(key).receive_pushes()
        assert isinstance(push, Reply)
        assert push.attachment is not None
