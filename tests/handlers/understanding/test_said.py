"""What delegates type about a meeting that is near, in three languages; what is not plain is never read."""

from __future__ import annotations

import pytest

from handlers.understanding.said import minutes_in, read
from locales.translator import LANGUAGES, translator


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_buttons_are_read(language: str) -> None:
    t = translator(language)

    assert [read(t.plain(label)) for label in ("On my way", "Late", "Can't come")] == [
        *(("way", 0), ("late", 0), ("cant", 0)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("On my way", "we're on our way!", "omw", "I am coming", "almost there"),
        *("J’arrive", "En route", "nous sommes en chemin", "on arrive tout de suite", "presque là"),
        *("في الطريق", "أنا في طريقي إليكم", "نحن قادمون", "أنا آتٍ", "سنصل قريبًا"),
    ],
)
def test_who_is_on_the_way(text: str) -> None:
    assert read(text) == ("way", 0)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        *(("late", 0), ("Running late, sorry", 0), ("I'm stuck in traffic", 0), ("We are delayed", 0)),
        *(("I am stuck in traffic, 20 min", 20), ("10 minutes late", 10), ("on my way, 5 min late", 5)),
        *(
            ("late by a quarter of an hour", 15),
            ("late for the meeting by 7 mins", 7),
            ("20 late", 0),
            ("10-15 min late", 0),
        ),
        *(("en retard", 0), ("Désolé, je serai en retard de 10 minutes", 10), ("j’ai 5 min de retard", 5)),
        *(("Coincée dans les bouchons, 15 min", 15), ("on est en retard d’une demi-heure", 30)),
        *(("nous serons en retard au rendez-vous", 0), ("J’arrive avec du retard", 0)),
        *(("سأتأخر", 0), ("سأتأخر ٢٠ دقيقة", 20), ("نحن متأخرون قليلًا", 0), ("عذرًا، عالق في الزحام، 10 دقائق", 10)),
        *(("سأتأخر عن الموعد ربع ساعة", 15), ("تأخرت بسبب حركة السير", 0)),
    ],
)
def test_who_is_late(text: str, minutes: int) -> None:
    assert read(text) == (("by", minutes) if minutes else ("late", 0))


@pytest.mark.parametrize(
    "text",
    [
        *("I can't come", "Sorry, we cannot make it", "I won’t be there", "not coming", "I am unable to attend"),
        *("Je ne viens pas", "je ne peux pas venir", "Nous ne pourrons pas être là", "désolée, empêchement"),
        *("لن أحضر", "لا أستطيع الحضور", "عذرًا، لن نأتي", "تعذّر علينا المجيء", "لا يمكنني الحضور"),
    ],
)
def test_who_cannot_come(text: str) -> None:
    assert read(text) == ("cant", 0)


@pytest.mark.parametrize(
    "text",
    [
        *("hello?", "hello", "thank you", "", "👍", "20", "20 min"),
        *("They are late", "Atlas is late", "the meeting is late", "Meeting delayed", "Am I late?", "nobody is here"),
        *("I am not late", "I won't be late", "we can come", "can't come in 10 min", "on my way, 10 min"),
        *("late, so I can't come", "late until 11:30", "I am coming home tomorrow"),
        *("Ils sont en retard", "le rendez-vous est en retard", "pas en retard", "il arrive", "Suis-je en retard ?"),
        *("aucun retard", "je viens", "personne à ma table"),
        *("هم متأخرون", "الموعد متأخر", "لن أتأخر", "سيتأخر", "هل أنا متأخر؟", "شكرًا", "لا أحد هنا"),
    ],
)
def test_what_is_not_plainly_ones_own_word_is_not_read(text: str) -> None:
    """Whoever is said to be late is told to the counterpart at once."""
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        *(("20", 20), ("20 min", 20), ("about 15", 15), ("١٠", 10), ("quinze", None), ("un quart d’heure", 15)),
        *(("10-15", None), ("11:30", None), ("10 or 20 min", None), ("", None), ("hello", None)),
    ],
)
def test_minutes_that_were_asked_for(text: str, minutes: int | None) -> None:
    assert minutes_in(text) == minutes
