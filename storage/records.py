"""The plain values that repositories return: frozen, without any trace of SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

CompanyStatus = Literal["draft", "submitted", "approved", "refused"]
Membership = Literal["none", "registrant", "pending", "delegate"]
OrganiserRole = Literal["owner", "organiser"]
AnswerStatus = Literal["given", "partial", "later"]
MessageStatus = Literal["queued", "held", "sending", "sent", "dead", "dropped"]
MessageKind = Literal["message", "reminder", "change", "digest", "broadcast", "emergency"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A delegate or an organiser: somebody who talks to us, on one address or several."""

    id: int
    language: str | None
    company_id: int | None
    membership: Membership
    organiser_role: OrganiserRole | None
    asked: str | None
    preferred_channel: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Where a person is reached, and what the platform told of them."""

    address: str
    person_id: int
    dead_reason: str | None
    language_hint: str | None
    name_hint: str | None
    blocked_until: datetime | None
    window_until: datetime | None = None
    also: str | None = None

    @property
    def channel(self) -> str:
        return self.address.partition(":")[0]


@dataclass(frozen=True, kw_only=True, slots=True)
class Company:
    """An order-giver or a provider, from draft to verdict."""

    id: int
    status: CompanyStatus
    role: str | None
    legal_name: str | None
    match_name: str | None
    country: str | None
    number_key: str | None
    trust: int
    open_question: str | None
    decision_reason: str | None
    created_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredAnswer:
    """What somebody answered to the question `key`."""

    key: str
    value: Any
    status: AnswerStatus
    typed: str | None = None
    message_ref: str | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Consent:
    """One decision on one purpose, with the text it was given on."""

    purpose: str
    is_given: bool
    text_version: str
    language: str
    decided_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Invite:
    """A code that makes its bearer an organiser or a delegate, opens a chat on a second device, or links a channel."""

    kind: Literal["organiser", "delegate", "device", "link"]
    role: OrganiserRole | None
    company_id: int | None
    address: str | None
    uses_left: int
    expires_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """A stored update: what a person sent, in their words."""

    id: int
    address: str
    kind: str
    body: str | None
    message_ref: str | None
    received_at: datetime
    update_key: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OutgoingMessage:
    """A row of the outbox."""

    id: int
    address: str
    priority: int
    payload: str
    status: MessageStatus
    due_at: datetime
    expires_at: datetime | None
    attempts: int
    reason: str | None
    sent_ref: str | None
    created_at: datetime
    after_inbox_id: int
    kind: MessageKind = "message"
    broadcast_id: int | None = None
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    read_at: datetime | None = None
    dedup_key: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditLine:
    """Who did what to what, when, and what it was before."""

    id: int
    person_id: int | None
    act: str
    subject: str
    before: Any
    after: Any
    done_at: datetime


WishKind = Literal["must", "yes", "no"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What one company wants of another; a `no` is final and private."""

    company_id: int
    counterpart_id: int
    kind: WishKind
    made_at: datetime
    expired_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredSuggestion:
    """A counterpart proposed to a company, and whether its card was shown."""

    counterpart_id: int
    rank: int
    batch: int
    is_seen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """Work too long for a turn, asked for in one and done beside it."""

    id: int
    kind: str
    payload: Any
    person_id: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredMeeting:
    """A buyer and a provider at a table, from `starts_at` to `ends_at`."""

    buyer_id: int
    provider_id: int
    slot: str
    table_name: str
    starts_at: datetime
    ends_at: datetime
    sequence: int
    buyer_delegate_id: int | None = None
    provider_delegate_id: int | None = None

    @property
    def pair(self) -> str:
        return f"{self.buyer_id}~{self.provider_id}"


BroadcastStatus = Literal["draft", "waiting", "scheduled", "sending", "paused", "stopped", "done"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Broadcast:
    """A message to many: `texts` by language (None: the source with a note); `progress` is told in `broadcasts`."""

    id: int
    status: BroadcastStatus
    is_emergency: bool
    source_language: str | None
    texts: Mapping[str, str | None]
    audience: Any
    revision: int
    progress: Mapping[str, Any]
    person_id: int | None
    approved_by: int | None
    created_at: datetime
    starts_at: datetime | None
    approved_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewMessage:
    """A row for the outbox, one of many."""

    address: str
    payload: str
    dedup_key: str
    after_inbox_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredAgenda:
    """One version of all meetings."""

    id: int
    status: Literal["draft", "published", "replaced", "dropped"]
    summary: Any
    created_at: datetime
    published_at: datetime | None


ChangeStatus = Literal["proposed", "approved", "undone", "dropped"]
PresenceKind = Literal["on_my_way", "late", "cannot_come"]


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredChange:
    """A change of the agenda in force: proposed against one version, and the version it made once approved."""

    id: int
    status: ChangeStatus
    disruption: Any
    summary: Any
    before_id: int | None
    after_id: int | None
    person_id: int | None
    approved_by: int | None
    proposed_at: datetime
    approved_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredPresence:
    """What a delegate said before a meeting: on the way, late by some minutes, or cannot come."""

    buyer_id: int
    provider_id: int
    slot: str
    person_id: int
    kind: PresenceKind
    minutes: int | None
    said_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """What one person is to be told, or was told: the agenda they knew, and the one that took its place."""

    id: int
    person_id: int
    from_agenda_id: int | None
    agenda_id: int | None
    noted_at: datetime
    due_at: datetime
    outbox_id: int | None
    told_at: datetime | None
    follow_at: datetime | None
    until_at: datetime | None
    acknowledged_at: datetime | None
    nudged_at: datetime | None
    listed_at: datetime | None
    tried_at: datetime | None
    called_at: datetime | None
    called_by: int | None
