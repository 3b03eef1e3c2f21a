"""Companies as columns of small integers, so that one numpy operation judges thousands of pairs.

A table has one row per company in every column; the cells are those of ``readings``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from matching import readings, taxonomy
from matching.company import Company
from matching.rules import Rule, holds_for_buyer, holds_for_provider

Column = NDArray[Any]

_NAMED_SECTORS: Final = tuple(key for key in taxonomy.SECTORS if key != "other")  # "other" has nothing in common
_VISITS: Final = (*taxonomy.SITES, "none")


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """Columns of equal length; row ``i`` of each belongs to one company."""

    def rows(self, chosen: slice) -> Self:
        """Return a part of the table."""
        return type(self)(**{name: column[chosen] for name, column in self.columns()})

    def columns(self) -> list[tuple[str, Column]]:
        """Return the columns with their names."""
        return [(field.name, getattr(self, field.name)) for field in fields(self)]

    def with_row(self, index: int, row: Self, *, is_new: bool) -> Self:
        """Return a copy in which a one-row table stands at an index, inserted or in place of the old one."""
        kept = slice(index if is_new else index + 1, None)
        return type(self)(
            **{
                name: np.concatenate([column[:index], getattr(row, name), column[kept]])
                for name, column in self.columns()
            }
        )

    def without_row(self, index: int) -> Self:
        """Return a copy without one row."""
        return type(self)(**{name: np.delete(column, index, axis=0) for name, column in self.columns()})


@dataclass(frozen=True, kw_only=True, eq=False)
class Buyers(Table):
    """What buyers ask; one row each."""

    bar: Column  # position in `BARS`
    group: Column  # see `group_number`
    avoids: Column  # whether it avoids anybody
    activities: Column
    channels: Column
    languages: Column
    level: Column
    agents_needed: Column  # per required language, 0 when unknown
    size: Column
    sectors: Column
    price: Column  # mask of models × position of the term, see `price_code`
    hours: Column
    start: Column
    required: Column  # mask of blocking requirements
    triggers: Column  # mask of the refusals this buyer runs into
    data_set_up: Column  # fit of 0..100
    credit: Column  # fit of 0..100: trust, references, visit, experience
    visit: Column
    rules: Column  # mask of the blocking rules whose half holds


@dataclass(frozen=True, kw_only=True, eq=False)
class Providers(Table):
    """What providers offer; one row each."""

    bar: Column
    group: Column
    avoids: Column
    activities: Column
    channels: Column
    languages: Column
    at_level: Column  # (n, levels + 1) masks of the languages spoken at each level or better, the last at any
    agents: Column  # (n, languages), -1 when unknown
    seats: Column  # position free × positions + position total
    sectors: Column
    sectors_known: Column
    price: Column
    hours: Column
    start: Column
    labels: Column  # mask
    labels_known: Column
    label_points: Column
    unmet: Column  # mask of the blocking requirements surely not met
    refusals: Column
    credit: Column  # parts of the trust fit that do not depend on the buyer, times 100
    site: Column  # see `site_code`
    rules: Column


def encode_buyers(companies: Sequence[Company], rules: Sequence[Rule] = ()) -> Buyers:
    """Return the table of buyers, rows in the order given."""

    def column(dtype: type, value: Callable[[Company], object]) -> Column:
        return np.array([value(company) for company in companies], dtype=dtype)

    return Buyers(
        bar=column(np.uint8, readings.bar),
        group=column(np.int64, readings.group_number),
        avoids=column(np.bool_, lambda c: bool(c.avoids)),
        activities=column(np.uint32, lambda c: readings.mask(c.wanted_activities, taxonomy.ACTIVITIES)),
        channels=column(np.uint32, lambda c: readings.mask(c.wanted_channels, taxonomy.CHANNELS_HANDLED)),
        languages=column(np.uint8, lambda c: readings.mask(c.required_languages, taxonomy.LANGUAGES)),
        level=column(np.uint8, lambda c: readings.position(c.language_level, taxonomy.LANGUAGE_LEVELS)),
        agents_needed=column(np.float32, readings.agents_needed),
        size=column(np.uint8, lambda c: readings.position(c.size_needed, taxonomy.CAPACITY_BANDS)),
        sectors=column(np.uint32, lambda c: readings.mask(c.sector, _NAMED_SECTORS)),
        price=column(np.uint8, lambda c: readings.price_code(c.accepted_prices, c.payment_term)),
        hours=column(np.uint8, lambda c: readings.position(c.hours_needed, taxonomy.HOURS)),
        start=column(np.uint8, lambda c: readings.position(c.start_wanted, taxonomy.START_WINDOWS)),
        required=column(np.uint16, lambda c: readings.mask(c.required_labels, taxonomy.BLOCKING_REQUIREMENTS)),
        triggers=column(np.uint8, lambda c: readings.mask(readings.refused_of(c), taxonomy.REFUSALS)),
        data_set_up=column(np.uint8, readings.data_set_up),
        credit=column(np.uint8, readings.buyer_credit),
        visit=column(np.uint8, lambda c: readings.position(c.visit_city, _VISITS)),
        rules=column(np.uint32, lambda c: readings.bits(holds_for_buyer(rule, c) for rule in rules)),
    )


def encode_providers(companies: Sequence[Company], rules: Sequence[Rule] = ()) -> Providers:
    """Return the table of providers, rows in the order given."""

    def column(dtype: type, value: Callable[[Company], object], width: int = 0) -> Column:
        values: Column = np.array([value(company) for company in companies], dtype=dtype)
        return values.reshape(len(companies), width) if width else values

    levels = len(taxonomy.LANGUAGE_LEVELS) + 1
    return Providers(
        bar=column(np.uint8, readings.bar),
        group=column(np.int64, readings.group_number),
        avoids=column(np.bool_, lambda c: bool(c.avoids)),
        activities=column(np.uint32, lambda c: readings.mask(c.activities, taxonomy.ACTIVITIES)),
        channels=column(np.uint32, lambda c: readings.mask(c.channels_in_production, taxonomy.CHANNELS_HANDLED)),
        languages=column(np.uint8, lambda c: readings.mask(c.spoken_languages, taxonomy.LANGUAGES)),
        at_level=column(np.uint8, readings.languages_at_level, levels),
        agents=column(np.float32, readings.agents, len(taxonomy.LANGUAGES)),
        seats=column(np.uint8, readings.seats_code),
        sectors=column(np.uint32, lambda c: readings.mask(c.served_sectors, _NAMED_SECTORS)),
        sectors_known=column(np.bool_, lambda c: c.served_sectors is not None),
        price=column(np.uint8, lambda c: readings.price_code(c.offered_prices, c.longest_payment_term)),
        hours=column(np.uint8, readings.widest_hours),
        start=column(np.uint8, lambda c: readings.position(c.earliest_start, taxonomy.START_WINDOWS)),
        labels=column(np.uint16, lambda c: readings.mask(c.labels_held, taxonomy.BLOCKING_REQUIREMENTS)),
        labels_known=column(np.bool_, lambda c: c.labels_held is not None),
        label_points=column(np.int16, readings.label_points),
        unmet=column(np.uint16, lambda c: readings.mask(readings.unmet(c), taxonomy.BLOCKING_REQUIREMENTS)),
        refusals=column(np.uint8, lambda c: readings.mask(c.refusals, taxonomy.REFUSALS)),
        credit=column(np.uint16, readings.provider_credit),
        site=column(np.uint8, lambda c: readings.site_code(c.site_city, c.visit_possible)),
        rules=column(np.uint32, lambda c: readings.bits(holds_for_provider(rule, c) for rule in rules)),
    )
