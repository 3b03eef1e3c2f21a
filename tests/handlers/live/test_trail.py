"""What was done, in words, on pages, in three languages."""

from __future__ import annotations

import pytest

from handlers.live import act_words
from handlers.live.act_words import Names
from locales.digits import strip_bidi
from locales.translator import translator
from tests.handlers.live.days import MORNING, THREE, open_day
from tests.handlers.registrations import make_organiser, new_phone, person_of, words
from tests.world import World, data, text

NOBODY = Names(companies={}, people={})


def trail(world: World) -> list[str]:
    return words(world.organiser.tap_data("i:acts")).splitlines()


def test_acts_are_told_with_who_when_what_and_before_and_after(world: World) -> None:
    atlas = world.ids["Atlas"]
    world.change("Atlas", status="submitted")
    world.organiser.now = MORNING
    world.organiser.tap_data(f"o:approve={atlas}")

    lines = trail(world)

    assert lines[0] == "What was done"
    assert lines[1] == "• Wednesday 14 April 2027 at 09:00, organiser: company approved, company Atlas Contact"
    assert lines[2] == "   waiting → status approved"


def test_acts_of_the_command_line_and_meetings_are_in_words(world: World) -> None:
    open_day(world, *THREE)
    meeting = f"{world.pair('Banco', 'Atlas')} d1s01 1"
    moved = f"{world.pair('Banco', 'Atlas')} d1s03 2"
    with world.begin() as uow:
        uow.audit.add(
            person_id=None,
            act="change_approved",
            subject="change:4",
            before={"version": 1, "meetings": [meeting, None]},
            after={"version": 2, "told": 2, "request": "move;1~2;d1s03", "meetings": [moved]},
            now=MORNING,
        )

    what, how = trail(world)[1:3]
    assert what == "• Wednesday 14 April 2027 at 09:00, command line: day changed, change 4"
    assert how.partition(" → ")[0] == "   version 1, Banco Norte – Atlas Contact at 10:40, table 1"
    assert how.partition(" → ")[2] == "version 2, told 2, Banco Norte – Atlas Contact at 11:30, table 2"


def test_participants_acts_are_left_to_the_export(world: World) -> None:
    """A registration and its answers would drown what organisers do."""
    assert not [line for line in trail(world) if "registration sent" in line or "answer changed" in line]


def test_pages_lead_back_in_time(world: World) -> None:
    with world.begin() as uow:
        for number in range(10):
            uow.audit.add(person_id=None, act="adjust", subject=f"agenda:{number}", now=MORNING)

    world.organiser.say("/organise")
    (first,) = world.organiser.tap("What was done")
    (second,) = world.organiser.tap("Older ›")

    assert [line.rpartition(" ")[2] for line in text(first).splitlines()[1:]] == list("98765432")
    assert [line.rpartition(" ")[2] for line in text(second).splitlines()[1:3]] == list("10")
    assert data(first)[1] == "m:organise"


def test_before_anything_was_done_it_says_so(world: World) -> None:
    from storage.models import audit

    with world.database.engine.begin() as connection:
        connection.execute(audit.delete())

    assert trail(world) == ["Nothing was done yet."]


def test_people_and_companies_that_are_gone_keep_their_number(world: World) -> None:
    with world.begin() as uow:
        uow.audit.add(person_id=None, act="refused", subject="company:4711", now=MORNING)
        uow.audit.add(person_id=None, act="called", subject="person:4711", now=MORNING)

    assert [line.rpartition(", ")[2] for line in trail(world)[1:3]] == ["person #4711", "company #4711"]


def test_people_are_called_by_their_names(world: World) -> None:
    banco = person_of(world.phone("Banco"))
    assert banco is not None
    with world.begin() as uow:
        uow.audit.add(person_id=None, act="admit", subject=f"person:{banco.id}", before="pending", now=MORNING)

    assert trail(world)[1:3] == [
        "• Wednesday 14 April 2027 at 09:00, command line: colleague admitted, person Buyer Banco",
        "   waiting → nothing",
    ]


TRAILS = {
    "fr": [
        "• mercredi 14 avril 2027 à 09:00, ligne de commande : règle de l’événement modifiée, date limite des souhaits",
        "   vendredi 9 avril 2027 à 18:00",
    ],
    "ar": [
        "• يوم الأربعاء 14 أبريل 2027 على الساعة 09:00، سطر الأوامر: تعديل قاعدة من قواعد الملتقى، آخر أجل للرغبات",
        "   التفاصيل: الجمعة 9 أبريل 2027 على الساعة 18:00",
    ],
}


@pytest.mark.parametrize("language", list(TRAILS))
def test_trail_in_other_languages(world: World, language: str) -> None:
    organiser = make_organiser(
        new_phone(world.database, world.house, 98), language="العربية" if language == "ar" else "Français"
    )
    with world.begin() as uow:
        uow.audit.add(
            person_id=None,
            act="set_up",
            subject="wishes_close_at",
            before=None,
            after="2027-04-09T18:00:00+00:00",
            now=MORNING,
        )

    lines = [strip_bidi(line).replace("\xa0", " ") for line in words(organiser.tap_data("i:acts")).splitlines()]

    assert lines[1:3] == TRAILS[language]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        ([], "nothing"),
        (["1", "2"], "1, 2"),
        ({"status": "approved", "text": None}, "status approved"),
        ({"wish_weight": 3}, "wish weight 3"),
        ("2027-04-09T18:00:00+00:00", "Friday 9 April 2027 at 18:00"),
        ("2027-04-09T18:00:00", "2027-04-09T18:00:00"),
        ("ABCDEFGHIJT", "ABCDEFGHIJT"),
        ("1~2 d9s99 7", "#1 – #2 at d9s99, table 7"),
        (7, "7"),
    ],
)
def test_values_are_told_in_words(world: World, value: object, said: str) -> None:
    assert act_words.details(value, NOBODY, world.house.event, translator("en")) == said


def test_acts_and_subjects_without_words_stand_for_themselves() -> None:
    t = translator("en")

    assert act_words.act("unheard_of", t) == "unheard_of"
    assert [act_words.subject(key, NOBODY, t) for key in ("tables_out", "unheard_of", "agenda:3", "pair:1~2")] == [
        "tables that are out",
        "unheard_of",
        "agenda 3",
        "pair #1 – #2",
    ]
