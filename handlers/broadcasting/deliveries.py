"""What became of a broadcast, person by person: the one table from which chat, file and export are drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.broadcasting.audience import LEFT_OUT
from handlers.broadcasting.correcting import Row, rows_of
from handlers.failures import REASONS
from handlers.questions import values_of
from locales.translator import N_, N_n, Plural
from storage.records import Broadcast
from storage.unit_of_work import UnitOfWork

STATES: Mapping[str, str] = {
    "queued": N_("waiting"),
    "sent": N_("sent"),
    "delivered": N_("delivered"),
    "read": N_("read"),
    "failed": N_("failed"),
    "dropped": N_("not sent"),
    "left_out": N_("left out"),
}
COUNTED: Mapping[str, Plural] = {
    "queued": N_n("{n} waiting", "{n} waiting"),
    "sent": N_n("{n} sent", "{n} sent"),
    "delivered": N_n("{n} delivered", "{n} delivered"),
    "read": N_n("{n} read", "{n} read"),
    "failed": N_n("{n} failed", "{n} failed"),
    "dropped": N_n("{n} not sent", "{n} not sent"),
    "left_out": N_n("{n} left out", "{n} left out"),
}
WORDS: Mapping[str, str] = {**REASONS, **LEFT_OUT}
"""Why somebody did not get it, by code."""

_WORST_FIRST = ("failed", "dropped", "queued", "sent", "delivered", "read")


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What one person got, and when; of several parts the one that came least far speaks for all."""

    name: str
    company: str
    language: str
    channel: str
    state: str
    reason: str
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    read_at: datetime | None = None


def deliveries(uow: UnitOfWork, broadcast: Broadcast) -> list[Delivery]:
    """Return a line for each person who got it or was left out, in the order of names."""
    parts: dict[int, list[Row]] = {}
    for row in rows_of(uow.broadcasts.messages(broadcast.id)):
        parts.setdefault(row.person_id, []).append(row)
    names = _names(uow)
    lines = [_delivery(rows, names.get(person_id, ("?", ""))) for person_id, rows in parts.items()]
    for reason, people in broadcast.progress.get("left_out", {}).items():
        for person_id in people:
            name, company = names.get(person_id, ("?", ""))
            why = reason if person_id in names else "erased"
            lines.append(Delivery(name=name, company=company, language="", channel="", state="left_out", reason=why))
    return sorted(lines, key=lambda line: (line.company.casefold(), line.name.casefold()))


def erased(broadcast: Broadcast, lines: Sequence[Delivery]) -> int:
    """Return how many were queued and have erased themselves since, with whatever we knew of them."""
    known = sum(line.state != "left_out" for line in lines)
    return max(0, int(broadcast.progress.get("queued", 0)) - known)


def by_state(lines: Sequence[Delivery]) -> Counter[str]:
    """Return how many people are at each step."""
    return Counter(line.state for line in lines)


def by_reason(lines: Sequence[Delivery]) -> Counter[tuple[str, str]]:
    """Return how many people did not get it, by step and reason."""
    return Counter((line.state, line.reason) for line in lines if line.reason)


def reason_words(reason: str) -> str:
    """Return a reason as a message to translate; a code without words stands for itself."""
    return WORDS.get(reason, reason)


def _delivery(rows: Sequence[Row], named: tuple[str, str]) -> Delivery:
    worst = min(rows, key=lambda row: _WORST_FIRST.index(_state(row)))
    state, message = _state(worst), worst.message
    is_lost = state in ("failed", "dropped")
    return Delivery(
        name=named[0],
        company=named[1],
        language=worst.language,
        channel=worst.channel,
        state=state,
        reason=(message.reason or "?") if is_lost else "",
        sent_at=message.sent_at if message.status == "sent" else None,
        delivered_at=message.delivered_at,
        read_at=message.read_at,
    )


def _state(row: Row) -> str:
    message = row.message
    if message.status == "sent":
        return "read" if message.read_at else "delivered" if message.delivered_at else "sent"
    return {"dead": "failed", "dropped": "dropped"}.get(message.status, "queued")


def _names(uow: UnitOfWork) -> dict[int, tuple[str, str]]:
    """Return everybody's name and company."""
    answers = uow.answers.of_everybody()
    companies = {company.id: company.legal_name or "?" for company in uow.companies.every()}
    return {
        person.id: (
            str(values_of(answers.get(person.id, {})).get("full_name") or "?"),
            companies.get(person.company_id or 0, ""),
        )
        for person in uow.people.every()
    }
