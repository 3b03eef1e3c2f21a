"""Build an agenda and improve it until the bound, the budget or the time is reached.

One round: every person's day, every slot, then a few neighbouring slots together. Small events are started several
times. All random choices come from the seed; the clock only ever stops the search.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scheduling.arrays import Arrays, Bools, Floats, Ints
from scheduling.day_move import improve_day
from scheduling.filling import fill
from scheduling.neighbourhood import SLOTS, improve_slots
from scheduling.plan import UNPLACED, Plan
from scheduling.relaxation import Groups, Relaxation, group_slots, relax
from scheduling.slot_move import improve_slot

# Variables of the grouped LP beyond which one group is used (about two seconds of HiGHS on one slow core).
LP_COLUMNS = 120_000
# Rounds without any gain after which the search starts again from another filling.
PATIENCE = 6


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
        return done >= self.rounds or time.monotonic() >= self.deadline


@dataclass(frozen=True, kw_only=True)
class Found:
    """The best placement (m), its bound on the weight, and the floor meetings nobody can have (n)."""

    place: Ints
    bound: float
    shortfall: Floats


def prizes(arrays: Arrays) -> tuple[Floats, float]:
    """Return what placing each edge is worth to the search, and a floor meeting: fixed, then floors, then weight."""
    top = float(arrays.weight.max(initial=1.0)) or 1.0
    return arrays.weight + np.where(arrays.fixed, 1e4 * top, 1e-6 * top), 100.0 * top


def search(
    arrays: Arrays, *, seed: int, budget: Budget, on_progress: Callable[[Progress], object] | None = None
) -> Found:
    """Return the best placement found within `budget`."""
    prize, floor_prize = prizes(arrays)
    random = np.random.default_rng(seed)
    if not len(arrays.a):
        return Found(place=np.empty(0, np.int64), bound=0.0, shortfall=arrays.floor.astype(np.float64))
    groups = _affordable_groups(arrays)
    priced = relax(arrays, groups, prize=arrays.weight)
    guide = _guide(arrays, priced, prize, floor_prize)
    goal = _Goal(arrays=arrays, bound=priced.bound, shortfall=guide.shortfall)
    plan = Plan(arrays, prize, floor_prize)
    promising = _promising(arrays, priced) | _needy(arrays)
    watch = _Watch(plan=plan, goal=goal, budget=budget, on_progress=on_progress, best=plan.place.copy())
    _rounds(watch, guide, promising, random)
    return Found(place=watch.best, bound=priced.bound, shortfall=guide.shortfall)


@dataclass(frozen=True, kw_only=True)
class _Goal:
    """When nothing better can exist."""

    arrays: Arrays
    bound: float
    shortfall: Floats

    def is_reached(self, plan: Plan) -> bool:
        step = 1.0 if (self.arrays.weight % 1.0 == 0).all() else 1e-9 * max(self.bound, 1.0)
        missing = np.maximum(self.arrays.floor - plan.count, 0).sum()
        fixed = (plan.place[self.arrays.fixed] != UNPLACED).all()
        return bool(fixed and missing <= self.shortfall.sum() + 1e-6 and plan.weight() > self.bound - step + 1e-6)


def _affordable_groups(arrays: Arrays) -> Groups:
    groups = group_slots(arrays, limit=8)
    columns = sum(int(arrays.open[:, group].any(axis=1).sum()) for group in groups)
    return groups if columns <= LP_COLUMNS else (np.arange(arrays.open.shape[1]),)


def _guide(arrays: Arrays, priced: Relaxation, prize: Floats, floor_prize: float) -> Relaxation:
    """Return the relaxation that the search follows: the priced one, unless fixed pairs or floors ask for more."""
    chosen = priced.share.sum(axis=1)
    people = len(arrays.people)
    held = np.bincount(arrays.a, chosen, people) + np.bincount(arrays.b, chosen, people)
    if (held >= arrays.floor - 1e-6).all() and (chosen[arrays.fixed] > 1 - 1e-6).all():
        return priced
    return relax(arrays, priced.groups, prize=prize, floor_prize=floor_prize)


def _promising(arrays: Arrays, priced: Relaxation) -> Bools:
    """Say which edges cost little beside the prices: the only ones worth trying in a large neighbourhood."""
    cost = arrays.weight - priced.cap_price[arrays.a] - priced.cap_price[arrays.b]
    surplus = cost[:, None] - priced.person_price[arrays.a] - priced.person_price[arrays.b] - priced.table_price
    opens = np.stack([arrays.open[:, group].any(axis=1) for group in priced.groups], axis=1)
    best = np.where(opens, surplus, -np.inf).max(axis=1)
    promising: Bools = best > -0.06 * float(arrays.weight.max(initial=1.0))
    return promising


def _needy(arrays: Arrays) -> Bools:
    return (arrays.floor[arrays.a] > 0) | (arrays.floor[arrays.b] > 0) | arrays.fixed


@dataclass(kw_only=True)
class _Watch:
    """Keep the best placement seen, tell the caller, and say when to stop."""

    plan: Plan
    goal: _Goal
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
        self.is_stopped |= self.budget.is_over(self.rounds) or self.goal.is_reached(self.plan)
        return self.is_stopped

    def _progress(self) -> Progress:
        placed = self.best != UNPLACED
        return Progress(
            round=self.rounds,
            weight=float(self.plan.arrays.weight[placed].sum()),
            bound=self.goal.bound,
            meetings=int(placed.sum()),
        )


def _rounds(watch: _Watch, guide: Relaxation, promising: Bools, random: np.random.Generator) -> None:
    plan, idle, worth = watch.plan, PATIENCE, 0.0
    noise = 0.005 * float(plan.arrays.weight.max(initial=1.0))
    while not watch.is_stopped:
        if idle >= PATIENCE:
            plan.restore(np.full_like(plan.place, UNPLACED))
            fill(plan, guide.groups, guide.share, random)
            worth, idle = plan.worth(), 0
            if watch.look():
                return
        _round(watch, promising, random, noise)
        idle = 0 if plan.worth() > worth else idle + 1
        worth = plan.worth()


def _round(watch: _Watch, promising: Bools, random: np.random.Generator, noise: float) -> None:
    """Re-optimise every day and every slot, then some slots together; never worth less than before."""
    plan, slots = watch.plan, len(watch.plan.used)
    for person in random.permutation(len(plan.count)).tolist():
        improve_day(plan, person, random, noise=noise)
    if watch.look():
        return
    for slot in random.permutation(slots).tolist():
        improve_slot(plan, slot, random, noise=noise)
    watch.rounds += 1
    if watch.look() or plan.rules or slots < 2:
        return
    for _ in range(max(1, slots // 8)):
        improve_slots(plan, _neighbours(plan, random), promising, random, noise=noise)
        if watch.look():
            return


def _neighbours(plan: Plan, random: np.random.Generator) -> Ints:
    """Return a few slots that resemble a random one, loosely: the same people are there."""
    there = plan.arrays.free > 0
    centre = random.integers(there.shape[1])
    apart = np.count_nonzero(there != there[:, [centre]], axis=0) + random.random(there.shape[1]) * len(there) * 0.3
    apart[centre] = -1.0
    return np.sort(np.argsort(apart)[:SLOTS])
