"""From tables to scores: gates, the two weighed means and their harmonic fusion, for all pairs at once.

All arithmetic is on integers with halves rounded up, so a result is the same on every machine.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matching import dimensions
from matching.encoding import Buyers, Providers
from matching.gates import close_personal_gates, pair_gates
from matching.sides import Side
from matching.weights import DIMENSIONS, Weights

Matrix = NDArray[np.uint8]

PAIRS_AT_ONCE: Final = 250_000  # the arrays of one slice stay at a megabyte or two each

CLOSED: Final = np.uint8(0b1000_0000)  # the bit above every score

_BEST: Final = 100


@dataclass(frozen=True, kw_only=True, eq=False)
class Matrices:
    """Two matrices of shape (m buyers, n providers), dtype uint8, never written to once made.

    Gates share the first with the scores, and fused scores are looked up when asked for: a change copies
    both matrices, so half the bytes are half its time.
    """

    for_buyers: Matrix  # what the buyer finds, 0..100; where a gate is closed, CLOSED | position in ``GATES``
    for_providers: Matrix  # what the provider finds, 0..100; 0 where a gate is closed

    def scores(self, at: Any = ...) -> Matrix:
        """Return the fused scores at a numpy index, all by default; 0 where a gate is closed."""
        fused: Matrix = _HARMONIC[self.for_buyers[at], self.for_providers[at]]
        return fused

    def gates(self, at: Any = ...) -> Matrix:
        """Return the gates at a numpy index as positions in ``gates.GATES``, 0 where open."""
        found: Matrix = self.for_buyers[at]
        return np.maximum(found, CLOSED) - CLOSED

    def with_line(self, line: "Matrices", place: int, *, axis: int, is_new: bool) -> "Matrices":
        """Return copies with a row (axis 0) or a column (axis 1) inserted, or in place of the old one."""
        return Matrices(
            for_buyers=_with_line(self.for_buyers, line.for_buyers, place, axis, is_new),
            for_providers=_with_line(self.for_providers, line.for_providers, place, axis, is_new),
        )

    def without_line(self, place: int, *, axis: int) -> "Matrices":
        """Return copies without one row or column."""
        return Matrices(
            for_buyers=np.delete(self.for_buyers, place, axis),
            for_providers=np.delete(self.for_providers, place, axis),
        )


def judge(buyers: Side[Buyers], providers: Side[Providers], weights: Weights) -> Matrices:
    """Return the matrices of m buyers and n providers, judged in slices of buyers."""
    shape = len(buyers.companies), len(providers.companies)
    gates, for_providers = np.empty(shape, dtype=np.uint8), np.empty(shape, dtype=np.uint8)
    step = max(1, PAIRS_AT_ONCE // max(1, shape[1]))
    slices = [slice(first, first + step) for first in range(0, shape[0], step)]
    for part in slices:
        gates[part] = pair_gates(buyers.table.rows(part), providers.table)
    close_personal_gates(gates, buyers, providers)
    for_buyers = gates  # overwritten slice by slice
    for part in slices:
        ours, theirs = _directions(buyers.table.rows(part), providers.table, weights)
        is_open = gates[part] == 0
        for_buyers[part] = np.where(is_open, ours, CLOSED | gates[part])
        for_providers[part] = theirs * is_open
    return Matrices(for_buyers=for_buyers, for_providers=for_providers)


def _directions(buyers: Buyers, providers: Providers, weights: Weights) -> tuple[Matrix, Matrix]:
    """Return the two weighed means of the fits, each (m, n)."""
    shape = len(buyers.level), len(providers.hours)
    ours, theirs = np.zeros(shape, dtype=np.uint32), np.zeros(shape, dtype=np.uint32)
    for name in DIMENSIONS:
        found_by_buyer, found_by_provider = dimensions.BY_NAME[name](buyers, providers)
        ours += found_by_buyer * np.uint32(weights.buyer[name])
        theirs += found_by_provider * np.uint32(weights.provider[name])
    return _divided(ours, sum(weights.buyer.values())), _divided(theirs, sum(weights.provider.values()))


def _divided(total: NDArray[np.uint32], whole: int) -> Matrix:
    return ((2 * total + np.uint32(whole)) // np.uint32(2 * whole)).astype(np.uint8)


def _with_line(matrix: Matrix, line: Matrix, place: int, axis: int, is_new: bool) -> Matrix:
    if is_new:
        return np.insert(matrix, place, line.ravel(), axis=axis)
    copy = matrix.copy()
    copy.swapaxes(0, axis)[place] = line.ravel()
    return copy


def _harmonic_table() -> Matrix:
    """Return the harmonic mean of scores a and b at [a, b], halves rounded up; 0 where a is a closed gate."""
    scale = np.arange(_BEST + 1)
    one, other = scale[:, None], scale[None, :]
    total = np.maximum(one + other, 1)
    table = np.zeros((256, _BEST + 1), dtype=np.uint8)
    table[: _BEST + 1] = (4 * one * other + total) // (2 * total)
    return table


_HARMONIC: Final = _harmonic_table()
