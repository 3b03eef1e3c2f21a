import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.affinity import Affinities, affinities
from matching.company import Company
from matching.weights import DIMENSIONS, Weights
from matching.wishes import SILENT, WeighedPair, is_mutual, rung, weigh_pairs
from tests.matching import strategies


@pytest.fixture
def fair() -> Affinities:
    buyers = [Company(id=number, role="buyer") for number in (1, 2)]
    providers = [Company(id=number, role="provider", trust=number - 10) for number in (10, 11, 12)]
    gone = Company(id=19, role="provider", approved=False)
    trust_alone = {name: int(name == "trust") for name in DIMENSIONS}
    return affinities([*buyers, *providers, gone], Weights(buyer=trust_alone))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("must", "must", 4),
        ("must", "yes", 3),
        ("yes", "yes", 2),
        ("must", None, 1),
        ("yes", None, 1),
        (None, None, 0),
        ("no", "must", None),
        ("no", None, None),
        ("no", "no", None),
    ],
)
def test_the_ladder(one: str | None, other: str | None, expected: int | None) -> None:
    assert rung(one, other) == rung(other, one) == expected


@pytest.mark.parametrize(("back", "expected"), [("must", True), ("yes", True), ("no", False)])
def test_interest_is_mutual_when_both_said_so(back: str, expected: bool) -> None:
    assert is_mutual({(1, 10): "yes", (10, 1): back}, 1, 10) is expected
    assert is_mutual({(1, 10): "yes"}, 1, 10) is False


def test_a_higher_rung_outweighs_any_score(fair: Affinities) -> None:
    wishes = {
        (1, 10): "must",
        (10, 1): "must",
        (1, 12): "yes",
        (12, 1): "yes",
        (2, 11): "must",
        (11, 2): "yes",
        (2, 12): "yes",
        (12, 2): "yes",
        (1, 11): "must",
        (11, 1): "no",
        (2, 10): "yes",
        (2, 19): "must",
        (19, 2): "must",
        (1, 77): "must",
        (77, 1): "must",
    }

    weighed = weigh_pairs(fair, wishes)

    assert [(pair.buyer, pair.provider, pair.rung) for pair in weighed] == [
        (1, 10, 4),
        (2, 11, 3),
        (1, 12, 2),
        (2, 12, 2),
    ]
    assert weighed[0] == WeighedPair(buyer=1, provider=10, rung=4, weight=4 * 101 + fair.pair(1, 10).score)


def test_silent_pairs_come_last_and_an_ended_pair_never(fair: Affinities) -> None:
    wishes = {(1, 12): "no", (2, 10): "yes"}

    weighed = weigh_pairs(fair, wishes, lowest=SILENT)

    assert [(pair.buyer, pair.provider) for pair in weighed] == [(2, 10), (2, 12), (1, 11), (2, 11), (1, 10)]


@settings(max_examples=30)
@given(fair=strategies.seeded_fairs(), data=st.data())
def test_a_no_is_never_weighed_and_order_is_total(fair: list[Company], data: st.DataObject) -> None:
    judged = affinities(fair)
    ids = st.sampled_from([company.id for company in fair] or [0])
    wishes = data.draw(st.dictionaries(st.tuples(ids, ids), st.sampled_from(["must", "yes", "no"]), max_size=12))

    weighed = weigh_pairs(judged, wishes, lowest=SILENT)

    assert all("no" not in (wishes.get((p.buyer, p.provider)), wishes.get((p.provider, p.buyer))) for p in weighed)
    assert weighed == weigh_pairs(judged, dict(reversed(wishes.items())), lowest=SILENT)
    assert [pair.weight for pair in weighed] == sorted((pair.weight for pair in weighed), reverse=True)
