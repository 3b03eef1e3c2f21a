"""What changed in one breath, in three languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from handlers.live.change_words import sentences
from locales.digits import strip_bidi
from locales.markup import plain
from locales.translator import translator
from tests.handlers.live.days import MORNING, THREE, edit, open_day, person
from tests.world import World

DAY = "Wednesday 14 April 2027"
GOLDEN = {
    "fr": [
        "Nouvel horaire : 11:30 au lieu de 10:40, Atlas Contact, table 1 (Salon calme)",
        "Annulé : Rif Appels, mercredi 14 avril 2027 à 11:05",
    ],
    "ar": [
        (
            "توقيت جديد: \u206811:30\u2069 بدل \u206810:40\u2069، \u2068Atlas Contact\u2069، "
            "الطاولة \u20681 (الركن الهادئ)\u2069"
        ),
        "موعد ملغى: \u2068Rif Appels\u2069، \u2068الأربعاء 14 أبريل 2027\u2069 على الساعة \u206811:05\u2069",
    ],
    "en": [
        "New time: 11:30 instead of 10:40, Atlas Contact, table 1 (Quiet corner)",
        "Cancelled: Rif Appels, 11:05 on Wednesday 14 April 2027",
    ],
}


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_change_in_every_language(world: World, language: str) -> None:
    before = open_day(world, *THREE)
    edit(world, ("Banco", "Atlas", "d1s03", "1"), THREE[2], now=MORNING)
    after = world.newest("published")
    banco = person(world, "Banco")
    assert after is not None

    with world.begin() as uow:
        event = world.house.event
        lines = sentences(uow, event, banco, translator(language), known=before, version=after.id, now=MORNING)

    assert [plain(line).replace("\xa0", " ").replace("\u202f", " ") for line in lines] == GOLDEN[language]


MOVES = {
    "fr": [
        "Déplacé : Atlas Contact, de 10:40, table 4, à 11:30, table 1 (Salon calme)",
        (
            "Déplacé : Atlas Contact, du mercredi 14 avril 2027 à 10:40, table 4, au mercredi 14 avril 2027 à 11:30, "
            "table 1 (Salon calme)"
        ),
        "Nouvel horaire : 11:05 au lieu de 10:40, Rif Appels, table 7",
        "Nouvel horaire : 11:05 au lieu de 10:40, Rif Appels, table 7, mercredi 14 avril 2027",
    ],
    "ar": [
        "موعد منقول: Atlas Contact، من الساعة 10:40، الطاولة 4، إلى الساعة 11:30، الطاولة 1 (الركن الهادئ)",
        (
            "موعد منقول: Atlas Contact، من الأربعاء 14 أبريل 2027 على الساعة 10:40، الطاولة 4، "
            "إلى الأربعاء 14 أبريل 2027 على الساعة 11:30، الطاولة 1 (الركن الهادئ)"
        ),
        "توقيت جديد: 11:05 بدل 10:40، Rif Appels، الطاولة 7",
        "توقيت جديد: 11:05 بدل 10:40، Rif Appels، الطاولة 7، الأربعاء 14 أبريل 2027",
    ],
    "en": [
        "Moved: Atlas Contact, from 10:40, table 4, to 11:30, table 1 (Quiet corner)",
        (
            "Moved: Atlas Contact, from 10:40 on Wednesday 14 April 2027, table 4, "
            "to 11:30 on Wednesday 14 April 2027, table 1 (Quiet corner)"
        ),
        "New time: 11:05 instead of 10:40, Rif Appels, table 7",
        "New time: 11:05 instead of 10:40, Rif Appels, table 7, Wednesday 14 April 2027",
    ],
}


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_date_is_said_only_to_who_reads_it_on_another_day(world: World, language: str) -> None:
    """It was written twice in a line about two times of the same morning."""
    before = open_day(world, ("Banco", "Atlas", "d1s01", "4"), ("Lumen", "Rif", "d1s01", "7"))
    edit(world, ("Banco", "Atlas", "d1s03", "1"), ("Lumen", "Rif", "d1s02", "7"), now=MORNING)
    after = world.newest("published")
    assert after is not None

    def said(key: str, now: datetime) -> str:
        who, t = person(world, key), translator(language)
        with world.begin() as uow:
            (line,) = sentences(uow, world.house.event, who, t, known=before, version=after.id, now=now)
        return strip_bidi(plain(line)).replace("\xa0", " ")

    eve = MORNING - timedelta(days=1)
    assert [said(key, now) for key in ("Banco", "Lumen") for now in (MORNING, eve)] == MOVES[language]


def test_meeting_that_goes_to_another_day_is_told_with_both_dates(world: World) -> None:
    before = open_day(world, *THREE)
    edit(world, ("Banco", "Atlas", "d2s01", "1"), *THREE[1:], now=MORNING)
    after, atlas = world.newest("published"), person(world, "Atlas")
    assert after is not None

    with world.begin() as uow:
        event = world.house.event
        lines = sentences(uow, event, atlas, translator("en"), known=before, version=after.id, now=MORNING)

    assert lines == [
        (
            f"Moved: Banco Norte, from 10:40 on {DAY}, table 1 (Quiet corner), "
            "to 10:25 on Thursday 15 April 2027, table 1 (Quiet corner)"
        )
    ]


def test_day_that_was_never_told_is_told_whole(world: World) -> None:
    version = open_day(world, *THREE)
    people = {key: person(world, key) for key in ("Banco", "Zagora")}

    with world.begin() as uow:
        said = {
            key: sentences(uow, world.house.event, one, translator("en"), known=None, version=version, now=MORNING)
            for key, one in people.items()
        }

    assert said == {
        "Banco": [
            f"Your agenda for Euroffshore 2027 has 2 meetings; the first is at 10:40 on {DAY}, table 1 (Quiet corner)."
        ],
        "Zagora": ["Your agenda for Euroffshore 2027 has no meetings at the moment."],
    }


@pytest.mark.parametrize(
    ("slots", "said"),
    [
        (1, f"You have 1 more meeting at Euroffshore 2027: at 11:05 on {DAY}, table 2."),
        (2, "You have no more meetings at Euroffshore 2027."),
    ],
)
def test_nobody_is_told_of_a_first_meeting_that_has_begun(world: World, slots: int, said: str) -> None:
    version = open_day(world, *THREE)
    banco = person(world, "Banco")
    now = datetime(2027, 4, 14, 10, 15, tzinfo=UTC) + slots * timedelta(minutes=25)

    with world.begin() as uow:
        lines = sentences(uow, world.house.event, banco, translator("en"), known=None, version=version, now=now)

    assert lines == [said]


def test_change_of_a_meeting_that_is_over_is_not_told(world: World) -> None:
    before = open_day(world, *THREE)
    edit(world, ("Banco", "Atlas", "d1s01", "3"), ("Banco", "Rif", "d1s03", "2"), THREE[2], now=MORNING)
    after = world.newest("published")
    assert after is not None
    banco = person(world, "Banco")
    eleven = datetime(2027, 4, 14, 11, 0, tzinfo=UTC)

    with world.begin() as uow:
        event = world.house.event
        lines = sentences(uow, event, banco, translator("en"), known=before, version=after.id, now=eleven)

    assert lines == ["New time: 11:30 instead of 11:05, Rif Appels, table 2"]


def test_arabic_day_names_the_count_before_the_event(world: World) -> None:
    """The year of the event stood beside the count: "… 2027 3 …"."""
    version = open_day(world, *THREE, ("Banco", "Zagora", "d1s03", "3"))
    banco = person(world, "Banco")

    with world.begin() as uow:
        event, t = world.house.event, translator("ar")
        (line,) = sentences(uow, event, banco, t, known=None, version=version, now=MORNING)

    assert strip_bidi(plain(line)) == (
        "لديكم 3 مواعيد في أوروفشور 2027؛ أولها الأربعاء 14 أبريل 2027 على الساعة 10:40، الطاولة 1 (الركن الهادئ)."
    )
