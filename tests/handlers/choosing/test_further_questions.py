"""References and companies to avoid: asked at their moment, shown to nobody who may not know."""

from __future__ import annotations

import pytest

from handlers.choosing.candidates import judge
from tests.handlers.registrations import asked_of, invitation_of, labels, new_phone, register, values_of, words
from tests.world import World, text

REFERENCES = ("Reference: Energia SA, Ana Ruiz, +34 600 000 001", "Reference: Banque Bleue, Paul Roy")


def give_references(world: World, key: str) -> None:
    phone = world.phone(key)
    phone.tap_data("w:refs")
    phone.say("Energia SA, Ana Ruiz, +34 600 000 001")
    phone.say("Banque Bleue, Paul Roy")


def avoid(world: World, key: str, names: str) -> str:
    phone = world.phone(key)
    phone.tap_data("w:avoid")
    return words(phone.say(names)).partition("\n\n")[0]


# --- References ---


def test_provider_is_asked_for_references_once_somebody_agreed(world: World) -> None:
    for other in ("Banco", "Nordic"):
        world.wish(other, "Atlas")
    phone = world.phone("Atlas")
    phone.tap_data(f"w:yes={world.ids['Banco']}")
    phone.tap_data(f"w:yes={world.ids['Nordic']}")

    asked = [reply for reply in phone.receive_pushes() if "May they call two of your clients?" in reply.text]
    of_buyer = [reply for reply in world.phone("Banco").receive_pushes() if "two of your clients" in reply.text]

    assert [labels(reply) for reply in asked] == [["Give references"]]
    assert of_buyer == []


def test_provider_who_gave_references_is_not_asked_for_them(world: World) -> None:
    give_references(world, "Atlas")
    world.wish("Banco", "Atlas")
    phone = world.phone("Atlas")
    phone.tap_data(f"w:yes={world.ids['Banco']}")

    assert all("two of your clients" not in reply.text for reply in phone.receive_pushes())


@pytest.mark.parametrize("key", ["Atlas", "Banco"])
def test_references_are_given_from_the_menu_by_either_side(world: World, key: str) -> None:
    give_references(world, key)

    values = values_of(world.phone(key))
    assert (values["reference_1"], values["reference_2"]) == (
        "Energia SA, Ana Ruiz, +34 600 000 001",
        "Banque Bleue, Paul Roy",
    )
    with world.begin() as uow:
        assert judge(uow, world.house.event).company(world.ids[key]).references == 2


def test_references_show_only_where_contact_details_do(world: World) -> None:
    give_references(world, "Atlas")
    banco = world.phone("Banco")
    card = words(banco.tap_data(f"w:see={world.ids['Atlas']}"))
    why = words(banco.tap_data(f"w:why={world.ids['Atlas']}"))
    refused = words(banco.tap_data(f"s:{world.ids['Atlas']}"))
    world.wish("Atlas", "Banco")
    banco.tap_data(f"w:yes={world.ids['Atlas']}")
    mutual = "\n".join(text(reply) for reply in banco.receive_pushes())
    sheet = words(banco.tap("Contact sheet"))

    assert all("Energia" not in shown for shown in (card, why, refused))
    for shown in (mutual, sheet):
        assert [line for line in shown.splitlines() if line.startswith("Reference")] == list(REFERENCES)


def test_references_are_not_asked_in_the_registration(world: World) -> None:
    phone = new_phone(world.database, world.house, 55)
    register(phone, legal_name="Tensift Voice", company_number="later")

    assert not {"reference_1", "avoided_names", "parallel", "table_needs"} & set(values_of(phone))


# --- Companies to avoid ---


def test_avoided_company_is_refused_for_good_and_learns_nothing(world: World) -> None:
    world.wish("Atlas", "Banco")
    before = words(world.phone("Atlas").tap_data("w:list"))

    said = avoid(world, "Banco", "atlas contact sarl")

    assert said == "Noted: you will not meet Atlas Contact. They will never know."
    assert world.kind("Banco", "Atlas") == "no"
    assert words(world.phone("Atlas").tap_data("w:list")) == before
    assert world.phone("Atlas").receive_pushes() == []
    world.wish("Banco", "Rif")
    assert "✗ Atlas Contact: No" in words(world.phone("Banco").tap_data("w:list"))


def test_avoided_names_are_on_no_organisers_screen_and_in_no_trail(world: World) -> None:
    avoid(world, "Banco", "Atlas Contact")

    shown = words(world.organiser.tap_data(f"o:see={world.ids['Banco']}"))

    assert "Atlas" not in shown
    assert "avoid" not in shown
    assert all("Atlas" not in str(line) for line in world.trail(f"company:{world.ids['Banco']}"))


@pytest.mark.parametrize("typed", ["nobody", "Personne", "لا أحد", "none", "Non"])
def test_nobody_to_avoid_is_an_answer(world: World, typed: str) -> None:
    assert avoid(world, "Banco", typed) == "All right: nobody to avoid."
    assert values_of(world.phone("Banco"))["avoided_names"] == []


def test_names_given_later_are_added_to_those_refused_before(world: World) -> None:
    avoid(world, "Banco", "Atlas Contact")

    said = avoid(world, "Banco", "Rif Appels")

    assert said == "Noted: you will not meet Rif Appels. They will never know."
    assert (world.kind("Banco", "Atlas"), world.kind("Banco", "Rif")) == ("no", "no")


def test_beginning_of_a_name_is_enough_when_only_one_begins_so(world: World) -> None:
    said = avoid(world, "Banco", "zagora, a, Lumen Energie")

    assert said == (
        "Noted: you will not meet Zagora Back Office. Not here so far: a, Lumen Energie; "
        "if they come, you will not meet them either. They will never know."
    )
    assert [(one.company_id, one.counterpart_id, one.kind) for one in world.wishes()] == [
        (world.ids["Banco"], world.ids["Zagora"], "no")
    ]


@pytest.mark.parametrize("typed", ["12345", ",", "x" * 130, "\n".join(f"Company {n}" for n in "abcdefghijklmnopqrstu")])
def test_what_is_no_name_is_asked_again(world: World, typed: str) -> None:
    assert avoid(world, "Banco", typed).startswith("⚠️ ")
    assert asked_of(world.phone("Banco")) == "avoided_names"


@pytest.mark.parametrize("approval", ["manual", "automatic"])
def test_name_that_registers_later_is_refused_when_it_is_approved(world: World, approval: str) -> None:
    said = avoid(world, "Banco", "Tensift Voice SARL")
    avoid(world, "Rif", "Tensift Voice")  # on the same side: they cannot meet anyway
    world.use(approval=approval)
    phone = new_phone(world.database, world.house, 55)
    register(phone, legal_name="TENSIFT VOICE", company_number="001561191000066")
    with world.begin() as uow:
        (tensift,) = [one for one in uow.companies.every() if one.legal_name == "TENSIFT VOICE"]
    if approval == "manual":
        world.organiser.tap_data(f"o:approve={tensift.id}")

    with world.begin() as uow:
        assert uow.companies.get(tensift.id).status == "approved"
        assert [(one.company_id, one.kind) for one in uow.wishes.about_company(tensift.id)] == [
            (world.ids["Banco"], "no")
        ]
    assert said.startswith("Noted. Not here so far: Tensift Voice SARL.")


def test_later_choice_is_not_overruled_by_a_second_approval(world: World) -> None:
    avoid(world, "Banco", "Atlas Contact")
    world.wish("Banco", "Atlas", "yes")
    world.organiser.tap_data(f"o:undo={world.ids['Atlas']}")
    world.organiser.tap_data(f"o:approve={world.ids['Atlas']}")

    assert world.kind("Banco", "Atlas") == "yes"


def test_further_questions_are_the_registrants(world: World) -> None:
    colleague = new_phone(world.database, world.house, 56)
    colleague.say(f"/start {invitation_of(world.phone('Banco'))}")
    register(colleague)

    for tapped in ("w:details", "w:avoid", "w:refs"):
        colleague.tap_data(tapped)

    assert asked_of(colleague) is None
    assert not {"gives_details", "gives_avoided", "gives_references"} & set(values_of(colleague))
