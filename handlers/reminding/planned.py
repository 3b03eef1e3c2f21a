"""A reminder on its way into the outbox: to whom, by when, until when it is of use."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from events.event import Event
from handlers.messages import Reply
from handlers.reminding.reminder_settings import LEVEL, PURPOSE, QUIET
from handlers.visit import best_address, language_of, to_payload
from locales.translator import Translator, translator
from storage.outbox import CHANGE, DIGEST
from storage.records import Address, StoredMeeting
from storage.reminders import EXPIRED, Recipient
from storage.unit_of_work import UnitOfWork

Crowd = dict[int, list[Recipient]]
"""The people of each company."""

TOO_LATE = "too_late"
"""Why a reminder was dropped for which nobody was there: the house stood still meanwhile."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """One message to one person: it begins to leave at `due_at` and is of no more use from `expires_at` on."""

    key: str
    recipient: Recipient
    address: Address
    due_at: datetime
    expires_at: datetime
    is_digest: bool = False

    def translator(self, event: Event) -> Translator:
        """Return the words of the reader's language."""
        return translator(language_of(self.recipient.person, self.address, event))


def read_crowd(uow: UnitOfWork, company_ids: Collection[int]) -> Crowd:
    """Return the people of some companies, with what reminders must know of them."""
    keys = (LEVEL, QUIET, "full_name")
    return uow.reminders.recipients(company_ids, purpose=PURPOSE, keys=keys) if company_ids else {}


def sent_by(crowd: Crowd, meeting: StoredMeeting, company_id: int) -> list[Recipient]:
    """Return who of a company goes to a meeting: the delegate it was given to, else all its people."""
    given = meeting.buyer_delegate_id if company_id == meeting.buyer_id else meeting.provider_delegate_id
    return [one for one in crowd.get(company_id, ()) if given in (None, one.person.id)]


def reached_at(recipient: Recipient) -> Address | None:
    """Return where somebody is reminded; None without their consent or without an address."""
    return best_address(recipient.addresses, recipient.person) if recipient.has_agreed else None


def may_come(fate: str | None) -> bool:
    """Tell whether a message with this fate may be queued: it never was, or it expired by a clock that was wrong."""
    return fate is None or fate == EXPIRED


def queue(uow: UnitOfWork, planned: Planned, reply: Reply, *, now: datetime) -> int | None:
    """Put a message into the outbox; None when another process was quicker."""
    return uow.outbox.enqueue(
        address=planned.address.address,
        payload=to_payload(reply),
        priority=DIGEST if planned.is_digest else CHANGE,
        kind="digest" if planned.is_digest else "reminder",
        now=now,
        after_inbox_id=uow.inbox.last_id(planned.address.address),
        dedup_key=planned.key,
        due_at=planned.due_at,
        expires_at=planned.expires_at,
    )


def unsaid_key(key: str) -> str:
    """Return the key under which it is kept that a message was not written; its own stays free."""
    return f"unsaid:{key}"


def keep_unsaid(uow: UnitOfWork, unsaid: Sequence[tuple[Planned, str]], *, most: int, now: datetime) -> int:
    """Write into the delivery record which messages were not written, and why; each once. Return how many are news."""
    known = uow.reminders.fates([unsaid_key(planned.key) for planned, _reason in unsaid])
    news = [(planned, reason) for planned, reason in unsaid if unsaid_key(planned.key) not in known][:most]
    for planned, reason in news:
        row_id = queue(uow, replace(planned, key=unsaid_key(planned.key)), Reply(text="", language=""), now=now)
        if row_id is not None:  # else another process was quicker
            uow.outbox.give_up(row_id, status="dropped", reason=reason, now=now)
    return len(news)
