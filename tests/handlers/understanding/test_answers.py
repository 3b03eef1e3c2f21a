"""What is typed while a change asks something: only an answer is taken for one, and what is chosen already is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.handlers.live.changing import TEN, at, newest_change, shown
from tests.handlers.registrations import labels
from tests.world import World, data


def ask(world: World, request: str, said: str) -> list[str]:
    """Let a request ask its next question; return the lines, but for empty ones, that answer what is then said."""
    known = request.replace("PAIR", world.pair("Banco", "Atlas"))
    for key, number in world.ids.items():
        known = known.replace(key.upper(), str(number))
    world.organiser.tap_data(f"c:x={known}")
    return [line for line in shown(world.organiser.say(said)).splitlines() if line]


SWALLOWED = {
    ("late;BANCO", "Lumen arrives at 14:30"): ["Lumen Energie is late and meets from 14:30 on."],
    ("gone;BANCO", "Lumen away from 12:20 to 14:00"): ["Lumen Energie is away from 12:20 until 14:30."],
    ("table_out;9", "Lumen needs table 3 at 12:20"): [
        "⚠️ I cannot find “Lumen needs table 3 at 12:20”.",
        "Table out: table 9",
        "Until when?",
    ],
    ("table_out;9", "table 3 12:20"): ["⚠️ I cannot find “table 3 12:20”.", "Table out: table 9", "Until when?"],
    ("late;BANCO", "Lumen 14:30"): ["⚠️ I cannot find “Lumen 14:30”.", "Company late: Banco Norte", "Until when?"],
    ("late;BANCO", "perhaps 14:30"): ["⚠️ I cannot find “perhaps 14:30”.", "Company late: Banco Norte", "Until when?"],
    ("late;BANCO", "11:30 or 14:30"): ["⚠️ I cannot find “11:30 or 14:30”.", "Company late: Banco Norte", "Until when?"],
    ("gone;BANCO", "Lumen until 14:30"): [
        "⚠️ I cannot find “Lumen until 14:30”.",
        "Company gone: Banco Norte",
        "For how long?",
    ],
    ("gone;BANCO", "tomorrow"): ["Banco Norte is away from 10:25 (Thursday 15 April 2027) until the end of that day."],
    ("rest;d1s02", "Lumen 10"): [
        "⚠️ I cannot find “Lumen 10”.",
        "All later slots delayed: from 11:05 on",
        "By how many minutes? Tap, or type a number.",
    ],
    ("table_out", "3 and 4"): ["⚠️ I cannot find “3 and 4”.", "Table out: Which table?"],
    ("table_out", "tables 3 and 4"): ["⚠️ I cannot find “tables 3 and 4”.", "Table out: Which table?"],
}


@pytest.mark.parametrize(("request_", "said"), SWALLOWED)
def test_sentence_about_something_else_is_no_answer(morning: World, request_: str, said: str) -> None:
    answer = SWALLOWED[(request_, said)]

    assert ask(morning, request_, said)[: len(answer)] == answer


ANSWERS = {
    ("late;BANCO", "around 11:20 please"): "Banco Norte is late and meets from 11:30 on.",
    ("late;BANCO", "Banco, at 11:20"): "Banco Norte is late and meets from 11:30 on.",
    ("late;BANCO", "tomorrow at 11"): "Banco Norte is late and meets from 11:15 (Thursday 15 April 2027) on.",
    ("late;BANCO", "for good"): "Banco Norte does not come any more.",
    ("table_out;9", "table 9 until 12"): "Table 9 is out until 12:20.",
    ("table_out;9", "toute la journée"): "Table 9 is out for the rest of the day.",
    ("table_out;9;;d1s04", "12:20"): "Table 9 is out from 11:55 until 12:20.",
    ("table_out", "quiet corner"): "Table out: table 1",
    ("gone;BANCO", "until 14:00"): "Banco Norte is late and meets from 14:30 on.",
    ("gone;BANCO", "14:00"): "Banco Norte is late and meets from 14:30 on.",
    ("gone;BANCO", "from 11:20"): "Banco Norte leaves before 11:05 and meets nobody from then on that day.",
    ("gone;BANCO", "the rest of the day"): "Banco Norte is gone for the rest of the day.",
    ("early;BANCO", "11:20"): "Banco Norte leaves before 11:05 and meets nobody from then on that day.",
    ("rest", "10:50"): "All later slots delayed: from 11:05 on",
    ("cancel", "Atlas / Banco"): "The meeting of Banco Norte and Atlas Contact at 10:40 is cancelled.",
    ("cancel;BANCO", "Rif"): "The meeting of Banco Norte and Rif Appels at 11:30 is cancelled.",
    ("add", "Helvetia / Atlas"): "Add a meeting: Helvetia Assur – Atlas Contact",
    ("add;HELVETIA", "Atlas"): "Add a meeting: Helvetia Assur – Atlas Contact",
    ("swap;PAIR", "Lumen / Zagora"): (
        "Banco Norte and Atlas Contact (10:40) change places with Lumen Energie and Zagora Back Office (11:05)."
    ),
}


@pytest.mark.parametrize(("request_", "said"), ANSWERS)
def test_answer_is_taken_with_what_belongs_to_it(morning: World, request_: str, said: str) -> None:
    assert ask(morning, request_, said)[0] == ANSWERS[(request_, said)]


REASONS = {
    ("late;BANCO", "9:00"): ["⚠️ 09:00 has passed.", "Company late: Banco Norte", "Until when?"],
    ("late;BANCO", "20/4 11:00"): [
        "⚠️ No meeting slot is left on Tuesday 20 April 2027.",
        "Company late: Banco Norte",
        "Until when?",
    ],
    ("early;BANCO", "9:00"): ["⚠️ 09:00 has passed.", "Leaves early: Banco Norte", "From when on?"],
    ("drop", "11:20"): ["⚠️ No slot begins at 11:20.", "Slot dropped: Which slot?"],
    ("drop", "tomorrow"): ["⚠️ I cannot find “tomorrow”.", "Slot dropped: Which slot?"],
    ("reopen", "11:30"): [
        "⚠️ The slot of 11:30 takes place: no break is there to take back.",
        "Slot takes place after all: Which slot?",
    ],
    ("rest;d1s02", "500"): [
        "⚠️ A delay is at most 180 minutes.",
        "All later slots delayed: from 11:05 on",
        "By how many minutes? Tap, or type a number.",
    ],
    ("table_out", "99"): ["⚠️ There is no table 99.", "Table out: Which table?"],
    ("swap;PAIR;LUMEN", "Atlas"): [
        "⚠️ Lumen Energie and Atlas Contact do not meet.",
        "Swap two meetings: Banco Norte – Atlas Contact, 10:40, table 1",
        "Which meeting of Lumen Energie?",
    ],
    ("cancel;BANCO", "Lumen"): [
        "⚠️ Banco Norte and Lumen Energie are both order-givers.",
        "Cancel a meeting: Which meeting of Banco Norte?",
    ],
    ("add;BANCO", "Lumen"): [
        "⚠️ Banco Norte and Lumen Energie are both order-givers.",
        "Add a meeting: Whom does Banco Norte meet? Tap, or type its name.",
    ],
    ("late", "Lumen and Banco"): [
        "⚠️ Not taken from your words: Banco Norte. Say it again in another message, if it is to happen too.",
        "Company late: Lumen Energie",
        "Until when?",
    ],
}


@pytest.mark.parametrize(("request_", "said"), REASONS)
def test_answer_that_cannot_be_taken_is_asked_again_with_the_reason(morning: World, request_: str, said: str) -> None:
    answer = REASONS[(request_, said)]

    assert ask(morning, request_, said)[: len(answer)] == answer


def test_meeting_that_has_begun_is_not_taken_for_an_answer(morning: World) -> None:
    at(morning, TEN + timedelta(minutes=50))

    assert ask(morning, "cancel", "Banco / Atlas")[:2] == [
        "⚠️ The meeting of Banco Norte and Atlas Contact has begun at 10:40.",
        "Cancel a meeting: Which meeting of Banco Norte?",
    ]


def test_mistyped_name_offers_who_may_be_meant(morning: World) -> None:
    morning.change("Zagora", legal_name="Azgoun Relation Client")

    assert ask(morning, "late", "azgun") == ["⚠️ I cannot find “azgun”.", "Which do you mean?"]
    assert labels(morning.organiser.screen) == ["Azgoun Relation Client", "Change the day"]
    assert f"c:x=late;{morning.ids['Zagora']}" in data(morning.organiser.screen)
    assert ask(morning, "late", "azgun")
    assert shown(morning.organiser.say("Azgoun")).splitlines() == [
        "Company late: Azgoun Relation Client",
        "Until when?",
    ]


def test_name_that_holds_a_joint_is_one_name(morning: World) -> None:
    morning.change("Zagora", legal_name="Audit and Conseil SARL")

    assert ask(morning, "late", "audit and cons")[0] == "Company late: Audit and Conseil SARL"


def test_proposal_in_answer_is_none_of_another_change(morning: World) -> None:
    ask(morning, "late;BANCO", "11:20")

    assert newest_change(morning).disruption == {"kind": "late", "args": [str(morning.ids["Banco"]), "d1s03"]}
