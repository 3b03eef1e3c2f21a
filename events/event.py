"""One edition of a business-dating event, as its organisers describe it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

Role = Literal["buyer", "provider"]
SessionKind = Literal["presentations", "meetings", "break"]
Approval = Literal["manual", "automatic"]
Brokers = Literal["label", "refuse"]
Effect = Literal["warn_both", "ask", "flag_organiser", "block"]
Prospecting = Literal["none", "inbound_only", "outbound"]
ConsentBase = Literal["existing_contract", "prior_consent", "none"]
Feature = Literal["quiet", "screen", "wheelchair", "power", "whiteboard"]
"""What a table may offer and a company may need."""


@dataclass(frozen=True)
class Words:
    """One text in each language of the event.

    >>> Words({"fr": "Bonjour", "en": "Hello"}).in_("en")
    'Hello'
    """

    texts: Mapping[str, str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "texts", MappingProxyType(dict(self.texts)))

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.texts.items())))

    def in_(self, language: str) -> str:
        """Return the text in `language`, in the event's first language when it has no such text."""
        found = self.texts.get(language)
        return found if found is not None else next(iter(self.texts.values()))


@dataclass(frozen=True, kw_only=True)
class Venue:
    """Where the event takes place."""

    name: Words
    address: Words
    map_link: Words


@dataclass(frozen=True, kw_only=True)
class Session:
    """A stretch of a day, in wall time: presentations, meetings, or a break between them."""

    key: str
    kind: SessionKind
    title: Words
    start: time
    end: time


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day of the event, its sessions in the order of the clock."""

    date: date
    sessions: tuple[Session, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table where meetings take place; the named ones may have a zone of the room and features."""

    number: int
    name: Words | None = None
    zone: str = ""
    features: tuple[Feature, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MeetingLimits:
    """How many meetings a company of one role gets: at least `floor` if it can be done, never more than `cap`."""

    floor: int
    cap: int


@dataclass(frozen=True, kw_only=True)
class Reminders:
    """When delegates are reminded: the evening before, and some minutes before each meeting.

    `doors_open` and `thanks`: at which wall time of each day they are welcomed and thanked, if at all.
    """

    evening_before: time | None = None
    minutes_before: tuple[int, ...] = (15, 5)
    doors_open: time | None = None
    thanks: time | None = None


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """Until when companies choose (wall time of the event), and how long a request waits for its answer."""

    deadline: datetime
    expire_after_days: int


@dataclass(frozen=True, kw_only=True)
class Changes:
    """How changes on the day are told; `delegates_decide`: "Can't come" takes effect without an organiser."""

    freeze_minutes: int = 10
    debounce_seconds: int = 60
    call_list_minutes: int = 10
    delegates_decide: bool = False


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Whom people write to or call."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class Privacy:
    """The text people consent to, its version (stored with each consent), and the day their data is erased."""

    version: str
    retain_until: date
    text: Words


@dataclass(frozen=True, kw_only=True)
class LegalRule:
    """A dated rule of law to mention when a project meets it; never legal advice.

    An empty tuple means "any". `people_called` holds `B2B`, `B2C`. One of the consent bases in `unless` lifts it.
    """

    key: str
    since: date
    until: date | None = None  # last day, included
    effects: tuple[Effect, ...]
    source: str
    text: Words
    countries: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    people_called: tuple[str, ...] = ()
    prospecting: tuple[Prospecting, ...] = ()
    unless: tuple[ConsentBase, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Event:
    """Everything an organiser decides about one edition."""

    key: str
    name: Words
    languages: tuple[str, ...]
    timezone: str
    zone: ZoneInfo
    web_link: str
    approval: Approval
    brokers: Brokers
    venue: Venue
    contact: Contact
    days: tuple[Day, ...]
    slot_minutes: int
    gap_minutes: int
    tables: tuple[Table, ...]
    limits: Mapping[Role, MeetingLimits]
    reminders: Reminders
    wishes: Wishes
    changes: Changes
    privacy: Privacy
    legal_rules: tuple[LegalRule, ...] = ()
    seated_side: Role | None = None  # companies of this role receive at a table of their own all day

    @property
    def first_day(self) -> date:
        return self.days[0].date

    @property
    def last_day(self) -> date:
        return self.days[-1].date

    @property
    def wishes_close_at(self) -> datetime:
        """The wishes' deadline as an instant."""
        return self.wishes.deadline.replace(tzinfo=self.zone)
