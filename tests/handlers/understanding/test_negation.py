"""What is said not to be so is never done: it is the opposite change, or it is refused with its reason."""

from __future__ import annotations

import pytest

from handlers.understanding.negation import BREAK_STAYS, NOT_TO_HAPPEN, ONLY_DELAYED
from tests.handlers.live.changing import readings, refusal
from tests.world import World

EARLIER = (
    *("everything after 12:00 10 minutes earlier", "bring everything after 12:00 forward 10 minutes"),
    *("slot 12:20 15 minutes earlier", "everything after 12:00 -10", "everything is 15 minutes early"),
    *("tout après 12h avancé de 10 min", "avancez le créneau de 12h20 de 10 min", "tout 10 min plus tôt"),
    *("قدّموا كل شيء 10 دقائق", "فترة 12:20 قبل موعدها 10 دقائق"),
)
OPPOSITES = {
    "table_back;7": (
        *("table 7 is no longer broken", "table 7 isn’t broken", "la table 7 n’est plus hors service"),
        *("الطاولة 7 لم تعد معطلة", "لم تعد الطاولة 7 معطلة", "الطاولة 7 ليست معطلة"),
    ),
    "back;Banco": (
        *("Banco is not late any more", "Banco is no longer late", "Banco is not gone"),
        *("Banco n’est plus en retard", "Banco n’est pas partie", "لم تعد Banco متأخرة"),
    ),
}
REFUSED = (
    *("don’t cancel Banco / Rif", "undo cancel Banco / Rif", "do not move Banco / Rif to 12:20", "Banco isn’t leaving"),
    *(
        "cancel the delay of Banco",
        "Banco is not late but gone",
        "table 7 is not back",
        "don’t delay the 12:20 slot by 5 min",
    ),
    *("n’annulez pas Banco / Rif", "ne déplacez pas Banco / Rif", "annuler le retard de Banco"),
    *("لا تلغوا موعد Banco / Rif", "إلغاء تأخير Banco"),
)


def test_slots_are_never_delayed_when_they_are_to_begin_earlier(morning: World) -> None:
    assert {said: (readings(morning, said), refusal(morning, said)) for said in EARLIER} == {
        said: ([], ONLY_DELAYED) for said in EARLIER
    }


@pytest.mark.parametrize("meant", OPPOSITES)
def test_what_is_no_longer_so_is_the_opposite_change(morning: World, meant: str) -> None:
    assert {said: readings(morning, said) for said in OPPOSITES[meant]} == {said: [meant] for said in OPPOSITES[meant]}


def test_what_is_not_to_happen_is_refused(morning: World) -> None:
    assert {said: (readings(morning, said), refusal(morning, said)) for said in REFUSED} == {
        said: ([], NOT_TO_HAPPEN) for said in REFUSED
    }


def test_break_is_taken_back_with_all_its_slots(morning: World) -> None:
    morning.set("closed_slots", ["d1s05", "d1s06", "d1s08"])
    meant = {
        "cancel the break 12:20-12:45": "reopen;d1s05;d1s06",
        "cancel the break 12:20-13:05": "reopen;d1s05;d1s07",
        "annuler la pause de 12h20": "reopen;d1s05;d1s07",
        "no break at 14:55": "reopen;d1s08",
        "la pause de 14h55 n’a pas lieu": "reopen;d1s08",
        "the break of 14:55 is not needed": "reopen;d1s08",
        "إلغاء استراحة 14:55": "reopen;d1s08",
        "slot 12:20 is not cancelled": "reopen;d1s05",
        "cancel the break": "reopen",
        "cancel the break at 11:30": "reopen",
    }

    assert {said: readings(morning, said) for said in meant} == {said: [one] for said, one in meant.items()}
    assert (
        refusal(morning, "cancel the break at 11:30")
        == "The slot of 11:30 takes place: no break is there to take back."
    )


def test_break_at_the_end_of_the_day_is_taken_back_to_its_end(morning: World) -> None:
    morning.set("closed_slots", ["d1s12", "d1s13"])

    assert readings(morning, "cancel the break of 16:35") == ["reopen;d1s12;day"]


def test_break_that_is_not_there_cannot_be_taken_back(morning: World) -> None:
    assert readings(morning, "cancel the break 12:20-12:45") == []
    assert refusal(morning, "cancel the break 12:20-12:45") == (
        "No slot ahead is dropped, so there is no break to take back."
    )


def test_break_is_not_added_where_one_is_to_be_moved(morning: World) -> None:
    for said in (
        "move the break to 12:45",
        "décaler la pause de 12h20 à 12h45",
        "the break 12:20-12:45 is 10 min later",
    ):
        assert refusal(morning, said) == BREAK_STAYS
