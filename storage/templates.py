"""The state of each message template on the platform that approves them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.models import template_state


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateState:
    """What the platform said of a template (by its name there) in one language."""

    name: str
    language: str
    status: str
    reason: str | None
    checked_at: datetime


class TemplateRepository:
    """Keeps the newest state of each template and language."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(self, name: str, language: str, *, status: str, reason: str | None, now: datetime) -> None:
        """Keep a state, replacing what was known."""
        module: Any = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        values = {"status": status[:32], "reason": reason, "checked_at": now}
        self._connection.execute(
            module.insert(template_state)
            .values(name=name[:64], language=language[:16], **values)
            .on_conflict_do_update(index_elements=["name", "language"], set_=values)
        )

    def states(self, name: str) -> Mapping[str, str]:
        """Return the state of a template by language."""
        query = select(template_state.c.language, template_state.c.status).where(template_state.c.name == name)
        return dict(self._connection.execute(query).all())

    def every(self) -> Sequence[TemplateState]:
        """Return every state, by name and language."""
        query = select(template_state).order_by(template_state.c.name, template_state.c.language)
        return [TemplateState(**row._mapping) for row in self._connection.execute(query)]
