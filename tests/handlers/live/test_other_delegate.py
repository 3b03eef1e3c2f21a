"""A meeting given to another delegate of its company: who is told what, and what their calendars keep."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.agendas.days import Days
from handlers.agendas.differences import change_lines
from locales.digits import strip_bidi
from locales.markup import plain
from locales.translator import translator
from storage.records import Person
from tests.handlers.calendars import entries
from tests.handlers.live.changing import TEN, colleague_of, meeting, pushes, shown
from tests.handlers.live.days import person
from tests.handlers.registrations import person_of
from tests.phone import Phone
from tests.world import World, text

DAY = "Wednesday 14 April 2027"


@pytest.fixture
def colleague(morning: World) -> Phone:
    """A second delegate of Banco, who reads English."""
    return colleague_of(morning, "Banco")


def give(world: World, to: Phone, *, buyer: str = "Banco", provider: str = "Atlas") -> str:
    """Give a meeting to somebody of one of its companies; return how many are told, as the preview says."""
    found = person_of(to)
    assert found is not None
    (preview,) = world.organiser.tap_data(f"c:x=delegate;{world.pair(buyer, provider)};{found.id}")
    world.organiser.tap("Approve")
    return text(preview).splitlines()[-1]


def news(world: World, colleague: Phone) -> dict[str, list[str]]:
    """Let the change settle; return the lines of change on each phone that receives something."""
    found = pushes(world)
    colleague.now = max(colleague.now, world.organiser.now + timedelta(minutes=2))
    found |= {"colleague": [text(one) for one in colleague.receive_pushes()]}
    return {key: _lines(message) for key, messages in found.items() for message in messages}


def _lines(message: str) -> list[str]:
    head, _, rest = message.partition("\n")
    assert head == "Your agenda has changed:"
    return rest.partition("\n\n")[0].splitlines()


def version_of(world: World) -> int:
    found = world.newest("published")
    assert found is not None
    return found.id


# --- Who is told ---


def test_undo_counts_whoever_is_to_know_that_they_go_again(morning: World, colleague: Phone) -> None:
    """Both went; the colleague was relieved, and both are told that they go together again."""
    give(morning, morning.phone("Banco"))
    news(morning, colleague)

    undone = shown(morning.organiser.tap("Undo")).splitlines()[-1]

    assert undone == "2 people will be told again in a moment."
    assert {*news(morning, colleague)} == {"Banco", "colleague"}


def test_who_goes_now_and_who_is_relieved_are_told_and_nobody_else(morning: World, colleague: Phone) -> None:
    """The colleague, who went anyway and now goes alone, was told nothing; nor did the preview count them."""
    assert give(morning, colleague) == "2 people will be told."

    assert news(morning, colleague) == {
        "Banco": [f"A colleague of yours takes over your meeting with Atlas Contact, 10:40 on {DAY}"],
        "colleague": [f"You attend: Atlas Contact, 10:40 on {DAY}, table 1 (Quiet corner)"],
    }


def test_meeting_handed_on_is_told_to_both(morning: World, colleague: Phone) -> None:
    give(morning, colleague)
    news(morning, colleague)

    assert give(morning, morning.phone("Banco")) == "2 people will be told."

    assert news(morning, colleague) == {
        "Banco": [f"You attend: Atlas Contact, 10:40 on {DAY}, table 1 (Quiet corner)"],
        "colleague": [f"A colleague of yours takes over your meeting with Atlas Contact, 10:40 on {DAY}"],
    }


def test_meeting_that_is_everybodys_again_is_told_to_both(morning: World, colleague: Phone) -> None:
    give(morning, colleague)
    news(morning, colleague)

    morning.organiser.tap("Undo")

    assert news(morning, colleague) == {
        "Banco": [f"You attend: Atlas Contact, 10:40 on {DAY}, table 1 (Quiet corner)"],
        "colleague": [f"Your colleagues attend as well: Atlas Contact, 10:40 on {DAY}, table 1 (Quiet corner)"],
    }


def test_who_goes_alone_to_a_meeting_that_moved_is_told_both(morning: World, colleague: Phone) -> None:
    morning.organiser.say("move Banco / Atlas to 11:55")
    morning.organiser.tap("Approve")
    give(morning, colleague)

    assert news(morning, colleague) == {
        "Atlas": ["New time: 11:55 instead of 10:40, Banco Norte, table 1 (Quiet corner)"],
        "Banco": [f"A colleague of yours takes over your meeting with Atlas Contact, 10:40 on {DAY}"],
        "colleague": [
            "New time: 11:55 instead of 10:40, Atlas Contact, table 1 (Quiet corner)",
            f"You attend: Atlas Contact, 11:55 on {DAY}, table 1 (Quiet corner)",
        ],
    }


def test_only_person_of_a_company_is_told_nothing(morning: World) -> None:
    assert give(morning, morning.phone("Atlas")) == "Nobody’s day changes, so nobody is told."
    assert pushes(morning) == {}


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "fr",
            [
                "Un de vos collègues vous remplace au rendez-vous avec Atlas Contact, mercredi 14 avril 2027 à 10:40",
                "Vous y allez : Atlas Contact, mercredi 14 avril 2027 à 10:40, table 1 (Salon calme)",
                "Vos collègues y vont aussi : Atlas Contact, mercredi 14 avril 2027 à 10:40, table 1 (Salon calme)",
            ],
        ),
        (
            "ar",
            [
                "ينوب عنكم أحد زملائكم في الموعد مع Atlas Contact، الأربعاء 14 أبريل 2027 على الساعة 10:40",
                "أنتم من يحضر: Atlas Contact، الأربعاء 14 أبريل 2027 على الساعة 10:40، الطاولة 1 (الركن الهادئ)",
                "يحضر زملاؤكم أيضًا: Atlas Contact، الأربعاء 14 أبريل 2027 على الساعة 10:40، الطاولة 1 (الركن الهادئ)",
            ],
        ),
    ],
)
def test_other_delegate_in_other_languages(morning: World, colleague: Phone, language: str, lines: list[str]) -> None:
    banco, other = person(morning, "Banco"), person_of(colleague)
    assert other is not None
    versions = [version_of(morning)]
    give(morning, colleague)
    versions.append(version_of(morning))
    t = translator(language)

    def said(who: Person, known: int, version: int) -> str:
        with morning.begin() as uow:
            event = morning.house.event
            (line,) = change_lines(uow, event, who, t, days=Days(uow), known=known, version=version, now=TEN)
        return strip_bidi(plain(line)).replace("\xa0", " ")

    old, new = versions
    assert [said(banco, old, new), said(other, old, new), said(other, new, old)] == lines


# --- Their calendars ---


@pytest.mark.parametrize("is_undone", [True, False], ids=["undone", "handed back"])
def test_calendar_takes_back_a_meeting_that_went_to_a_colleague(
    morning: World, colleague: Phone, is_undone: bool
) -> None:
    """It stayed cancelled: the same entry went out as SEQUENCE 1 CANCELLED, then as SEQUENCE 0 CONFIRMED."""
    banco = morning.phone("Banco")
    give(morning, colleague)
    pushes(morning)
    gone = entries(banco.screen)

    if is_undone:
        morning.organiser.tap("Undo")
    else:
        give(morning, banco)
    pushes(morning)

    uid = f"euroffshore-2027-{morning.pair('Banco', 'Atlas')}-{morning.ids['Banco']}@mawid"
    assert (gone[uid], entries(banco.screen)[uid]) == (("CANCELLED", 1), ("CONFIRMED", 2))


def test_undo_of_a_cancelled_meeting_counts_its_entry_on_once(morning: World) -> None:
    give(morning, morning.phone("Banco"))
    morning.organiser.say("cancel Banco / Atlas")
    morning.organiser.tap("Approve")
    cancelled = morning.newest("published")
    assert cancelled is not None

    morning.organiser.tap("Undo")

    assert meeting(morning, "Banco", "Atlas").sequence == cancelled.id


def test_giving_a_meeting_to_who_has_it_changes_nothing(morning: World) -> None:
    give(morning, morning.phone("Banco"))
    again = f"c:x=delegate;{morning.pair('Banco', 'Atlas')};{person(morning, 'Banco').id}"

    assert shown(morning.organiser.tap_data(again)) == "That changes nothing: it is so already."
    assert meeting(morning, "Banco", "Atlas").sequence == 1
