"""Typed lists of companies."""

from __future__ import annotations

from handlers.broadcasting.naming import understand
from tests.world import World

Named = list[str | None]


def understood(world: World, text: str) -> tuple[Named, list[tuple[str, str | None]], list[str]]:
    with world.begin() as uow:
        found = understand(text, uow.companies.every())
    return (
        [company.legal_name for company in found.companies],
        [(typed, company.legal_name) for typed, company in found.guessed],
        list(found.unknown),
    )


def test_names_and_numbers_are_found_however_they_are_parted(world: World) -> None:
    number = world.ids["Rif"]

    found, guessed, unknown = understood(world, f"LUMEN énergie, banco norte SARL\n\n#{number}; Souss Support،")

    assert found == ["Lumen Energie", "Banco Norte", "Rif Appels", "Souss Support"]
    assert (guessed, unknown) == ([], [])


def test_name_that_is_nearly_theirs_is_told(world: World) -> None:
    assert understood(world, "Atlas Contcat") == (["Atlas Contact"], [("Atlas Contcat", "Atlas Contact")], [])


def test_part_of_a_name_is_taken_when_it_is_only_theirs(world: World) -> None:
    assert understood(world, "Zagora, rif") == (
        ["Zagora Back Office", "Rif Appels"],
        [("Zagora", "Zagora Back Office"), ("rif", "Rif Appels")],
        [],
    )


def test_what_may_be_several_is_none_of_them(world: World) -> None:
    world.change("Rif", legal_name="Atlas Appels")
    with world.begin() as uow:
        found = understand("Atlas; Zagora", uow.companies.every())

    assert [company.legal_name for company in found.companies] == ["Zagora Back Office"]
    assert [(typed, [one.legal_name for one in several]) for typed, several in found.unclear] == [
        ("Atlas", ["Atlas Contact", "Atlas Appels"])
    ]


def test_unknown_names_are_told(world: World) -> None:
    assert understood(world, "Sahara Calls\n999") == ([], [], ["Sahara Calls", "999"])


def test_name_with_a_comma_is_not_parted(world: World) -> None:
    world.change("Rif", legal_name="Rif, Appels et Cie")

    assert understood(world, "Rif, Appels et Cie")[0] == ["Rif, Appels et Cie"]
