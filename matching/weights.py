"""How much each dimension counts for either reader; the organiser may edit every figure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

DIMENSIONS: Final = (
    "activities",
    "languages",
    "capacity",
    "sector",
    "price",
    "hours",
    "start",
    "labels",
    "trust",
)
"""The nine things a pair is judged by, in the order that settles equal contributions."""

HEAVIEST: Final = 100  # of one dimension; scores stay integers of 0..100 whatever the sum is

DEFAULT_BUYER: Final[Mapping[str, int]] = MappingProxyType(
    dict(zip(DIMENSIONS, (22, 18, 12, 12, 8, 8, 6, 8, 6), strict=True))
)
DEFAULT_PROVIDER: Final[Mapping[str, int]] = MappingProxyType(
    dict(zip(DIMENSIONS, (18, 8, 16, 10, 20, 6, 10, 4, 8), strict=True))
)


class InvalidWeights(ValueError):
    """Weights that cannot be used; ``faults`` lists every one as ``(path, code)``.

    Codes: ``unknown`` (no such dimension), ``missing``, ``out_of_range`` (not an integer of 0..100),
    ``all_zero`` (a side on which nothing counts).
    """

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        super().__init__("; ".join(f"{path}: {code}" for path, code in faults))
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class Weights:
    """Two sets of nine integer weights, what a buyer looks at in a provider and the other way round.

    They need not add up to 100: a score divides by their sum. Raises ``InvalidWeights``.

    >>> Weights().buyer["languages"], Weights().provider["price"]
    (18, 20)
    """

    buyer: Mapping[str, int] = field(default_factory=lambda: DEFAULT_BUYER)
    provider: Mapping[str, int] = field(default_factory=lambda: DEFAULT_PROVIDER)

    def __post_init__(self) -> None:
        faults = (*_faults("buyer", self.buyer), *_faults("provider", self.provider))
        if faults:
            raise InvalidWeights(faults)

    def changed(self, side: str, dimension: str, weight: int) -> "Weights":
        """Return the weights with one figure of one side ("buyer" or "provider") replaced.

        >>> Weights().changed("buyer", "hours", 0).buyer["hours"]
        0
        """
        sides = {"buyer": self.buyer, "provider": self.provider}
        return Weights(**{**sides, side: {**sides[side], dimension: weight}})


def weights_from_mapping(sides: Mapping[str, Mapping[str, int]]) -> Weights:
    """Return weights from stored figures; a side or a dimension left out keeps its default.

    >>> weights_from_mapping({"buyer": {"trust": 10}}).buyer["trust"]
    10
    """
    unknown = tuple((side, "unknown") for side in sides if side not in {"buyer", "provider"})
    if unknown:
        raise InvalidWeights(unknown)
    return Weights(
        buyer={**DEFAULT_BUYER, **sides.get("buyer", {})},
        provider={**DEFAULT_PROVIDER, **sides.get("provider", {})},
    )


def _faults(side: str, weights: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    faults = [(f"{side}.{key}", "unknown") for key in weights if key not in DIMENSIONS]
    faults += [(f"{side}.{key}", "missing") for key in DIMENSIONS if key not in weights]
    faults += [
        (f"{side}.{key}", "out_of_range")
        for key, weight in weights.items()
        if isinstance(weight, bool) or not isinstance(weight, int) or not 0 <= weight <= HEAVIEST
    ]
    if not faults and not any(weights.values()):
        faults.append((side, "all_zero"))
    return tuple(faults)
