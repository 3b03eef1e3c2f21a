"""Companies, from draft to verdict."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, update

from storage.models import company
from storage.records import Company

_FIELDS = tuple(Company.__dataclass_fields__)
_COLUMNS = tuple(company.c[name] for name in _FIELDS)
_BY_ID = select(*_COLUMNS).where(company.c.id == bindparam("wanted"))
_UPDATE = update(company).where(company.c.id == bindparam("company_key"))
_OTHERS = (
    select(*_COLUMNS)
    .where(company.c.status.in_(("submitted", "approved")), company.c.id != bindparam("own"))
    .order_by(company.c.id)
)
_OTHERS_BY_NUMBER = _OTHERS.where(company.c.number_key == bindparam("wanted"))
_OTHERS_BY_COUNTRY = _OTHERS.where(company.c.country == bindparam("wanted"))


def _company(row: Sequence[Any]) -> Company:
    return Company(**dict(zip(_FIELDS, row, strict=True)))


class CompanyRepository:
    """Loads and changes companies."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, *, now: datetime) -> Company:
        """Add an empty draft."""
        values = {"status": "draft", "trust": 0, "created_at": now}
        company_id = self._connection.execute(insert(company).returning(company.c.id), values).scalar_one()
        return self.get(company_id)

    def get(self, company_id: int) -> Company:
        """Return a company that is known to exist."""
        found = self.find(company_id)
        assert found is not None
        return found

    def find(self, company_id: int) -> Company | None:
        """Return the company, or None when it is gone."""
        row = self._connection.execute(_BY_ID, {"wanted": company_id}).first()
        return None if row is None else _company(row)

    def change(self, company_id: int, **fields: Any) -> None:
        """Set the named columns."""
        self._connection.execute(_UPDATE, {"company_key": company_id, **fields})

    def remove(self, company_id: int) -> None:
        """Delete a company and its answers."""
        self._connection.execute(delete(company).where(company.c.id == company_id))

    def with_status(self, status: str, *, limit: int = 1000) -> Sequence[Company]:
        """Return the companies of one status, the longest waiting first."""
        query = (
            select(*_COLUMNS)
            .where(company.c.status == status)
            .order_by(company.c.submitted_at, company.c.id)
            .limit(limit)
        )
        return self._all(query)

    def with_number(self, number_key: str, *, except_id: int | None) -> Sequence[Company]:
        """Return the registered companies whose number belongs to the same company."""
        return self._all(_OTHERS_BY_NUMBER, wanted=number_key, own=except_id or 0)

    def in_country(self, country: str, *, except_id: int | None) -> Sequence[Company]:
        """Return the registered companies of a country, whose names may be compared."""
        return self._all(_OTHERS_BY_COUNTRY, wanted=country, own=except_id or 0)

    def every(self) -> Sequence[Company]:
        """Return all companies, the first registered first."""
        return self._all(select(*_COLUMNS).order_by(company.c.id))

    def version_of_approved(self) -> tuple[Any, ...]:
        """Return a value that differs whenever a company was approved, dropped or trusted anew."""
        query = select(
            func.count(),
            func.max(company.c.id),
            func.sum(company.c.id),
            func.max(company.c.decided_at),
            func.sum(company.c.trust),
        ).where(company.c.status == "approved")
        return tuple(self._connection.execute(query).one())

    def counts(self) -> dict[tuple[str, str | None], int]:
        """Return how many companies there are of each status and role."""
        query = select(company.c.status, company.c.role, func.count()).group_by(company.c.status, company.c.role)
        return {(status, role): count for status, role, count in self._connection.execute(query)}

    def _all(self, query: Select[Any], **wanted: Any) -> Sequence[Company]:
        return [_company(row) for row in self._connection.execute(query, wanted)]
