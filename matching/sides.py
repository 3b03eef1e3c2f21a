"""One side of an event: its companies in stable order, and the same as a table of columns."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from matching.company import Company, CompanyId, stable_key
from matching.encoding import Table

TableT = TypeVar("TableT", bound=Table)


@dataclass(frozen=True, kw_only=True, eq=False)
class Side(Generic[TableT]):
    """All buyers, or all providers; the company at position ``i`` is row ``i`` of the table."""

    companies: tuple[Company, ...]
    table: TableT

    @cached_property
    def index(self) -> Mapping[CompanyId, int]:
        """The position of each company."""
        return {company.id: position for position, company in enumerate(self.companies)}

    def row(self, company: CompanyId) -> TableT:
        """Return the one-row table of a company; ``KeyError`` when unknown."""
        position = self.index[company]
        return self.table.rows(slice(position, position + 1))

    def place_of(self, company: CompanyId) -> int:
        """Return the position of a company, or the one it would take."""
        return bisect_left(self.companies, stable_key(company), key=lambda member: stable_key(member.id))

    def with_company(self, company: Company, row: TableT) -> "Side[TableT]":
        """Return the side with a company added, or in place of the one with its id."""
        place, is_new = self.place_of(company.id), company.id not in self.index
        kept = self.companies[place if is_new else place + 1 :]
        return Side(
            companies=(*self.companies[:place], company, *kept),
            table=self.table.with_row(place, row, is_new=is_new),
        )

    def without(self, company: CompanyId) -> "Side[TableT]":
        """Return the side without a company; ``KeyError`` when unknown."""
        place = self.index[company]
        kept = self.companies[:place] + self.companies[place + 1 :]
        return Side(companies=kept, table=self.table.without_row(place))
