"""How often and when a delegate is reminded, as they say it in the chat."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from handlers.reminding.reminder_settings import QuietHours, level_of, quiet_of
from tests.handlers.registrations import new_phone, person_of, words
from tests.handlers.reminding.ticks import at, decide
from tests.phone import Phone
from tests.world import World, data, text


@pytest.fixture
def banco(world: World) -> Phone:
    return world.phone("Banco")


def stored(world: World, key: str = "Banco") -> dict[str, object]:
    person = person_of(world.phone(key))
    assert person is not None
    with world.begin() as uow:
        answers = uow.answers.load(person_id=person.id, company_id=None)
    return {name: answer.value for name, answer in answers.items() if name.startswith("@")}


def test_settings_show_what_holds_and_what_can_be_chosen(banco: Phone) -> None:
    (screen,) = banco.say("/reminders")

    assert text(screen) == (
        "Your reminders: you get all of them.\n"
        "No quiet hours.\n"
        "\n"
        "In quiet hours the messages about a whole day wait until they end; the reminder before a meeting comes all "
        "the same. Changes of your agenda are always told. For other hours, tap “Other hours”."
    )
    assert data(screen) == [
        *("r:level=all", "r:level=few", "r:level=none"),
        *("r:quiet=21:00-08:00", "r:quiet=22:00-07:00"),
        *("r:quiet=none", "r:type"),
    ]
    assert [button.label for button in screen.buttons] == [
        *("All of them", "Fewer", "None of them"),
        *("21:00 to 08:00", "22:00 to 07:00"),
        *("No quiet hours", "Other hours"),
    ]
    assert [button.label for button in screen.buttons if button.is_on] == ["All of them", "No quiet hours"]


@pytest.mark.parametrize("said", ["mes rappels", "تذكيراتي", "My reminders"])
def test_settings_are_found_by_plain_words(banco: Phone, said: str) -> None:
    assert words(banco.say(said)).startswith("Your reminders: ")


def test_level_is_kept_and_shown(world: World, banco: Phone) -> None:
    banco.say("/reminders")

    (screen,) = banco.tap("Fewer")

    assert text(screen).startswith("Your reminders: you get fewer: the evening before, and once before each meeting.")
    assert stored(world) == {"@reminders": "few"}
    banco.tap("All of them")
    assert stored(world) == {"@reminders": "all"}


def test_quiet_hours_are_kept_and_shown(world: World, banco: Phone) -> None:
    banco.say("/reminders")

    (screen,) = banco.tap("22:00 to 07:00")

    assert "Quiet hours: from 22:00 to 07:00, time of the event." in text(screen)
    assert [button.label for button in screen.buttons if button.is_on] == ["All of them", "22:00 to 07:00"]
    (screen,) = banco.tap("No quiet hours")
    assert "No quiet hours." in text(screen)
    assert stored(world) == {"@quiet": None}


def test_other_hours_are_typed(world: World, banco: Phone) -> None:
    banco.say("/reminders")

    assert words(banco.tap("Other hours")) == ("From when to when shall I stay quiet? Two times, for example: 22-7")
    assert words(banco.say("late")) == "I need two different times, for example: 22-7"
    (screen,) = banco.say("من ٢٠:٣٠ الى ٦".removeprefix("من "))

    assert "Quiet hours: from 20:30 to 06:00, time of the event." in text(screen)
    assert stored(world) == {"@quiet": "20:30-06:00"}
    assert words(banco.say("hello")) != "I need two different times, for example: 22-7"


def test_who_has_not_agreed_reads_that_first(world: World, banco: Phone) -> None:
    decide(world, "Banco", is_given=False)

    assert words(banco.say("/reminders")).startswith(
        "⚠️ You have not agreed to be reminded, so no reminder is sent to you. You can change that here: /privacy\n"
    )


@pytest.mark.parametrize("forged", ["r:level=often", "r:level", "r:quiet=25-99", "r:quiet", "r:", "r:other=1"])
def test_forged_setting_changes_nothing(world: World, banco: Phone, forged: str) -> None:
    assert words(banco.tap_data(forged)).startswith("Your reminders: you get all of them.")
    assert stored(world) == {}


@pytest.mark.parametrize("tapped", ["r:level=none", "r:quiet=none", "r:type"])
def test_somebody_without_a_company_has_no_settings(world: World, tapped: str) -> None:
    nobody = new_phone(world.database, world.house, 77)

    assert words(nobody.tap_data(tapped)) == "Reminders are for companies that meet. Register first: /start"


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("22-7", "22:00-07:00"),
        (" 22h30 – 7h ", "22:30-07:00"),
        ("21:15 to 08:05", "21:15-08:05"),
        ("23 à 6", "23:00-06:00"),
        ("٢٢-٧", "22:00-07:00"),
        ("12.30-14", "12:30-14:00"),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, hours: str) -> None:
    assert str(QuietHours.read(typed)) == hours


@pytest.mark.parametrize("typed", ["", "22", "24-7", "22-24", "22:60-7", "7-7", "22-7-9", "never", None, 22, ["22-7"]])
def test_anything_else_is_no_quiet_hours(typed: object) -> None:
    assert QuietHours.read(typed) is None


@pytest.mark.parametrize(
    ("hours", "said", "heard"),
    [
        ("22-7", at("21:59", 13), at("21:59", 13)),
        ("22-7", at("22:00", 13), at("07:00", 14)),
        ("22-7", at("03:00", 14), at("07:00", 14)),
        ("22-7", at("07:00", 14), at("07:00", 14)),
        ("12-14", at("12:30", 14), at("14:00", 14)),
        ("12-14", at("14:00", 14), at("14:00", 14)),
        ("12-14", at("11:59", 14), at("11:59", 14)),
    ],
)
def test_quiet_hours_end_at_their_wall_time(world: World, hours: str, said: datetime, heard: datetime) -> None:
    quiet = QuietHours.read(hours)
    assert quiet is not None

    assert quiet.over_at(said, world.house.event.zone) == heard


def test_quiet_hours_follow_the_clock_of_the_event() -> None:
    quiet = QuietHours(start=time(22), end=time(7))

    assert quiet.over_at(datetime(2027, 3, 27, 23, tzinfo=UTC), ZoneInfo("Europe/Paris")) == datetime(
        2027, 3, 28, 5, tzinfo=UTC
    )


@pytest.mark.parametrize("value", [None, "often", 3, ["all"]])
def test_setting_that_is_no_level_means_all(value: object) -> None:
    assert level_of({"@reminders": value}) == "all"
    assert quiet_of({"@quiet": value}) is None
