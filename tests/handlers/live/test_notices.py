"""Changes of the day: exactly the affected are told, once, old → new, when the organisers' hands rest."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.live import notices
from storage import Database
from tests.handlers.calendars import entries
from tests.handlers.live.days import MINUTE, MORNING, SECOND, THREE, edit, last, open_day, person, receive, settle, told
from tests.handlers.registrations import invitation_of, new_phone, person_of, words
from tests.world import World, data, text

LATER = MORNING + 60 * SECOND
"""When a change made in the morning has settled: `changes.debounce_seconds` of the event."""
MOVED = (("Banco", "Atlas", "d1s03", "1"), *THREE[1:])
DAY = "Wednesday 14 April 2027"


@pytest.fixture
def day(world: World) -> World:
    """Banco meets Atlas and Rif, Nordic meets Souss; everybody knows."""
    open_day(world, *THREE)
    return world


def test_exactly_the_affected_are_told_once_old_to_new(day: World) -> None:
    concerned = edit(day, *MOVED, now=MORNING)
    early = settle(day, LATER - SECOND)
    settled = settle(day, LATER)
    pushes = receive(day, now=LATER)

    assert (concerned, early, settled) == (2, 0, 2)
    assert settle(day, LATER + MINUTE) == 0
    assert receive(day, now=LATER + MINUTE) == {}
    assert {key: len(found) for key, found in pushes.items()} == {"Banco": 1, "Atlas": 1}
    (to_banco,) = pushes["Banco"]
    assert text(to_banco).splitlines()[:4] == [
        "Your agenda has changed:",
        "New time: 11:30 instead of 10:40, Atlas Contact, table 1 (Quiet corner)",
        "",
        "Your meetings at Euroffshore 2027",
    ]
    version = day.newest("published")
    assert version is not None
    assert text(to_banco).endswith(f"Version {version.id}")
    assert data(to_banco)[0] == f"k:{version.id}"


def test_change_is_queued_as_such_with_its_version(day: World) -> None:
    edit(day, *MOVED, now=MORNING)
    settle(day, LATER)

    notice = last(day, "Banco")
    with day.begin() as uow:
        row = uow.outbox.find(notice.outbox_id or 0)
        (kind,) = {one.kind for one in uow.outbox.of_address(day.phone("Banco").address) if one.id == notice.outbox_id}
    assert row is not None
    assert (row.kind, kind, notice.told_at, notice.acknowledged_at) == ("change", "change", LATER, None)
    published = day.newest("published")
    assert published is not None
    assert notice.agenda_id == published.id


def test_calendar_keeps_its_entries_with_a_higher_sequence_and_cancels_what_is_lost(day: World) -> None:
    before = edit(day, ("Banco", "Atlas", "d1s03", "1"), *THREE[2:], now=MORNING)
    settle(day, LATER)

    (push,) = receive(day, now=LATER)["Banco"]
    own = day.ids["Banco"]
    assert before == 3
    assert entries(push) == {
        f"euroffshore-2027-{day.pair('Banco', 'Atlas')}-{own}@mawid": ("CONFIRMED", 1),
        f"euroffshore-2027-{day.pair('Banco', 'Rif')}-{own}@mawid": ("CANCELLED", 1),
    }


def test_three_edits_within_a_minute_make_one_message(day: World) -> None:
    edit(day, *MOVED, now=MORNING)
    edit(day, ("Banco", "Atlas", "d1s03", "7"), *THREE[1:], now=MORNING + 25 * SECOND)
    edit(day, ("Banco", "Atlas", "d1s04", "7"), *THREE[1:], now=MORNING + 50 * SECOND)

    assert settle(day, MORNING + 109 * SECOND) == 0
    assert settle(day, MORNING + 110 * SECOND) == 2
    pushes = receive(day, now=MORNING + 2 * MINUTE)
    assert {key: len(found) for key, found in pushes.items()} == {"Banco": 1, "Atlas": 1}
    assert text(pushes["Atlas"][0]).splitlines()[1] == (
        "Moved: Banco Norte, from 10:40, table 1 (Quiet corner), to 11:55, table 7"
    )


def test_edits_without_end_are_told_after_three_pauses(day: World) -> None:
    tables = [str(number) for number in range(5, 11)]
    for number, table in enumerate(tables):
        edit(day, ("Banco", "Atlas", "d1s01", table), *THREE[1:], now=MORNING + 30 * number * SECOND)

    assert settle(day, MORNING + 179 * SECOND) == 0
    assert settle(day, MORNING + 180 * SECOND) == 2


def test_edit_that_is_undone_tells_nobody(day: World) -> None:
    edit(day, *MOVED, now=MORNING)
    edit(day, *THREE, now=MORNING + 10 * SECOND)

    assert settle(day, MORNING + 2 * MINUTE) == 2
    assert receive(day, now=MORNING + 2 * MINUTE) == {}
    assert len(told(day, "Banco")) == 1


def test_undone_after_it_was_told_is_told_too(day: World) -> None:
    edit(day, *MOVED, now=MORNING)
    settle(day, LATER)
    receive(day, now=LATER)

    edit(day, *THREE, now=LATER + MINUTE)
    settle(day, LATER + 2 * MINUTE)

    pushes = receive(day, now=LATER + 2 * MINUTE)
    assert text(pushes["Banco"][0]).splitlines()[1] == (
        "New time: 10:40 instead of 11:30, Atlas Contact, table 1 (Quiet corner)"
    )
    first = f"euroffshore-2027-{day.pair('Banco', 'Atlas')}-{day.ids['Banco']}@mawid"
    assert entries(pushes["Banco"][0])[first] == ("CONFIRMED", 2)


def test_message_that_still_waits_is_replaced(day: World) -> None:
    edit(day, *MOVED, now=MORNING)
    settle(day, LATER)
    older = last(day, "Banco")

    edit(day, ("Banco", "Atlas", "d1s03", "7"), *THREE[1:], now=LATER + MINUTE)
    settle(day, LATER + 2 * MINUTE)

    with day.begin() as uow:
        row = uow.outbox.find(older.outbox_id or 0)
    assert row is not None
    assert (row.status, row.reason) == ("dropped", "superseded")
    (push,) = receive(day, now=LATER + 2 * MINUTE)["Banco"]
    assert text(push).splitlines()[1] == ("Moved: Atlas Contact, from 10:40, table 1 (Quiet corner), to 11:30, table 7")


def test_message_that_waits_and_is_undone_reaches_nobody(day: World) -> None:
    edit(day, *MOVED, now=MORNING)
    settle(day, LATER)

    edit(day, *THREE, now=LATER + MINUTE)
    settle(day, LATER + 2 * MINUTE)

    assert receive(day, now=LATER + 2 * MINUTE) == {}
    assert [one.told_at for one in told(day, "Banco")] == [MORNING - timedelta(days=1)]


def test_message_that_did_not_arrive_told_nothing(day: World) -> None:
    edit(day, *MOVED, now=MORNING)
    settle(day, LATER)
    lost = last(day, "Banco").outbox_id or 0
    with day.begin() as uow:
        uow.outbox.give_up(lost, status="dead", reason="blocked", now=LATER)

    edit(day, ("Banco", "Atlas", "d1s03", "7"), *THREE[1:], now=LATER + MINUTE)
    settle(day, LATER + 2 * MINUTE)

    (push,) = receive(day, now=LATER + 2 * MINUTE)["Banco"]
    assert "from 10:40, table 1 (Quiet corner), to 11:30, table 7" in text(push)


def test_what_was_confirmed_is_known_even_if_its_message_is_lost(day: World) -> None:
    edit(day, *MOVED, now=MORNING)
    settle(day, LATER)
    notice = last(day, "Banco")
    day.phone("Banco").tap_data(f"k:{notice.agenda_id}")

    edit(day, ("Banco", "Atlas", "d1s03", "7"), *THREE[1:], now=LATER + MINUTE)
    settle(day, LATER + 2 * MINUTE)

    pushes = receive(day, now=LATER + 2 * MINUTE)["Banco"]
    assert (
        text(pushes[-1]).splitlines()[1] == f"New table: 7 instead of 1 (Quiet corner), Atlas Contact, 11:30 on {DAY}"
    )


def test_send_now_does_not_wait(day: World) -> None:
    edit(day, *MOVED, now=MORNING)
    with day.begin() as uow:
        hastened = notices.send_now(uow, day.house, MORNING + SECOND)

    assert hastened == 2
    assert settle(day, MORNING + SECOND) == 2
    assert receive(day, now=MORNING + SECOND).keys() == {"Banco", "Atlas"}


def test_everything_survives_a_restart_between_the_steps(day: World) -> None:
    """Nothing of a change is kept in memory: each step runs in a house that was just started."""
    edit(day, *MOVED, now=MORNING)
    reopened = World(database=Database(str(day.database.engine.url)), house=day.house)
    assert settle(reopened, LATER) == 2
    again = World(database=Database(str(day.database.engine.url)), house=day.house)

    assert settle(again, LATER) == 0
    assert {key: len(found) for key, found in receive(again, now=LATER).items()} == {"Banco": 1, "Atlas": 1}
    for world in (reopened, again):
        world.database.close()


def test_change_before_anything_was_told_shows_the_whole_day(day: World) -> None:
    """Souss loses its only meeting; Atlas, who had two, gets Nordic."""
    edit(day, *THREE[:2], ("Nordic", "Zagora", "d1s01", "4"), now=MORNING)
    settle(day, LATER)

    pushes = receive(day, now=LATER)
    assert text(pushes["Souss"][0]).splitlines()[:5] == [
        "Your agenda has changed:",
        f"Cancelled: Nordic Retail, 10:40 on {DAY}",
        "",
        "Your meetings at Euroffshore 2027",
        "You have no meetings at the moment.",
    ]
    assert text(pushes["Zagora"][0]).startswith("Your meetings at Euroffshore 2027\n")
    assert last(day, "Zagora").agenda_id == last(day, "Souss").agenda_id


def test_meeting_that_comes_back_to_an_empty_day_is_told_as_new(day: World) -> None:
    """Only the whole day was shown, as if it were the first, and nothing said what had changed."""
    edit(day, *THREE[:2], now=MORNING)
    settle(day, LATER)
    receive(day, now=LATER)

    edit(day, *THREE[:2], ("Nordic", "Souss", "d1s03", "4"), now=LATER + MINUTE)
    settle(day, LATER + 2 * MINUTE)

    (push,) = receive(day, now=LATER + 2 * MINUTE)["Souss"]
    assert text(push).splitlines()[:4] == [
        "Your agenda has changed:",
        f"New: 11:30 on {DAY}, table 4, Nordic Retail",
        "",
        "Your meetings at Euroffshore 2027",
    ]


# --- A meeting that is given to another delegate ---


def test_only_the_delegates_of_a_meeting_that_is_given_away_are_told(day: World) -> None:
    code = invitation_of(day.phone("Banco"))
    colleague = new_phone(day.database, day.house, 77)
    colleague.say(f"/start {code}")
    found = person_of(colleague)
    assert found is not None
    with day.begin() as uow:
        uow.people.change(found.id, membership="delegate", company_id=day.ids["Banco"], language="en")

    concerned = edit(day, *THREE, now=MORNING, given={"Banco Atlas": ("buyer", found.id)})
    settle(day, LATER)
    again = edit(
        day, ("Banco", "Atlas", "d1s01", "9"), *THREE[1:], now=LATER, given={"Banco Atlas": ("buyer", found.id)}
    )

    pushes = receive(day, now=LATER)
    assert (concerned, again) == (2, 2)
    assert pushes.keys() == {"Banco"}
    assert text(pushes["Banco"][0]).splitlines()[1] == (
        f"A colleague of yours takes over your meeting with Atlas Contact, 10:40 on {DAY}"
    )
    shown = words(day.phone("Banco").say("/agenda"))
    assert "Atlas Contact" not in shown
    assert "Rif Appels" in shown


def test_meeting_given_to_somebody_who_left_is_everybodys(day: World) -> None:
    assert edit(day, *THREE, now=MORNING, given={"Banco Atlas": ("buyer", 4711)}) == 0
    assert "Atlas Contact" in words(day.phone("Banco").say("/agenda"))


# --- Whom nothing reaches ---


@pytest.mark.parametrize("how", ["refused", "withdrawn", "consent", "erased"])
def test_somebody_who_no_longer_takes_part_is_told_nothing(day: World, how: str) -> None:
    edit(day, *MOVED, now=MORNING)
    if how == "refused":
        day.change("Banco", status="refused")
    elif how == "withdrawn":
        day.answer("Banco", withdrawn=True)
    elif how == "consent":
        phone = day.phone("Banco")
        phone.tap_data("q:consent_matching=no")
    else:
        day.phone("Banco").say("/erase")
        day.phone("Banco").tap_data("v:erase")
    at_once = receive(day, now=MORNING)

    settle(day, LATER)

    later = receive(day, now=LATER)
    assert "Banco" not in {*at_once, *later}
    assert "Atlas" in {*at_once, *later}  # told of what becomes of its meeting: moved, or cancelled


def test_somebody_refused_is_not_counted_among_the_told(day: World) -> None:
    before = day.newest("published")
    edit(day, *MOVED, now=MORNING)
    after = day.newest("published")
    assert before is not None
    assert after is not None
    day.change("Banco", status="refused")

    with day.begin() as uow:
        concerned = notices.whom_it_concerns(uow, before_id=before.id, after_id=after.id)

    assert [one.company_id for one in concerned] == [day.ids["Atlas"]]


def test_somebody_whom_nothing_reaches_is_kept_for_a_call(day: World) -> None:
    address = day.phone("Banco").address
    with day.begin() as uow:
        uow.people.change_address(address, dead_reason="blocked")
    edit(day, *MOVED, now=MORNING)
    settle(day, LATER)

    notice = last(day, "Banco")
    assert (notice.outbox_id, notice.told_at) == (None, LATER)
    assert notice.follow_at is not None


def test_without_an_agenda_in_force_nothing_is_told(world: World) -> None:
    somebody = person(world, "Banco")
    with world.begin() as uow:
        uow.notices.note(somebody.id, from_agenda_id=None, pause=SECOND, at_most=SECOND, now=MORNING)

    assert settle(world, LATER) == 1
    assert told(world, "Banco") == []


def test_two_notices_of_one_person_make_one_message(day: World) -> None:
    """Two processes noted the same change at the same moment."""
    edit(day, *MOVED, now=MORNING)
    first = last(day, "Banco")
    with day.begin() as uow:
        uow.notices.change(first.id, told_at=MORNING)
        uow.notices.note(
            first.person_id, from_agenda_id=first.from_agenda_id, pause=SECOND, at_most=SECOND, now=MORNING
        )
        uow.notices.change(first.id, told_at=None)

    settle(day, LATER)

    assert len(receive(day, now=LATER)["Banco"]) == 1


# --- OK ---


def test_ok_confirms_the_notice(day: World) -> None:
    edit(day, *MOVED, now=MORNING)
    settle(day, LATER)
    receive(day, now=LATER)

    said = words(day.phone("Banco").tap("OK, seen"))

    assert said == "Thank you, noted."
    assert last(day, "Banco").acknowledged_at is not None
    assert last(day, "Atlas").acknowledged_at is None


def test_ok_on_a_version_that_was_replaced_says_so_and_shows_the_present_one(day: World) -> None:
    edit(day, *MOVED, now=MORNING)
    settle(day, LATER)
    receive(day, now=LATER)
    edit(day, ("Banco", "Atlas", "d1s04", "1"), *THREE[1:], now=LATER + SECOND)

    stale, present = day.phone("Banco").tap("OK, seen")

    assert text(stale) == "That agenda has been replaced. Here is the present one."
    assert "11:55 · table 1 (Quiet corner) · Atlas Contact" in text(present)
    assert last(day, "Banco").told_at is None


def test_ok_on_an_older_version_counts_while_the_own_day_is_the_same(day: World) -> None:
    """Every change of somebody else's day made the button of all the others stale."""
    edit(day, *MOVED, now=MORNING)
    settle(day, LATER)
    receive(day, now=LATER)
    edit(day, *MOVED[:2], ("Nordic", "Souss", "d1s02", "4"), now=LATER + SECOND)

    assert words(day.phone("Banco").tap("OK, seen")) == "Thank you, noted."
    assert last(day, "Banco").acknowledged_at is not None


@pytest.mark.parametrize("number", ["4711", "0", "", "x"])
def test_forged_version_is_stale(day: World, number: str) -> None:
    stale, _present = day.phone("Banco").tap_data(f"k:{number}")

    assert text(stale) == "That agenda has been replaced. Here is the present one."


def test_version_that_was_never_in_force_is_stale(day: World) -> None:
    draft = day.draft(*THREE)

    assert len(day.phone("Banco").tap_data(f"k:{draft.id}")) == 2
