"""A delegate's own agenda: on demand, acknowledged, with a sheet on each counterpart."""

from __future__ import annotations

import pytest

from handlers.choosing.cards import ASK_PROVIDER
from tests.handlers.registrations import new_phone, person_of, words
from tests.world import NAMES, World, data, text

NO_SHEET = "You have no meeting with that company any more."


@pytest.fixture
def published(world: World) -> World:
    """One meeting in force."""
    world.agree(("Banco", "Atlas"))
    world.publish(world.draft(("Banco", "Atlas", "d1s01", "1")))
    for key in NAMES:
        world.phone(key).receive_pushes()
    return world


def version(world: World) -> int:
    found = world.newest("published")
    assert found is not None
    return found.id


def acknowledged(world: World) -> set[int]:
    number = version(world)
    with world.begin() as uow:
        return uow.agendas.acknowledged_by(number)


def test_before_publication_there_is_nothing_to_show(world: World) -> None:
    phone = world.phone("Banco")
    not_yet = "The agenda is not published yet. We write to you here as soon as it is."

    assert words(phone.say("/agenda")) == not_yet
    assert words(phone.tap_data(f"s:{world.ids['Atlas']}")) == NO_SHEET
    assert words(phone.tap_data("k:1")) == not_yet


def test_organiser_was_told_to_register_for_an_agenda(published: World) -> None:
    told = words(published.organiser.say("/agenda"))

    assert told == "You meet nobody yourself. /publish shows everybody’s agenda, /status how the day stands."


def test_somebody_without_a_company_has_no_agenda(published: World) -> None:
    nobody = new_phone(published.database, published.house, 77)
    nothing = "You have no agenda yet. Register first: /start"

    assert words(nobody.say("/agenda")) == nothing
    assert words(nobody.tap_data(f"k:{version(published)}")) == nothing
    assert words(nobody.tap_data(f"s:{published.ids['Atlas']}")) == nothing


def test_one_who_waits_for_a_colleague_sees_no_agenda(published: World) -> None:
    phone = published.phone("Banco")
    person = person_of(phone)
    assert person is not None
    with published.begin() as uow:
        uow.people.change(person.id, membership="pending")

    assert words(phone.say("/agenda")) == "You have no agenda yet. Register first: /start"


def test_own_meetings_are_shown_and_nobody_elses(published: World) -> None:
    (banco,) = published.phone("Banco").say("/agenda")
    (nordic,) = published.phone("Nordic").say("mon agenda")

    assert "10:40 · table 1 (Quiet corner) · Atlas Contact" in text(banco)
    assert text(nordic).splitlines()[:2] == [
        "Your meetings at Euroffshore 2027",
        "You have no meetings at the moment.",
    ]
    assert nordic.attachment is None
    assert NAMES["Atlas"] not in text(nordic)


def test_seen_is_noted_once(published: World) -> None:
    phone = published.phone("Banco")
    person = person_of(phone)
    assert person is not None

    replies = [words(phone.tap_data(f"k:{version(published)}")) for _ in range(2)]

    assert replies == ["Thank you, noted."] * 2
    assert acknowledged(published) == {person.id}


def test_ok_on_a_replaced_agenda_says_so_and_shows_the_present_one(published: World) -> None:
    old = version(published)
    published.publish(published.draft(("Banco", "Atlas", "d1s02", "1")))

    stale, present = published.phone("Banco").tap_data(f"k:{old}")

    assert text(stale) == "That agenda has been replaced. Here is the present one."
    assert "11:05 · table 1 (Quiet corner) · Atlas Contact" in text(present)
    assert acknowledged(published) == set()


def test_sheet_says_who_they_are_why_and_how_to_reach_them(published: World) -> None:
    (sheet,) = published.phone("Banco").tap_data(f"s:{published.ids['Atlas']}")

    assert text(sheet) == (
        "Wednesday 14 April 2027, 10:40, table 1 (Quiet corner)\n"
        "\n"
        "Atlas Contact (Morocco)\n"
        "Customer service (inbound)\n"
        "• Same work: Customer service (inbound)\n"
        "• French: 60 agents\n"
        "• The size fits: 6–15 needed, 16–50 free\n"
        "Still open: price model and payment term (to be asked)\n"
        "Trust: declared only\n"
        "\n"
        "Questions still open:\n"
        "• In which sectors do you have a client you may name?\n"
        "• Which channels do you handle today?\n"
        "• Which hours do you hold today?\n"
        "• Which price models do you accept?\n"
        "• What is the longest payment term you accept?\n"
        "\n"
        "• Provider Atlas · Director · atlas@provider.example · +212 6 12 34 56 78"
    )
    assert data(sheet) == ["m:agenda"]


def test_sheet_of_a_buyer_asks_what_a_buyer_left_open(published: World) -> None:
    (sheet,) = published.phone("Atlas").tap_data(f"s:{published.ids['Banco']}")

    assert "• How soon do you pay an invoice?" in text(sheet).splitlines()


def test_sheet_of_a_company_that_answered_everything_asks_what_no_registration_does(published: World) -> None:
    values: dict[str, object] = dict.fromkeys(ASK_PROVIDER, True)
    values |= {
        "served_sectors": ["banking"],
        "channels_in_production": ["email"],
        "hours_held": "office",
        "offered_prices": ["per_result"],
        "longest_payment_term": "30",
        "earliest_start": "under_1",
        "labels_held": ["iso_9001"],
    }
    published.answer("Atlas", **values)

    sheet = words(published.phone("Banco").tap_data(f"s:{published.ids['Atlas']}"))

    assert sheet.partition("Questions still open:\n")[2].splitlines()[:5] == [
        "• Who would run our project day by day?",
        "• How do you train a new team, and in how long?",
        "• Which results do you commit to?",
        "• How are our customers’ data protected?",
        "• What would the next step be?",
    ]


@pytest.mark.parametrize("number", ["Rif", "4711", "", "x", "9" * 40])
def test_forged_sheet_of_a_company_one_does_not_meet_is_refused(published: World, number: str) -> None:
    number = str(published.ids.get(number, number))

    assert words(published.phone("Banco").tap_data(f"s:{number}")) == NO_SHEET


def test_sheet_is_refused_to_people_of_other_companies(published: World) -> None:
    for key in ("Nordic", "Souss"):
        assert words(published.phone(key).tap_data(f"s:{published.ids['Atlas']}")) == NO_SHEET


@pytest.mark.parametrize("changed", ["Atlas", "Banco"])
def test_company_that_is_being_approved_again_keeps_its_agenda_and_its_sheet(published: World, changed: str) -> None:
    """A corrected name, and every partner's agenda failed with an apology."""
    published.change(changed, status="submitted")
    phone = published.phone("Banco")

    (agenda,) = phone.say("/agenda")
    (sheet,) = phone.tap_data(f"s:{published.ids['Atlas']}")

    assert "10:40 · table 1 (Quiet corner) · Atlas Contact" in text(agenda)
    assert "Same work" not in text(agenda)
    assert text(sheet) == (
        "Wednesday 14 April 2027, 10:40, table 1 (Quiet corner)\n\nAtlas Contact\n\n"
        "• Provider Atlas · Director · atlas@provider.example · +212 6 12 34 56 78"
    )


def test_sheet_opens_with_a_mutual_wish_before_any_agenda(world: World) -> None:
    world.wish("Atlas", "Banco")
    sheet_of_atlas = f"s:{world.ids['Atlas']}"
    before = words(world.phone("Banco").tap_data(sheet_of_atlas))
    world.phone("Banco").tap_data(f"w:yes={world.ids['Atlas']}")

    (sheet,) = world.phone("Banco").tap_data(sheet_of_atlas)

    assert before == NO_SHEET
    assert text(sheet).startswith("Atlas Contact (Morocco)\n")
    assert "atlas@provider.example" in text(sheet)
    assert sum(line.startswith("• ") for line in text(sheet).partition("Questions still open:")[2].splitlines()) == 6
    assert data(sheet) == ["w:list"]


def test_sheet_closes_when_the_other_side_withdraws(world: World) -> None:
    world.wish("Atlas", "Banco")
    world.phone("Banco").tap_data(f"w:yes={world.ids['Atlas']}")
    world.phone("Atlas").tap_data("q:consent_matching=no")

    assert words(world.phone("Banco").tap_data(f"s:{world.ids['Atlas']}")) == NO_SHEET
