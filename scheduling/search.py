"""Build an agenda and improve it until the bound, the budget or the time is reached.

One round: every person's day, every slot, then a few neighbouring slots together. Small events are started several
times. All random choices come from the seed; the clock only ever stops the search.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scheduling.arrays import Arrays, Floats, Ints
from scheduling.day_move import improve_day
from scheduling.filling import fill
from scheduling.guidance import Guide, finer_guides, first_guide, prizes, tighter
from scheduling.neighbourhood import SLOTS, improve_slots
from scheduling.plan import UNPLACED, Plan
from scheduling.slot_move import improve_slot

# Rounds without any gain after which the search starts again from another filling.
PATIENCE = 6
# While a round of the cheap moves gains more than this share, the dear ones wait.
SMALL_GAIN = 2e-4
# Starts from one guide before a finer one is computed.
STARTS = 2


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where the search is: rounds done, weight of the best agenda so far, proven bound, meetings placed."""

    round: int
    weight: float
    bound: float
    meetings: int


@dataclass(frozen=True, kw_only=True)
class Budget:
    """How long to search: `rounds` of re-optimisation, and a `deadline` of `time.monotonic()` as a safety stop."""

    rounds: int
    deadline: float

    def is_over(self, done: int) -> bool:
        """Say whether to stop after `done` rounds."""
        return done >= self.rounds or self.seconds_left() <= 0

    def seconds_left(self) -> float:
        """Return the seconds until the deadline."""
        return self.deadline - time.monotonic()


@dataclass(frozen=True, kw_only=True)
class Found:
    """The best placement (m), its bound on the weight, and the floor meetings nobody can have (n)."""

    place: Ints
    bound: float
    shortfall: Floats


def search(
    arrays: Arrays, *, seed: int, budget: Budget, on_progress: Callable[[Progress], object] | None = None
) -> Found:
    """Return the best placement found within `budget`; `on_progress` may return True to stop at once."""
    prize = prizes(arrays)
    random = np.random.default_rng(seed)
    guide = first_guide(arrays, prize, budget.seconds_left())
    plan = Plan(arrays, prize.edge, prize.floor)
    watch = _Watch(plan=plan, guide=guide, budget=budget, on_progress=on_progress, best=plan.place.copy())
    stages = finer_guides(arrays, prize, guide)
    _follow(watch, random, rounds=1 if stages else PATIENCE)
    for stage in stages:
        if watch.is_stopped:
            break
        watch.guide = tighter(watch.guide, stage(budget.seconds_left()))
        for _ in range(STARTS):
            _follow(watch, random, rounds=PATIENCE)
    while not watch.is_stopped:
        _follow(watch, random, rounds=PATIENCE)
    return Found(place=_completed(watch, random), bound=watch.guide.bound, shortfall=watch.guide.shortfall)


def _completed(watch: _Watch, random: np.random.Generator) -> Ints:
    """Return the best placement with everything that still fits: a proven weight may leave worthless wishes out."""
    watch.plan.restore(watch.best)
    for person in range(len(watch.plan.count)):
        improve_day(watch.plan, person, random, noise=0.0)
    return watch.plan.place


@dataclass(kw_only=True)
class _Watch:
    """Keep the best placement seen, tell the caller, and say when to stop."""

    plan: Plan
    guide: Guide
    budget: Budget
    on_progress: Callable[[Progress], object] | None
    best: Ints
    best_worth: float = -1.0
    rounds: int = 0
    is_stopped: bool = False

    def look(self) -> bool:
        """Note the plan as it stands; return whether to stop now."""
        worth = self.plan.worth()
        if worth > self.best_worth:
            self.best, self.best_worth = self.plan.place.copy(), worth
        if self.on_progress is not None and self.on_progress(self._progress()) is True:
            self.is_stopped = True
        self.is_stopped |= self.budget.is_over(self.rounds) or self._is_best()
        return self.is_stopped

    def _is_best(self) -> bool:
        """Say whether nothing better can exist: the bound is reached, and so is every floor that can be."""
        arrays, plan = self.plan.arrays, self.plan
        step = 1.0 if (arrays.weight % 1.0 == 0).all() else 1e-9 * max(self.guide.bound, 1.0)
        missing = np.maximum(arrays.floor - plan.count, 0).sum()
        fixed = (plan.place[arrays.fixed] != UNPLACED).all()
        enough = missing <= self.guide.shortfall.sum() + 1e-6
        return bool(fixed and enough and plan.weight() > self.guide.bound - step + 1e-6)

    def _progress(self) -> Progress:
        placed = self.best != UNPLACED
        return Progress(
            round=self.rounds,
            weight=float(self.plan.arrays.weight[placed].sum()),
            bound=self.guide.bound,
            meetings=int(placed.sum()),
        )


def _follow(watch: _Watch, random: np.random.Generator, *, rounds: int) -> None:
    """Start again from the guide and improve until `rounds` rounds in a row gain nothing."""
    plan, guide = watch.plan, watch.guide
    noise = 0.005 * float(plan.arrays.weight.max(initial=0.0))
    plan.restore(np.full_like(plan.place, UNPLACED))
    fill(plan, guide.groups, guide.share, random)
    idle = 0
    while idle < rounds and not watch.look():
        worth = plan.worth()
        _round(watch, random, noise)
        idle = 0 if plan.worth() > worth and rounds > 1 else idle + 1


def _round(watch: _Watch, random: np.random.Generator, noise: float) -> None:
    """Re-optimise every day and every slot, then some slots together; never worth less than before."""
    plan, slots, worth = watch.plan, len(watch.plan.used), watch.plan.worth()
    for person in random.permutation(len(plan.count)).tolist():
        improve_day(plan, person, random, noise=noise)
    if watch.look():
        return
    for slot in random.permutation(slots).tolist():
        improve_slot(plan, slot, random, noise=noise)
    watch.rounds += 1
    if watch.look() or plan.rules or plan.worth() > (1 + SMALL_GAIN) * worth:
        return
    for _ in range(slots // 8):
        improve_slots(plan, _neighbours(plan, random), watch.guide.promising, random, noise=noise)
        if watch.look():
            return


def _neighbours(plan: Plan, random: np.random.Generator) -> Ints:
    """Return a few slots that resemble a random one, loosely: the same people are there."""
    there = plan.arrays.free > 0
    centre = random.integers(there.shape[1])
    apart = np.count_nonzero(there != there[:, [centre]], axis=0) + random.random(there.shape[1]) * len(there) * 0.3
    apart[centre] = -1.0
    return np.sort(np.argsort(apart)[:SLOTS])
