import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.matching.companies import invent_companies
from matching.affinity import Affinities, affinities
from matching.company import Company
from matching.suggestions import Suggestion, gini, suggest, suggest_all
from matching.weights import DIMENSIONS, Weights
from tests.matching import strategies


def fair(providers: int) -> Affinities:
    """One buyer, and providers 10, 11 … whose trust, all that counts, falls from 4 to 0 over and over."""
    trust_alone = {name: int(name == "trust") for name in DIMENSIONS}
    offered = [Company(id=10 + number, role="provider", trust=4 - number % 5) for number in range(providers)]
    return affinities([Company(id=1, role="buyer"), *offered], Weights(buyer=trust_alone))


def ids(suggestions: tuple[Suggestion, ...]) -> list[object]:
    return [suggestion.company for suggestion in suggestions]


def test_the_best_come_first() -> None:
    judged = fair(10)

    listed = suggest(judged, 1, wishes={}, exposure={}, floor_places=0)

    assert listed == tuple(
        Suggestion(company=number, score=judged.pair(1, number).score) for number in (10, 15, 11, 16, 12, 17, 13, 18)
    )


def test_two_places_are_for_those_few_have_seen() -> None:
    judged = fair(10)
    exposure = dict.fromkeys(range(10, 20), 5) | {19: 1, 14: 2}

    listed = suggest(judged, 1, wishes={}, exposure=exposure)

    assert ids(listed) == [10, 15, 11, 16, 12, 17, 14, 19]
    assert [suggestion.company for suggestion in listed if suggestion.is_floor] == [14, 19]


def test_a_floor_place_never_goes_to_a_poor_match() -> None:
    good = [Company(id=10 + number, role="provider", activities=frozenset({"surveys"}), trust=4) for number in range(7)]
    poor = Company(
        id=30,
        role="provider",
        activities=frozenset({"surveys"}),
        offered_prices=frozenset({"per_contact"}),
        longest_payment_term="30",
        seats_free="1_5",
        served_sectors=frozenset(),
        labels_held={},
        hours_held=frozenset({"office"}),
        spoken_languages=frozenset({"fr", "ar"}),
        agents_per_language={"fr": 0},
        earliest_start="over_6",
        references=0,
        visit_possible=False,
    )
    buyer = Company(
        id=1,
        role="buyer",
        wanted_activities=frozenset({"surveys", "payroll_hr", "civil"}),
        accepted_prices=frozenset({"per_fte_month"}),
        payment_term="over_60",
        size_needed="over_500",
        sector=frozenset({"media"}),
        hours_needed="seven_days",
        required_languages=frozenset({"fr"}),
        start_wanted="3_6",
    )
    judged = affinities([buyer, *good, poor])

    listed = suggest(judged, 1, wishes={}, exposure=dict.fromkeys(range(10, 17), 9), places=6)

    assert judged.pair(1, 30).gate == ""
    assert judged.pair(1, 30).score < judged.pair(1, 10).score / 2
    assert 30 not in ids(listed)
    assert len(listed) == 6


def test_who_is_left_out() -> None:
    judged = affinities(
        [Company(id=1, role="buyer", avoids=frozenset({10}))]
        + [Company(id=number, role="provider", approved=number != 11) for number in range(10, 18)]
    )
    wishes = {(1, 12): "yes", (1, 13): "no", (14, 1): "no", (15, 1): "must"}

    assert ids(suggest(judged, 1, wishes=wishes, exposure={}, shown={16})) == [15, 17]
    assert ids(suggest(judged, 14, wishes=wishes, exposure={})) == []
    assert ids(suggest(judged, 13, wishes=wishes, exposure={})) == []
    assert ids(suggest(judged, 12, wishes=wishes, exposure={})) == [1]


def test_more_never_repeats() -> None:
    judged, shown = fair(20), set[object]()

    while listed := suggest(judged, 1, wishes={}, exposure={}, shown=shown):  # type: ignore[arg-type]
        assert shown.isdisjoint(ids(listed))
        shown.update(ids(listed))

    assert shown == set(range(10, 30))


@settings(max_examples=40)
@given(fair=strategies.seeded_fairs(), places=st.integers(0, 8), floor_places=st.integers(0, 8), data=st.data())
def test_every_list_is_open_distinct_and_best_first(
    fair: list[Company], places: int, floor_places: int, data: st.DataObject
) -> None:
    judged = affinities(fair)
    exposure = data.draw(st.dictionaries(st.integers(0, 40), st.integers(0, 9)))

    lists = suggest_all(judged, wishes={}, exposure=exposure, shown={}, places=places, floor_places=floor_places)

    assert set(lists) == {company.id for company in fair}
    for company, listed in lists.items():
        assert len(set(ids(listed))) == len(listed) == min(places, len(judged.ranked(company)))
        assert all(judged.between(company, one.company).gate == "" for one in listed)
        assert [one.score for one in listed] == sorted((one.score for one in listed), reverse=True)


def test_the_floor_gives_a_fairer_showing_and_replays() -> None:
    fair = invent_companies(buyers=120, providers=40, seed=3)
    judged = affinities(fair)

    def showings(floor_places: int) -> list[int]:
        lists = suggest_all(judged, wishes={}, exposure={}, shown={}, floor_places=floor_places)
        assert lists == suggest_all(affinities(fair[::-1]), wishes={}, exposure={}, shown={}, floor_places=floor_places)
        seen = [one.company for listed in lists.values() for one in listed]
        return [seen.count(company.id) for company in judged.buyers.companies]

    without, with_floor = showings(0), showings(2)

    assert gini(with_floor) < gini(without)
    assert sum(count == 0 for count in with_floor) < sum(count == 0 for count in without)


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], 0.0), ([0, 0], 0.0), ([7], 0.0), ([2, 2, 2], 0.0), ([1, 3], 0.25), ([0, 0, 0, 1], 0.75)],
)
def test_gini(values: list[int], expected: float) -> None:
    assert gini(values) == pytest.approx(expected)
    assert gini(reversed(values)) == pytest.approx(expected)
