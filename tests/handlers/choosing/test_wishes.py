"""Choosing: suggestions as cards, must / yes / no / later / why, search, and what the other side must never learn."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.choosing import wish_search
from handlers.choosing.candidates import judge
from handlers.messages import Reply
from locales.translator import translator
from storage import Database
from tests.handlers.registrations import asked_of, labels, make_organiser, new_phone, person_of, values_of, words
from tests.phone import NOON, Phone, rendered
from tests.world import NAMES, PROVIDERS, World, data, text

AFTER = timedelta(days=60)
"""From the noon of the tests to well after the deadline."""

CARD_OF_ATLAS = """\
Atlas Contact (Morocco)
Customer service (inbound)
• Same work: Customer service (inbound)
• French: 60 agents
• The size fits: 6–15 needed, 16–50 free
Still open: price model and payment term (to be asked)
Trust: declared only"""

GONE = "That company is no longer among those you could meet."


def shown_company(reply: Reply) -> str:
    """Return the name at the head of a card."""
    (line,) = [line for line in text(reply).splitlines() if line.endswith((")",)) and " (" in line and "•" not in line][
        :1
    ]
    return line.rpartition(" (")[0]


def suggested(world: World, key: str) -> list[int]:
    with world.begin() as uow:
        return [one.counterpart_id for one in uow.wishes.suggestions(world.ids[key])]


def see(world: World, one: str, other: str) -> str:
    """Return one company's card as another one sees it on demand."""
    return words(world.phone(one).tap_data(f"w:see={world.ids[other]}"))


def close(world: World, *keys: str) -> None:
    for key in keys:
        world.phone(key).now += AFTER


# --- Who may choose, and what is proposed ---


@pytest.mark.parametrize("status", ["draft", "submitted", "refused"])
def test_company_that_is_not_approved_cannot_choose(world: World, status: str) -> None:
    world.change("Banco", status=status)
    phone = world.phone("Banco")

    assert [words(phone.say("/wishes")), words(phone.tap_data(f"w:yes={world.ids['Atlas']}"))] == [
        "You choose whom you want to meet once the organisers have approved your company. We write to you here."
    ] * 2
    assert world.wishes() == []


def test_person_who_waits_for_a_colleague_cannot_choose(world: World) -> None:
    phone = world.phone("Banco")
    with world.begin() as uow:
        found = uow.people.find(phone.address)
        assert found is not None
        uow.people.change(found[1].id, membership="pending")

    phone.tap_data(f"w:yes={world.ids['Atlas']}")

    assert world.wishes() == []


def test_organiser_without_a_company_cannot_choose(world: World) -> None:
    world.organiser.tap_data(f"w:yes={world.ids['Atlas']}")

    assert world.wishes() == []


def test_first_card_is_the_best_counterpart_with_reasons_trust_and_what_is_open(world: World) -> None:
    (card,) = world.phone("Banco").say("/wishes")

    assert text(card) == CARD_OF_ATLAS
    number = world.ids["Atlas"]
    assert data(card) == [
        f"w:must={number}",
        f"w:yes={number}",
        f"w:no={number}",
        f"w:why={number}",
        f"w:later={number}",
        "w:list",
    ]
    assert labels(card) == ["★ Must meet", "Yes", "No", "Why?", "Later", "My wishes"]


def test_all_that_fit_are_proposed_best_first_and_none_twice(world: World) -> None:
    phone = world.phone("Banco")
    phone.say("/wishes")

    proposed = suggested(world, "Banco")

    assert sorted(proposed) == sorted(world.ids[key] for key in PROVIDERS)
    with world.begin() as uow:
        judged = judge(uow, world.house.event)
        scores = [judged.pair(world.ids["Banco"], number).score for number in proposed]
    assert scores == sorted(scores, reverse=True)


def test_eight_are_proposed_two_of_them_little_seen_and_more_brings_the_rest(world: World) -> None:
    twins = world.add_twins("Atlas", 9)
    with world.begin() as uow:  # seven of the best were shown to others already, two never
        for buyer in ("Lumen", "Nordic"):
            uow.wishes.suggest(world.ids[buyer], [world.ids[key] for key in twins[:7]], batch=1, now=NOON)
    phone = world.phone("Banco")

    phone.say("/wishes")
    first = suggested(world, "Banco")
    for _ in range(8):
        phone.tap("Later")
    phone.tap("More suggestions")
    both = suggested(world, "Banco")

    assert len(first) == 8
    assert {world.ids[twin] for twin in twins[7:]} <= set(first)
    assert len(both) == len(set(both)) == 16
    assert both[:8] == first


def test_nobody_is_proposed_when_nobody_fits(world: World) -> None:
    for key in PROVIDERS:
        world.change(key, status="submitted")
    phone = world.phone("Banco")

    (reply,) = phone.say("/wishes")
    (again,) = phone.tap("More suggestions")

    assert text(reply) == text(again)
    assert text(reply) == "There is nobody to propose yet. We write to you when companies that fit are registered."
    assert data(reply) == ["w:more", "w:find"]


def test_card_of_a_company_that_left_meanwhile_is_passed_over(world: World) -> None:
    phone = world.phone("Banco")
    phone.say("/wishes")
    second = suggested(world, "Banco")[1]
    with world.begin() as uow:
        uow.companies.change(second, status="submitted")

    (reply,) = phone.tap("Later")

    assert shown_company(reply) == NAMES["Zagora"]


def test_mandated_company_and_broker_are_named_as_such(world: World) -> None:
    """The principal was not named, though both real names belong on the sheet."""
    for key, values in (("Atlas", {"stance": "mandated", "principal": "Grand Groupe"}), ("Rif", {"stance": "broker"})):
        world.answer(key, **values)

    assert "🚩 mandated by Grand Groupe" in see(world, "Banco", "Atlas").splitlines()
    assert "🚩 intermediary or broker" in see(world, "Banco", "Rif").splitlines()


# --- Taps ---


@pytest.mark.parametrize(
    ("label", "kind", "said"),
    [
        ("★ Must meet", "must", "Noted: Atlas Contact is a must."),
        ("Yes", "yes", "Noted: yes to Atlas Contact."),
        ("No", "no", "Noted: no to Atlas Contact. They will never know."),
    ],
)
def test_choice_is_noted_and_the_next_card_shown(world: World, label: str, kind: str, said: str) -> None:
    phone = world.phone("Banco")
    phone.say("/wishes")

    (reply,) = phone.tap(label)

    assert text(reply).partition("\n\n")[0] == said
    assert shown_company(reply) == NAMES["Rif"]
    assert world.kind("Banco", "Atlas") == kind
    assert len(world.wishes()) == 1


def test_why_says_what_the_other_side_would_find(world: World) -> None:
    phone = world.phone("Banco")
    phone.say("/wishes")

    (reply,) = phone.tap("Why?")

    assert text(reply) == (
        "Why it could suit Atlas Contact too (70 of 100):\n"
        "• The size fits: 6–15 needed, 16–50 free\n"
        "• Same work: Customer service (inbound)\n"
        "• French: 60 agents"
    )
    assert data(reply)[:3] == [f"w:{kind}={world.ids['Atlas']}" for kind in ("must", "yes", "no")]


def test_later_leaves_no_wish_and_is_offered_again_at_the_end(world: World) -> None:
    """A card left for later never came back."""
    phone = world.phone("Banco")
    phone.say("/wishes")
    phone.tap("Later")
    for _ in range(5):
        phone.tap("Yes")
    (end,) = phone.tap("No")

    assert text(end) == (
        "Noted: no to Volubilis Voice. They will never know.\n\n"
        "You have seen all suggestions. You may change your mind until "
        "Friday 9 April 2027 at 18:00 (20:00 your time).\n\nThese wait for your choice:"
    )
    assert data(end) == [
        f"w:see={world.ids['Atlas']}",
        *("w:more", "w:find", "w:list", "w:details", "w:avoid", "w:refs"),
    ]
    assert shown_company(phone.tap(NAMES["Atlas"])[0]) == NAMES["Atlas"]
    phone.tap("Yes")
    assert "wait for your choice" not in text(phone.screen)


def test_choices_are_listed_with_their_kind_and_lead_back_to_the_card(world: World) -> None:
    for other, kind in (("Atlas", "must"), ("Rif", "yes"), ("Souss", "no")):
        world.wish("Banco", other, kind)
    phone = world.phone("Banco")
    phone.say("/wishes")

    (reply,) = phone.tap("My wishes")

    assert text(reply) == "Your wishes\n★ Atlas Contact: Must meet\n✓ Rif Appels: Yes\n✗ Souss Support: No"
    assert data(reply) == [*(f"w:see={world.ids[key]}" for key in ("Atlas", "Rif", "Souss")), "w:more", "w:find"]


def test_empty_list_says_so(world: World) -> None:
    assert words(world.phone("Banco").tap_data("w:list")) == "Your wishes\nYou have not chosen anybody yet."


def test_mind_is_changed_on_the_card_of_a_company_chosen_before(world: World) -> None:
    phone = world.phone("Banco")
    phone.say("/wishes")
    phone.tap("Yes")

    (card,) = phone.tap_data(f"w:see={world.ids['Atlas']}")
    phone.tap_data(f"w:must={world.ids['Atlas']}")

    assert text(card) == f"{CARD_OF_ATLAS}\n\nYour choice so far: Yes"
    assert data(card)[-1] == f"w:clear={world.ids['Atlas']}"
    assert world.kind("Banco", "Atlas") == "must"


def test_choice_is_taken_back(world: World) -> None:
    """There was no button for it."""
    world.wish("Banco", "Atlas")
    phone = world.phone("Banco")
    phone.tap_data(f"w:see={world.ids['Atlas']}")

    (reply,) = phone.tap("Take it back")

    assert world.wishes() == []
    assert text(reply) == "Your wishes\nYou have not chosen anybody yet."


def test_closed_choice_takes_nothing_any_more_and_shows_the_list(world: World) -> None:
    world.wish("Banco", "Atlas")
    phone = world.phone("Banco")
    phone.say("/wishes")
    before = world.wishes()
    close(world, "Banco")
    closed = (
        "The choice is closed since Friday 9 April 2027 at 18:00 (20:00 your time). "
        "Ask the organisers: contact@example.org"
    )

    for verb in ("must", "no", "clear"):
        assert words(phone.tap_data(f"w:{verb}={world.ids['Atlas']}")) == closed
    assert words(phone.tap_data("w:more")) == closed
    assert words(phone.tap_data("w:find")) == closed
    for reply in (*phone.say("/wishes"), *phone.tap_data(f"w:later={world.ids['Rif']}"), *phone.tap_data("w:asked")):
        assert text(reply) == f"Your wishes\n✓ Atlas Contact: Yes\n\n{closed}"
        assert reply.buttons == ()
    assert world.wishes() == before


def test_details_keep_what_was_answered_until_it_is_changed(world: World) -> None:
    """Opening the half-days forgot them, and whoever stopped there was available all day."""
    phone = world.phone("Banco")
    phone.tap_data("w:details")
    phone.tap("Day 1, morning")
    phone.tap("Done (1)")
    while asked_of(phone) != "stand_in":
        phone.say("later")
    phone.say("Jana, +33 1 44 55 66 78")

    phone.tap_data("w:details")

    assert asked_of(phone) == "half_days_off"
    assert values_of(phone)["half_days_off"] == ["d1_am"]
    assert values_of(phone)["stand_in"] == "Jana, +33 1 44 55 66 78"


def test_half_days_are_asked_of_registrants_only(world: World) -> None:
    phone = world.phone("Banco")
    with world.begin() as uow:
        found = uow.people.find(phone.address)
        assert found is not None
        uow.people.change(found[1].id, membership="delegate")
    phone.say("/wishes")
    for _ in range(7):
        phone.tap("Yes")

    assert data(phone.screen) == ["w:more", "w:find", "w:list"]


# --- Search ---


@pytest.mark.parametrize(
    "typed",
    [
        "atlas",
        "ATLAS  contact",
        "inbound",
        "Service client atlas",
        "خدمة الزبناء atlas",
        "Maroc atlas",
        "المغرب atlas",
    ],
)
def test_search_finds_by_name_activity_and_country_in_any_language(world: World, typed: str) -> None:
    phone = world.phone("Banco")
    (asking,) = phone.tap_data("w:find")
    (found,) = phone.say(typed)

    assert text(asking) == (
        "Type a name or an activity, and I look among the companies you could meet. "
        "Somebody to avoid? Find them and tap “No”: they will never know."
    )
    assert data(found)[0] == f"w:see={world.ids['Atlas']}"
    assert asked_of(phone) is None


def test_search_counts_all_and_shows_the_best_six(world: World) -> None:
    phone = world.phone("Banco")
    phone.tap_data("w:find")

    (found,) = phone.say("maroc")

    assert text(found) == "7 companies found."
    assert len(found.rows) == wish_search.ON_A_PAGE + 2
    assert data(found)[-3:] == ["w:page=1", "w:more", "w:find"]


def test_search_goes_on_beyond_the_first_page_and_around(world: World) -> None:
    phone = world.phone("Banco")
    phone.tap_data("w:find")
    (first,) = phone.say("  MAROC ")

    (second,) = phone.tap("More (1/2) ›")
    (around,) = phone.tap("More (2/2) ›")
    (forged,) = phone.tap_data("w:page=x")

    companies = [one for reply in (first, second) for one in data(reply) if one.startswith("w:see=")]
    assert len(set(companies)) == 7
    assert data(around) == data(forged) == data(first)


def test_page_without_a_search_finds_nobody(world: World) -> None:
    (reply,) = world.phone("Banco").tap_data("w:page=1")

    assert text(reply) == "I found nobody for “”. Try a name, an activity or a country."


@pytest.mark.parametrize("typed", ["Xylophone", "?!", "Banco"])
def test_search_without_a_find_says_so_and_leaves_the_search(world: World, typed: str) -> None:
    phone = world.phone("Banco")
    phone.tap_data("w:find")

    (reply,) = phone.say(typed)

    assert text(reply) == f"I found nobody for “{typed}”. Try a name, an activity or a country."
    assert asked_of(phone) is None


def test_search_of_a_company_no_longer_approved_ends(world: World) -> None:
    """Whatever was typed met the same refusal, for the search was never left."""
    phone = world.phone("Banco")
    phone.tap_data("w:find")
    world.change("Banco", status="submitted")

    phone.say("atlas")

    assert asked_of(phone) is None


# --- Forged and stale taps ---


@pytest.mark.parametrize("verb", ["must", "yes", "no", "why", "see", "clear", "bogus"])
@pytest.mark.parametrize("number", ["own", "same side", "unknown", "not approved", "gate", "letters", "huge"])
def test_forged_or_stale_tap_has_no_effect_and_names_nobody(world: World, verb: str, number: str) -> None:
    """A forged "no" was kept for an impossible pair, and told its name."""
    world.change("Rif", status="submitted")
    world.answer("Souss", spoken_languages=["es"])
    forged = {
        "own": str(world.ids["Banco"]),
        "same side": str(world.ids["Nordic"]),
        "unknown": "4711",
        "not approved": str(world.ids["Rif"]),
        "gate": str(world.ids["Souss"]),
        "letters": "7; drop",
        "huge": "9" * 50,
    }[number]
    phone = world.phone("Banco")

    (reply,) = phone.tap_data(f"w:{verb}={forged}")

    assert world.wishes() == []
    if verb != "clear" or number not in ("not approved", "gate"):
        assert text(reply).startswith(f"{GONE}\n\nAtlas Contact (Morocco)\n")
    for key in ("Nordic", "Rif", "Souss"):
        assert NAMES[key] not in text(reply)
        assert world.phone(key).receive_pushes() == []


def test_later_forged_without_a_number_shows_the_present(world: World) -> None:
    assert words(world.phone("Banco").tap_data("w:later")) == CARD_OF_ATLAS


def test_tap_of_another_companys_person_wishes_for_their_own_company_only(world: World) -> None:
    world.phone("Nordic").tap_data(f"w:yes={world.ids['Atlas']}")

    assert [(wish.company_id, wish.counterpart_id) for wish in world.wishes()] == [
        (world.ids["Nordic"], world.ids["Atlas"])
    ]


# --- Requests, and those who asked ---


def test_those_who_asked_come_first_and_are_marked(world: World) -> None:
    world.wish("Meknes", "Banco")
    phone = world.phone("Banco")

    (card,) = phone.say("/wishes")

    assert shown_company(card) == NAMES["Meknes"]
    assert text(card).endswith("\n\n💡 They would like to meet you.")


def test_see_who_shows_those_who_asked_until_they_are_answered(world: World) -> None:
    phone = world.phone("Banco")
    phone.say("/wishes")
    for key in ("Souss", "Meknes"):
        world.wish(key, "Banco")

    first = shown_company(phone.tap_data("w:asked")[0])
    phone.tap("No")
    second = shown_company(phone.tap_data("w:asked")[0])
    phone.tap("No")
    nobody = shown_company(phone.tap_data("w:asked")[0])

    assert [first, second, nobody] == [NAMES["Souss"], NAMES["Meknes"], NAMES["Oasis"]]


def test_asking_company_that_left_hides_nobody_behind_it(world: World) -> None:
    """The first who asked hid all others once it was approved no more."""
    world.wish("Souss", "Banco")
    world.wish("Meknes", "Banco", at=NOON + timedelta(hours=1))
    world.change("Souss", status="submitted")

    assert shown_company(world.phone("Banco").tap_data("w:asked")[0]) == NAMES["Meknes"]


def test_company_found_by_search_whose_request_expired_is_not_proposed_again(world: World) -> None:
    """It took a place among the eight, and was never shown."""
    world.wish("Banco", "Atlas")
    with world.begin() as uow:
        uow.wishes.expire(made_before=NOON + timedelta(hours=1), now=NOON + timedelta(days=4))

    world.phone("Banco").say("/wishes")

    assert world.ids["Atlas"] not in suggested(world, "Banco")


# --- A "no" is final, private and never revealed ---


def conversation_of_the_refused(world: World, phone: Phone) -> list[str]:
    """Return all a company can be shown of another one it knows: card, list, search, why, choices, messages, data."""
    atlas = world.ids["Atlas"]
    start = len(phone.transcript)
    phone.tap_data("w:list")
    phone.tap_data(f"w:see={atlas}")
    phone.tap_data(f"w:why={atlas}")
    phone.tap_data("w:find")
    phone.say("atlas")
    phone.tap_data(f"w:must={atlas}")
    phone.tap_data(f"w:clear={atlas}")
    phone.tap_data(f"w:see={atlas}")
    phone.tap_data(f"w:yes={atlas}")
    phone.tap_data("w:more")
    phone.tap_data("w:asked")
    phone.tap_data("w:list")
    phone.receive_pushes()
    return phone.transcript[start:]


@pytest.mark.parametrize("known_by", ["card", "wish", "mutual"])
def test_refused_company_is_shown_what_a_silent_one_would_be(
    world: World, approved_file: Path, tmp_path: Path, known_by: str
) -> None:
    """A card, a list or a search that changed told of the refusal."""
    other = Database(f"sqlite:///{shutil.copy(approved_file, tmp_path / 'other.db')}")
    with closing(other):
        shown = []
        for one, said in ((world, "clear"), (World(database=other, house=world.house), "no")):
            banco, atlas = one.phone("Banco"), one.phone("Atlas")
            banco.say("/wishes")
            if known_by != "card":
                banco.tap("Yes")
            if known_by == "mutual":
                atlas.tap_data(f"w:yes={one.ids['Banco']}")
                banco.receive_pushes()
            atlas.tap_data(f"w:{said}={one.ids['Banco']}")
            shown.append(conversation_of_the_refused(one, banco))

        assert shown[0] == shown[1]


def test_refusing_company_is_never_proposed_nor_found_by_whom_it_refused(world: World) -> None:
    world.wish("Atlas", "Banco", "no")
    phone = world.phone("Banco")

    phone.say("/wishes")
    phone.tap_data("w:find")
    phone.say("atlas")

    assert world.ids["Atlas"] not in suggested(world, "Banco")
    assert NAMES["Atlas"] not in "\n".join(phone.transcript)


def test_card_waiting_to_be_shown_disappears_with_a_refusal(world: World) -> None:
    phone = world.phone("Banco")
    phone.say("/wishes")
    world.wish("Rif", "Banco", "no")

    (reply,) = phone.tap("Yes")

    assert shown_company(reply) == NAMES["Zagora"]


def test_refusal_of_a_known_company_is_kept_though_it_is_being_approved_again(world: World) -> None:
    world.wish("Banco", "Atlas")
    world.change("Atlas", status="submitted")

    world.phone("Banco").tap_data(f"w:no={world.ids['Atlas']}")

    assert world.kind("Banco", "Atlas") == "no"


def test_refusal_tells_the_other_side_nothing(world: World) -> None:
    world.wish("Atlas", "Banco")

    world.phone("Banco").tap_data(f"w:no={world.ids['Atlas']}")

    assert world.phone("Atlas").receive_pushes() == []


def test_refused_companys_export_holds_no_trace(world: World) -> None:
    world.wish("Banco", "Atlas")
    world.wish("Atlas", "Banco", "no")

    (reply,) = world.phone("Banco").say("/export")

    assert reply.attachment is not None
    assert b'"no"' not in reply.attachment.content
    assert b"Atlas" not in reply.attachment.content


# --- Mutual interest ---


def test_contact_details_are_shown_nowhere_before_a_mutual_yes(world: World) -> None:
    phone = world.phone("Banco")
    world.wish("Atlas", "Banco")
    phone.say("/wishes")
    phone.tap("Why?")
    for _ in range(7):
        phone.tap_data("w:more")
        phone.tap("Later")
    phone.tap_data("w:list")
    phone.receive_pushes()

    everything = "\n".join(phone.transcript)
    assert "@provider.example" not in everything
    assert "+212" not in everything
    assert "Provider Atlas" not in everything


def test_whole_exchange_reads_the_same_in_every_language(world: World) -> None:
    """Smoke: every screen of choosing exists in fr and ar, with balanced isolates."""
    for language in ("fr", "ar"):
        phone = world.phone("Nordic")
        phone.say(f"/language {language}")
        start = len(phone.shown)
        for tap in ("w:more", "w:list", f"w:why={world.ids['Rif']}", f"w:yes={world.ids['Rif']}", "w:find"):
            phone.tap_data(tap)
        phone.say("xx")
        for _, reply in phone.shown[start:]:
            assert reply.language == language
            assert reply.text.count("\u2068") == reply.text.count("\u2069")
        person = person_of(phone)
        assert person is not None
        assert person.language == translator(language).language
        assert "Noted" not in "\n".join(rendered(reply) for _, reply in phone.shown[start:])


def test_colleague_of_an_approved_company_chooses_too(world: World) -> None:
    code = words(world.phone("Banco").say("/delegates")).rpartition("/start ")[2]
    colleague = new_phone(world.database, world.house, 77)
    colleague.say(f"/start {code}")

    colleague.tap_data(f"w:yes={world.ids['Atlas']}")

    assert world.kind("Banco", "Atlas") == "yes"


def test_organiser_with_a_company_chooses_for_it(world: World) -> None:
    make_organiser(world.phone("Banco"))

    world.phone("Banco").tap_data(f"w:yes={world.ids['Atlas']}")

    assert world.kind("Banco", "Atlas") == "yes"


def test_company_that_withdrew_its_consent_cannot_choose(world: World) -> None:
    world.answer("Banco", withdrawn=True)

    world.phone("Banco").tap_data(f"w:yes={world.ids['Atlas']}")

    assert world.wishes() == []
