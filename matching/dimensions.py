"""The nine dimensions of a pair, each judged for all pairs at once.

A dimension takes m buyers and n providers and returns two arrays of shape (m, n), dtype uint8, fits of
0..100: what the buyer finds in the provider, and the provider in the buyer. Where both see the same, it is
one array returned twice. Intermediate arrays have the same shape, so callers pass buyers in slices.
"""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matching import scales, taxonomy
from matching.encoding import Buyers, Column, Providers

Fits = NDArray[np.uint8]
Dimension = Callable[[Buyers, Providers], tuple[Fits, Fits]]

_SHARE_WIDTH: Final = 32  # above the number of activities, the longest scale


def activities(buyers: Buyers, providers: Providers) -> tuple[Fits, Fits]:
    """Share of the activities asked, and of the channels asked."""
    work = _share(buyers.activities, providers.activities, providers.activities != 0)
    channels = _share(buyers.channels, providers.channels, providers.channels != 0)
    return _both(_mix((work, channels), scales.WORK_PARTS))


def languages(buyers: Buyers, providers: Providers) -> tuple[Fits, Fits]:
    """Agents ÷ needed, capped at 1, on average over the languages required."""
    asked = np.bitwise_count(buyers.languages)
    total = np.zeros((len(buyers.level), len(providers.hours)), dtype=np.uint16)
    for language in range(len(taxonomy.LANGUAGES)):
        rows = np.flatnonzero(buyers.languages >> language & 1)
        total[rows] += _language_depth(buyers.agents_needed[rows], buyers.level[rows], providers, language)
    count = np.maximum(asked, 1)[:, None].astype(np.uint16)
    found = ((2 * total + count) // (2 * count)).astype(np.uint8)
    found[asked == 0] = scales.HALF
    found[:, providers.languages == 0] = scales.HALF
    return _both(found)


def capacity(buyers: Buyers, providers: Providers) -> tuple[Fits, Fits]:
    """Too few free seats lose, and so does a site far larger than the need."""
    return _both(_look_up(_CAPACITY, buyers.size, providers.seats))


def sector(buyers: Buyers, providers: Providers) -> tuple[Fits, Fits]:
    """Share of the buyer's sectors in which the provider has a client to cite."""
    return _both(_share(buyers.sectors, providers.sectors, providers.sectors_known))


def price(buyers: Buyers, providers: Providers) -> tuple[Fits, Fits]:
    """A common price model, and a payment term the provider can live with."""
    return _both(_look_up(_PRICE, buyers.price, providers.price))


def hours(buyers: Buyers, providers: Providers) -> tuple[Fits, Fits]:
    """How far the hours held fall short of those needed."""
    return _both(_look_up(_HOURS, buyers.hours, providers.hours))


def start(buyers: Buyers, providers: Providers) -> tuple[Fits, Fits]:
    """Starting too late costs both; seats that wait for a buyer cost the provider."""
    for_buyer, for_provider = _START
    return (
        _look_up(for_buyer, buyers.start, providers.start),
        _look_up(for_provider, buyers.start, providers.start),
    )


def labels(buyers: Buyers, providers: Providers) -> tuple[Fits, Fits]:
    """For the buyer, labels beyond those required and their proofs; for the provider, the data set-up."""
    required_and_held = np.bitwise_count(buyers.required[:, None] & providers.labels)
    claimed = scales.PROOF_POINTS["claimed"]
    beyond = providers.label_points - claimed * required_and_held.astype(np.int16)
    found = np.minimum(beyond, 100).astype(np.uint8)
    found[:, ~providers.labels_known] = scales.HALF
    return found, _own(buyers.data_set_up, found.shape)


def trust(buyers: Buyers, providers: Providers) -> tuple[Fits, Fits]:
    """Trust level, references, and whether the site can or will be seen."""
    visit = _look_up(_VISIT, buyers.visit, providers.site).astype(np.uint16)
    parts = sum(scales.TRUST_PARTS)
    found = (providers.credit + scales.TRUST_PARTS[2] * visit + parts // 2) // parts
    return found.astype(np.uint8), _own(buyers.credit, found.shape)


BY_NAME: Final[Mapping[str, Dimension]] = MappingProxyType(
    {
        "activities": activities,
        "languages": languages,
        "capacity": capacity,
        "sector": sector,
        "price": price,
        "hours": hours,
        "start": start,
        "labels": labels,
        "trust": trust,
    }
)
"""The dimensions, keyed and ordered as ``weights.DIMENSIONS``."""


def _both(fits: Fits) -> tuple[Fits, Fits]:
    return fits, fits


def _own(column: Column, shape: tuple[int, ...]) -> Fits:
    """Spread a fit that depends on the buyer alone over all providers, without copying it."""
    return np.broadcast_to(column[:, None], shape)


def _look_up(table: Fits, rows: Column, columns: Column) -> Fits:
    """Return ``table[rows[i], columns[j]]`` for all i, j."""
    found: Fits = table[rows].take(columns, axis=1)
    return found


def _mix(fits: tuple[Fits, Fits], parts: tuple[int, int]) -> Fits:
    """Return the mean of two fits weighed by parts, halves rounded up."""
    whole = sum(parts)
    total = parts[0] * fits[0].astype(np.uint16) + parts[1] * fits[1] + whole // 2
    return (total // whole).astype(np.uint8)


def _share(asked: Column, held: Column, is_known: Column) -> Fits:
    """Return the share of the bits asked that are held; half where either side did not answer."""
    hits = np.bitwise_count(asked[:, None] & held)
    rows = np.bitwise_count(asked).astype(np.uint16) * _SHARE_WIDTH
    found: Fits = _SHARES.take(rows[:, None] + hits)
    found[:, ~is_known] = scales.HALF
    return found


def _language_depth(needed: Column, levels: Column, providers: Providers, language: int) -> Fits:
    """Return agents ÷ needed in one language, capped: (buyers, n), 0 where it is not spoken at level.

    Single precision is exact here: the dividend stays below 2**24, and a quotient that is not whole is
    further from the next whole number (1 / 1002 at least) than it can be rounded.
    """
    agents = providers.agents[:, language]
    need = np.maximum(needed, 1)[:, None]
    depth: Fits = np.floor((200 * np.minimum(agents, need) + need) / (2 * need)).astype(np.uint8)
    depth[needed == 0] = scales.HALF
    depth[:, agents < 0] = scales.HALF
    is_spoken = providers.at_level.T[levels] >> language & 1 == 1
    depth[~is_spoken] = 0
    return depth


def _table(rows: int, columns: int, fit: Callable[[int, int], int]) -> Fits:
    fits = [[fit(row, column) for column in range(columns)] for row in range(rows)]
    return np.array(fits, dtype=np.uint8)


def _capacity_fit(size: int, seats: int) -> int:
    missing = len(taxonomy.CAPACITY_BANDS)
    free, total = divmod(seats, missing + 1)
    if missing in (size, free):
        return scales.HALF
    whole = free if total == missing else max(free, total)
    short, spare = scales.CAPACITY_SHORT[max(0, size - free)], scales.CAPACITY_SPARE[max(0, whole - size)]
    return min(short, spare)


def _price_fit(asked: int, offered: int) -> int:
    missing = len(taxonomy.PAYMENT_TERMS)
    (accepted, term), (models, longest) = divmod(asked, missing + 1), divmod(offered, missing + 1)
    model_fit = 100 * bool(accepted & models) if accepted and models else scales.HALF
    term_fit = scales.HALF if missing in (term, longest) else scales.TERM_OVER[max(0, term - longest)]
    for_models, for_term = scales.PRICE_PARTS
    return (for_models * model_fit + for_term * term_fit + 2) // (for_models + for_term)


def _hours_fit(needed: int, widest: int) -> int:
    missing = len(taxonomy.HOURS)
    return scales.HALF if missing in (needed, widest) else scales.HOURS_SHORT[max(0, needed - widest)]


def _start_fit(wished: int, earliest: int, *, for_provider: bool) -> int:
    study = taxonomy.START_WINDOWS.index("study")
    if wished == study:
        return scales.START_STUDY[for_provider]
    if wished > study or earliest >= study:
        return scales.HALF
    wait = scales.START_WAIT[max(0, wished - earliest)] if for_provider else 100
    return min(scales.START_LATE[max(0, earliest - wished)], wait)


def _visit_fit(wished: int, site: int) -> int:
    city, possible = divmod(site, 3)
    none, missing = len(taxonomy.SITES), len(taxonomy.SITES) + 1
    if wished == none:
        return scales.VISIT_NOT_WISHED
    if possible == 0:
        return scales.VISIT_IMPOSSIBLE
    if wished == missing or possible == 2 or city == none:
        return scales.HALF
    return scales.VISIT_SAME_CITY if city == wished else scales.VISIT_OTHER_CITY


_TERMS: Final = len(taxonomy.PAYMENT_TERMS) + 1
_PRICES: Final = 2 ** len(taxonomy.PRICE_MODELS) * _TERMS
_BANDS: Final = len(taxonomy.CAPACITY_BANDS) + 1
_STARTS: Final = len(taxonomy.START_WINDOWS) + 1
_SHARES: Final = _table(
    _SHARE_WIDTH, _SHARE_WIDTH, lambda asked, hits: scales.share(min(hits, asked), asked) if asked else scales.HALF
).ravel()
_CAPACITY: Final = _table(_BANDS, _BANDS**2, _capacity_fit)
_PRICE: Final = _table(_PRICES, _PRICES, _price_fit)
_HOURS: Final = _table(len(taxonomy.HOURS) + 1, len(taxonomy.HOURS) + 1, _hours_fit)
_START: Final = (
    _table(_STARTS, _STARTS, partial(_start_fit, for_provider=False)),
    _table(_STARTS, _STARTS, partial(_start_fit, for_provider=True)),
)
_VISIT: Final = _table(len(taxonomy.SITES) + 2, (len(taxonomy.SITES) + 1) * 3, _visit_fit)
