"""Invented events of a known shape, the same for a seed everywhere.

Each participant has a popularity (lognormal, sigma 0.6) and one of eight clusters. How much x wants y is
popularity(y) x (3 when the clusters agree, else 1) x lognormal noise (sigma 0.5). Everybody ranks 15 to 30
partners of the other side and gives 100 points to the first down to 30 to the last. A pair weighs the points of
both sides, and 60 more when both ranked each other.

Presence: `full`; `iid` = each slot kept with probability 0.7; `block` = one contiguous run of 55 to
85 % of the slots, half of the people there from the opening and half until the closing.
Tables: `brief` = 20 / 100 / 400 (tables bind), `loose` = one per buyer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.model import Pair, Participant, Problem, Slot, numbered_tables


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How large an event is."""

    buyers: int
    providers: int
    slots: int
    brief_tables: int


SHAPES = {
    "S": Shape(buyers=40, providers=60, slots=16, brief_tables=20),
    "M": Shape(buyers=200, providers=300, slots=24, brief_tables=100),
    "L": Shape(buyers=1000, providers=1500, slots=24, brief_tables=400),
}


def build(shape: Shape, *, presence: str = "full", tables: str = "brief", seed: int = 0, floor: int = 0) -> Problem:
    """Return the event of this shape, presence (`full`, `iid`, `block`), tables (`brief`, `loose`) and seed."""
    random = np.random.default_rng(seed)
    weights = _weights(shape, random)
    slots = tuple(
        Slot(id=str(number + 1), session="am" if 2 * number < shape.slots else "pm") for number in range(shape.slots)
    )
    people = [(f"b{i + 1}", "buyer") for i in range(shape.buyers)]
    people += [(f"p{i + 1}", "provider") for i in range(shape.providers)]
    return Problem(
        participants=tuple(
            Participant(id=name, side=side, floor=floor, available=_available(slots, presence, random))
            for name, side in people
        ),
        slots=slots,
        tables=numbered_tables(shape.brief_tables if tables == "brief" else shape.buyers),
        pairs=tuple(
            Pair(a=f"b{i + 1}", b=f"p{j + 1}", weight=int(weights[i, j]))
            for i, j in zip(*np.nonzero(weights), strict=True)
        ),
    )


def _weights(shape: Shape, random: np.random.Generator) -> NDArray[np.int64]:
    clusters = random.integers(0, 8, shape.buyers), random.integers(0, 8, shape.providers)
    fame = random.lognormal(0, 0.6, shape.buyers), random.lognormal(0, 0.6, shape.providers)
    affinity = 1.0 + 2.0 * (clusters[0][:, None] == clusters[1][None, :])
    wanted = affinity * fame[1][None, :] * random.lognormal(0, 0.5, affinity.shape)
    wanting = (affinity * fame[0][:, None] * random.lognormal(0, 0.5, affinity.shape)).T
    points, back = _points(wanted, random), _points(wanting, random).T
    return points + back + 60 * ((points > 0) & (back > 0))


def _points(wish: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.int64]:
    """Return what each row gives to each column: 100 for its first down to 30 for the last that it ranks."""
    points = np.zeros(wish.shape, dtype=np.int64)
    for row, order in enumerate(np.argsort(-wish, axis=1)):
        chosen = order[: random.integers(15, 31)]
        points[row, chosen] = np.round(np.linspace(100, 30, len(chosen)))
    return points


def _available(slots: tuple[Slot, ...], presence: str, random: np.random.Generator) -> frozenset[str] | None:
    if presence == "full":
        return None
    if presence == "iid":
        return frozenset(slot.id for slot in slots if random.random() < 0.7)
    length = round(random.uniform(0.55, 0.85) * len(slots))
    stay = slots[:length] if random.random() < 0.5 else slots[-length:]
    return frozenset(slot.id for slot in stay)
