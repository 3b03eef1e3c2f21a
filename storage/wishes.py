"""Wishes of companies, and the counterparts proposed to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Insert, and_, delete, exists, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.models import suggestion, wish
from storage.records import StoredSuggestion, Wish

_FIELDS = tuple(Wish.__dataclass_fields__)
_SUGGESTED = tuple(StoredSuggestion.__dataclass_fields__)
_answer = wish.alias("answer")


def _upsert(dialect: str) -> Insert:
    module: Any = sqlite if dialect == "sqlite" else postgresql
    statement = module.insert(wish)
    changed = {name: statement.excluded[name] for name in ("kind", "made_at", "expired_at")}
    saved: Insert = statement.on_conflict_do_update(index_elements=["company_id", "counterpart_id"], set_=changed)
    return saved


_UPSERTS = {dialect: _upsert(dialect) for dialect in ("sqlite", "postgresql")}


class WishRepository:
    """Saves wishes and suggestions, and finds who waits for whom."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def save(self, company_id: int, counterpart_id: int, kind: str, *, now: datetime) -> None:
        """Keep a wish, replacing the former one about the same counterpart."""
        values = {
            "company_id": company_id,
            "counterpart_id": counterpart_id,
            "kind": kind,
            "made_at": now,
            "expired_at": None,
        }
        self._connection.execute(_UPSERTS[self._connection.dialect.name], values)

    def remove(self, company_id: int, counterpart_id: int) -> None:
        """Forget a wish."""
        own = and_(wish.c.company_id == company_id, wish.c.counterpart_id == counterpart_id)
        self._connection.execute(delete(wish).where(own))

    def of_company(self, company_id: int) -> Sequence[Wish]:
        """Return what a company wants, oldest first."""
        return self._all(wish.c.company_id == company_id)

    def about_company(self, company_id: int) -> Sequence[Wish]:
        """Return what others want of a company, oldest first."""
        return self._all(wish.c.counterpart_id == company_id)

    def every(self) -> Sequence[Wish]:
        """Return all wishes."""
        return self._all()

    def kind(self, company_id: int, counterpart_id: int) -> str | None:
        """Return what one company wants of another, None when it said nothing."""
        query = select(wish.c.kind).where(wish.c.company_id == company_id, wish.c.counterpart_id == counterpart_id)
        return self._connection.execute(query).scalar_one_or_none()

    def expire(self, *, made_before: datetime, now: datetime) -> Sequence[Wish]:
        """Mark the requests that stayed without an answer for too long, and return them.

        A "no" is no answer here: a request that did not expire would tell that it was refused.
        """
        is_answered = exists().where(
            _answer.c.company_id == wish.c.counterpart_id,
            _answer.c.counterpart_id == wish.c.company_id,
            _answer.c.kind != "no",
        )
        silent = and_(wish.c.kind != "no", wish.c.expired_at.is_(None), wish.c.made_at < made_before, ~is_answered)
        expired = self._all(silent)
        if expired:
            self._connection.execute(update(wish).where(silent).values(expired_at=now))
        return expired

    def companies_with_wishes(self) -> set[int]:
        """Return who has wished for anybody."""
        return set(self._connection.execute(select(wish.c.company_id).distinct()).scalars())

    def suggestions(self, company_id: int) -> Sequence[StoredSuggestion]:
        """Return what was proposed to a company, in its order."""
        query = (
            select(*(suggestion.c[name] for name in _SUGGESTED))
            .where(suggestion.c.company_id == company_id)
            .order_by(suggestion.c.batch, suggestion.c.rank)
        )
        return [StoredSuggestion(**dict(zip(_SUGGESTED, row, strict=True))) for row in self._connection.execute(query)]

    def suggest(self, company_id: int, counterparts: Iterable[int], *, batch: int, now: datetime) -> None:
        """Keep a list of proposals."""
        rows = [
            {
                "company_id": company_id,
                "counterpart_id": counterpart,
                "rank": rank,
                "batch": batch,
                "is_seen": False,
                "made_at": now,
            }
            for rank, counterpart in enumerate(counterparts)
        ]
        if rows:
            self._connection.execute(insert(suggestion), rows)

    def mark_seen(self, company_id: int, counterpart_id: int) -> None:
        """Remember that a card was shown."""
        own = and_(suggestion.c.company_id == company_id, suggestion.c.counterpart_id == counterpart_id)
        self._connection.execute(update(suggestion).where(own).values(is_seen=True))

    def exposure(self) -> Mapping[int | str, int]:
        """Return how many companies each company was proposed to."""
        query = select(suggestion.c.counterpart_id, func.count()).group_by(suggestion.c.counterpart_id)
        return dict(self._connection.execute(query).all())

    def _all(self, *conditions: Any) -> Sequence[Wish]:
        query = (
            select(*(wish.c[name] for name in _FIELDS))
            .where(*conditions)
            .order_by(wish.c.made_at, wish.c.company_id, wish.c.counterpart_id)
        )
        return [Wish(**dict(zip(_FIELDS, row, strict=True))) for row in self._connection.execute(query)]
