"""What the trail kept of before and after, in words, in as much room as there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from events.event import Event
from handlers.trail import value_words
from handlers.trail.act_words import Names
from handlers.trail.teller import Teller
from locales.markup import FSI, PDI
from locales.translator import translator

NAMES = Names(companies={1: "Lumen", 2: "أطلس"}, people={5: "Nadia"})
ROOM = 140


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the trail, with dull defaults."""

    act: str = "set_up"
    subject: str = "weights"
    before: Any = None
    after: Any = None


def teller(event: Event, language: str = "en", *, longest: int | None = None) -> Teller:
    today = date(2027, 4, 14)
    return Teller(names=NAMES, event=event, t=translator(language), today=today, longest=longest)


def marked(text: str) -> str:
    """Return a text with its isolates where they can be seen."""
    return text.replace(FSI, "⟨").replace(PDI, "⟩")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        ([], "nothing"),
        (["1", "2"], "1, 2"),
        ({"status": "approved", "text": None}, "status: approved"),
        ({"status": "question", "text": "When, please?"}, "status: question to the company · text: When, please?"),
        ({"wish_weight": 3, "roles": []}, "wish weight: 3"),
        ({"version": 3, "told": 0}, "version 3, told: 0"),
        ("2027-04-09T18:00:00+00:00", "Friday 9 April 2027 at 18:00"),
        ("2027-04-09T18:00:00", "2027-04-09T18:00:00"),
        ("2027-04-09Tuesday", "2027-04-09Tuesday"),
        ("ABCDEFGHIJT", "ABCDEFGHIJT"),
        ("company:1", "company Lumen"),
        ("web", "Web"),
        (["d1s01", "d2s01", "d9s99"], "10:40, 10:25 (Thursday 15 April 2027), d9s99"),
        (7, "7"),
    ],
)
def test_values_are_told_in_words(event: Event, value: object, said: str) -> None:
    assert value_words.told(value, teller(event)) == said


def test_numbers_that_an_act_kept_without_a_key_are_told_with_it(event: Event) -> None:
    published = Line(act="publish", subject="agenda:4", before=3, after={"companies": 9})
    nudged = Line(act="nudge", subject="wishes", after=4)

    assert [value_words.sides(one, teller(event, "fr")) for one in (published, nudged)] == [
        ("version 3", "entreprises\xa0: 9"),
        ("", "prévenus\xa0: 4"),
    ]


def test_only_what_differs_is_told_where_room_is_short(event: Event) -> None:
    before = {"buyer": {"price": 20, "hours": 5}, "provider": {"price": 10}}
    line = Line(before=before, after={**before, "buyer": {"price": 30, "hours": 5, "sunshine": 1}})

    assert value_words.sides(line, teller(event, longest=ROOM)) == (
        "Order-givers (Price and payment: 20)",
        "Order-givers (Price and payment: 30, sunshine: 1)",
    )
    assert value_words.sides(line, teller(event))[0] == (
        "Order-givers (Price and payment: 20, Hours: 5) · Providers (Price and payment: 10)"
    )


def test_a_list_is_cut_between_items(event: Event) -> None:
    """It was cut at a character, whatever stood there."""
    tables = [f"Table {number}" for number in range(40)]

    assert value_words.told(tables, teller(event, longest=30)) == "Table 0, Table 1, Table 2, …"
    assert value_words.told(tables[:3], teller(event, longest=25)) == "Table 0, Table 1, Table 2"
    assert value_words.told(tables, teller(event, longest=3)) == "Table 0, …"


def test_isolates_take_no_room_and_are_closed_before_a_cut(event: Event) -> None:
    arabic = teller(event, "ar", longest=16)

    assert [marked(value_words.told(tables, arabic)) for tables in (["Table 0", "Table 1"], ["Table 0"] * 3)] == [
        "⟨Table 0⟩، ⟨Table 1⟩",
        "⟨Table 0⟩، ⟨Table 0⟩، …",
    ]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Doors open\n\nat 8:30", "Doors open at 8:30"),
        ("The doors open at half past eight and close at six", "The doors open at half past eight and…"),
        (f"See {FSI}the plan of the hall that hangs at the{PDI} entrance", "See the plan of the hall that hangs at…"),
        ("نفتح الأبواب", "⟨نفتح الأبواب⟩"),
        ("evil \u202etxt", "evil txt"),
    ],
)
def test_typed_text_is_told_as_far_as_it_tells_which_it_was(event: Event, typed: str, told: str) -> None:
    said = value_words.told({"text": typed}, teller(event, longest=ROOM))

    assert marked(said) == f"text: {told}"


def test_an_export_has_all_of_a_text(event: Event) -> None:
    assert value_words.told({"text": "Doors open\n" * 9}, teller(event)) == "text: " + "Doors open\n" * 9
