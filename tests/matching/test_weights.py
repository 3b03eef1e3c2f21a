import pytest

from matching.weights import DEFAULT_BUYER, DEFAULT_PROVIDER, DIMENSIONS, InvalidWeights, Weights, weights_from_mapping


def test_the_defaults_add_up_to_a_hundred() -> None:
    assert sum(DEFAULT_BUYER.values()) == sum(DEFAULT_PROVIDER.values()) == 100


def test_what_an_organiser_leaves_out_keeps_its_default() -> None:
    weights = weights_from_mapping({"provider": {"price": 30}})

    assert weights == Weights(buyer=DEFAULT_BUYER, provider={**DEFAULT_PROVIDER, "price": 30})
    assert weights == Weights().changed("provider", "price", 30)


@pytest.mark.parametrize(
    ("sides", "faults"),
    [
        ({"organiser": {}}, (("organiser", "unknown"),)),
        (
            {"buyer": {"charm": 3}, "provider": {"price": 101, "hours": -1, "start": True, "trust": 2.5}},
            (
                ("buyer.charm", "unknown"),
                ("provider.price", "out_of_range"),
                ("provider.hours", "out_of_range"),
                ("provider.start", "out_of_range"),
                ("provider.trust", "out_of_range"),
            ),
        ),
        ({"buyer": dict.fromkeys(DIMENSIONS, 0)}, (("buyer", "all_zero"),)),
    ],
)
def test_faults_are_reported_all_at_once(sides: dict[str, dict[str, int]], faults: tuple[tuple[str, str], ...]) -> None:
    sides = {side: dict(sorted(weights.items(), key=_in_table)) for side, weights in sides.items()}

    with pytest.raises(InvalidWeights) as refused:
        weights_from_mapping(sides)

    assert sorted(refused.value.faults) == sorted(faults)


def _in_table(item: tuple[str, int]) -> int:
    return DIMENSIONS.index(item[0]) if item[0] in DIMENSIONS else -1


def test_a_missing_dimension() -> None:
    with pytest.raises(InvalidWeights, match=r"buyer\.trust: missing"):
        Weights(buyer={name: 1 for name in DIMENSIONS if name != "trust"})


def test_one_changed_figure_is_checked_too() -> None:
    with pytest.raises(InvalidWeights):
        Weights().changed("buyer", "price", 101)
