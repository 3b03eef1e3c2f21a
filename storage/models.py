"""Every table of the database. Stored keys are English ASCII and never renamed; instants are UTC."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware instant in Python, UTC in every database; a naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


company = Table(
    "company",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("status", String(16), nullable=False),  # draft submitted approved refused
    Column("role", String(16)),
    Column("legal_name", String(200)),
    Column("match_name", String(200)),  # normalised, to find near-identical names
    Column("country", String(2)),
    Column("number_key", String(64)),  # what two numbers of one company have in common
    Column("trust", Integer, nullable=False),  # 0..4, the ladder shown to the counterpart
    Column("open_question", Text),  # an organiser's question that waits for an answer
    Column("decision_reason", Text),
    Column("created_at", Instant, nullable=False),
    Column("submitted_at", Instant),
    Column("decided_at", Instant),
    Index("ix_company_country_match_name", "country", "match_name"),
    Index("ix_company_number_key", "number_key"),
    Index("ix_company_status_submitted_at", "status", "submitted_at"),
    sqlite_autoincrement=True,  # an id of somebody erased must not come back: it stands in keys that are kept
)

person = Table(
    "person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("language", String(8)),
    Column("company_id", Integer, ForeignKey("company.id", ondelete="SET NULL"), index=True),
    Column("membership", String(16), nullable=False),  # none registrant pending delegate
    Column("organiser_role", String(16), index=True),  # None owner organiser
    Column("asked", String(64)),  # the question that the last screen showed, so that typed words reach it
    Column("preferred_channel", String(16)),  # of somebody with several: where to write first
    Column("created_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)

address = Table(
    "address",
    metadata,
    Column("address", String(96), primary_key=True),  # "telegram:42"
    Column("person_id", Integer, ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("dead_reason", String(64)),  # None: alive
    Column("language_hint", String(16)),
    Column("name_hint", String(128)),
    Column("blocked_until", Instant),  # nothing leaves before: the platform asked us to wait
    Column("window_until", Instant),  # until when free messages are allowed, on platforms that restrict them
    Column("also", String(96), index=True),  # another address under which the platform may name the same chat
    Column("created_at", Instant, nullable=False),
)


def _answer_table(owner: str) -> Table:
    """Answers of a person or of a company have one shape; the key is the question's."""
    return Table(
        f"{owner}_answer",
        metadata,
        Column(f"{owner}_id", Integer, ForeignKey(f"{owner}.id", ondelete="CASCADE"), primary_key=True),
        Column("key", String(64), primary_key=True),
        Column("value", JSON),
        Column("status", String(8), nullable=False),  # given partial later
        Column("typed", Text),  # the words as the person typed them
        Column("message_ref", String(64)),  # the person's message, so that editing it edits the answer
        Column("answered_at", Instant, nullable=False),
    )


person_answer = _answer_table("person")
company_answer = _answer_table("company")

consent = Table(
    "consent",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("purpose", String(32), nullable=False),
    Column("is_given", Boolean, nullable=False),
    Column("text_version", String(64), nullable=False),
    Column("language", String(8), nullable=False),
    Column("decided_at", Instant, nullable=False),
)

invite = Table(
    "invite",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),  # organiser delegate device
    Column("role", String(16)),  # of an organiser: owner organiser
    Column("company_id", Integer, ForeignKey("company.id", ondelete="CASCADE"), index=True),
    Column("address", String(96)),  # of a second device
    Column("uses_left", Integer, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("update_key", String(200), nullable=False, unique=True),  # channel + the platform's update id
    Column("address", String(96), nullable=False),
    Column("kind", String(16), nullable=False),  # text choice contact media reachable edit
    Column("body", Text),
    Column("message_ref", String(64)),
    Column("received_at", Instant, nullable=False),
    Index("ix_inbox_address_id", "address", "id"),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", String(96), nullable=False),
    Column("priority", Integer, nullable=False),  # 0 reply 1 emergency 2 change 3 digest 4 broadcast
    Column("kind", String(16), nullable=False, server_default="message"),  # reminder change digest broadcast emergency
    Column("broadcast_id", Integer),
    Column("payload", Text, nullable=False),
    Column("dedup_key", String(160), unique=True),
    Column("status", String(8), nullable=False),  # queued held sending sent dead dropped
    Column("due_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("lease_until", Instant),
    Column("lessee", Integer),  # the number of the process that leases it, where there may be several
    Column("attempts", Integer, nullable=False),
    Column("reason", String(64)),  # why it waits, died or was dropped
    Column("sent_ref", String(64)),  # the platform's reference of the message sent
    Column("created_at", Instant, nullable=False),
    Column("after_inbox_id", Integer, nullable=False),  # where it stands in the conversation
    Column("sent_at", Instant),
    Column("delivered_at", Instant),  # where the platform tells
    Column("read_at", Instant),
    Index("ix_outbox_address_id", "address", "id"),
    Index(
        "ix_outbox_closed",
        "sent_at",
        "status",
        sqlite_where=text("sent_at IS NOT NULL"),
        postgresql_where=text("sent_at IS NOT NULL"),
    ),
    Index(
        "ix_outbox_held",
        "priority",
        sqlite_where=text("status = 'held'"),
        postgresql_where=text("status = 'held'"),
    ),
    Index(
        "ix_outbox_broadcast_id",
        "broadcast_id",
        sqlite_where=text("broadcast_id IS NOT NULL"),
        postgresql_where=text("broadcast_id IS NOT NULL"),
    ),
    Index("ix_outbox_dead", "id", sqlite_where=text("status = 'dead'"), postgresql_where=text("status = 'dead'")),
    Index(
        "ix_outbox_waiting",
        "priority",
        "due_at",
        "id",
        sqlite_where=text("status = 'queued'"),
        postgresql_where=text("status = 'queued'"),
    ),
    Index(
        "ix_outbox_expiring",
        "expires_at",
        sqlite_where=text("status = 'queued'"),
        postgresql_where=text("status = 'queued'"),
    ),
    Index(
        "ix_outbox_in_hand",
        "address",
        sqlite_where=text("status = 'sending'"),
        postgresql_where=text("status = 'sending'"),
    ),
    Index(
        "ix_outbox_leased",
        "lease_until",
        sqlite_where=text("status = 'sending'"),
        postgresql_where=text("status = 'sending'"),
    ),
    sqlite_autoincrement=True,
)

web_session = Table(
    "web_session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("address", String(96), nullable=False, index=True),
    Column("language_hint", String(16)),
    Column("created_at", Instant, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, ForeignKey("person.id", ondelete="SET NULL")),
    Column("act", String(48), nullable=False),
    Column("subject", String(64), nullable=False),  # "company:7"
    Column("before", JSON),
    Column("after", JSON),
    Column("done_at", Instant, nullable=False),
    Index("ix_audit_subject", "subject"),
)

wish = Table(
    "wish",
    metadata,
    Column("company_id", Integer, ForeignKey("company.id", ondelete="CASCADE"), primary_key=True),
    Column("counterpart_id", Integer, ForeignKey("company.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("kind", String(8), nullable=False),  # must yes no
    Column("made_at", Instant, nullable=False),
    Column("expired_at", Instant),  # the counterpart stayed silent for too long
)

suggestion = Table(
    "suggestion",
    metadata,
    Column("company_id", Integer, ForeignKey("company.id", ondelete="CASCADE"), primary_key=True),
    Column("counterpart_id", Integer, ForeignKey("company.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("rank", Integer, nullable=False),
    Column("batch", Integer, nullable=False),  # the first six to eight are batch 1, "More" brings the next
    Column("is_seen", Boolean, nullable=False),
    Column("made_at", Instant, nullable=False),
)

task = Table(
    "task",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(32), nullable=False),  # allocate
    Column("payload", JSON, nullable=False),
    Column("status", String(8), nullable=False, index=True),  # waiting running done failed
    Column("lease_until", Instant),  # somebody is at it; when this passes, they died
    Column("person_id", Integer, ForeignKey("person.id", ondelete="SET NULL")),
    Column("created_at", Instant, nullable=False),
)

agenda = Table(
    "agenda",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("status", String(16), nullable=False, index=True),  # draft published replaced dropped
    Column("summary", JSON, nullable=False),  # weight, bound, floors missed, leftovers with their reasons
    Column("person_id", Integer, ForeignKey("person.id", ondelete="SET NULL")),
    Column("created_at", Instant, nullable=False),
    Column("published_at", Instant),
    sqlite_autoincrement=True,
)

meeting = Table(
    "meeting",
    metadata,
    Column("agenda_id", Integer, ForeignKey("agenda.id", ondelete="CASCADE"), primary_key=True),
    Column("buyer_id", Integer, ForeignKey("company.id", ondelete="CASCADE"), primary_key=True),
    Column("provider_id", Integer, ForeignKey("company.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("slot", String(16), nullable=False),
    Column("table_name", String(16), nullable=False),
    Column("starts_at", Instant, nullable=False, index=True),
    Column("ends_at", Instant, nullable=False),
    Column("sequence", Integer, nullable=False),  # of the calendar entry: how often it changed since first published
    Column("buyer_delegate_id", Integer),  # the person who sits there, when it was decided
    Column("provider_delegate_id", Integer),
)

acknowledgement = Table(
    "acknowledgement",
    metadata,
    Column("agenda_id", Integer, ForeignKey("agenda.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", Integer, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("given_at", Instant, nullable=False),
)

setting = Table(
    "setting",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", JSON, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

presence = Table(
    "presence",
    metadata,
    Column("buyer_id", Integer, ForeignKey("company.id", ondelete="CASCADE"), primary_key=True),
    Column("provider_id", Integer, ForeignKey("company.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("slot", String(16), primary_key=True),
    Column("person_id", Integer, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("kind", String(16), nullable=False),  # on_my_way late cannot_come
    Column("minutes", Integer),  # of somebody late
    Column("said_at", Instant, nullable=False),
)

change = Table(
    "change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("status", String(16), nullable=False, index=True),  # proposed approved undone dropped
    Column("disruption", JSON, nullable=False),  # what happened, as scheduling takes it
    Column("summary", JSON, nullable=False),  # what the preview showed: old and new, who is told, what is lost
    Column("before_id", Integer, ForeignKey("agenda.id", ondelete="SET NULL")),  # the agenda it was proposed against
    Column("after_id", Integer, ForeignKey("agenda.id", ondelete="SET NULL")),  # the agenda it made
    Column("person_id", Integer, ForeignKey("person.id", ondelete="SET NULL")),  # who asked for it
    Column("approved_by", Integer, ForeignKey("person.id", ondelete="SET NULL")),
    Column("proposed_at", Instant, nullable=False),
    Column("approved_at", Instant),
    sqlite_autoincrement=True,
)

notice = Table(
    "notice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("from_agenda_id", Integer, ForeignKey("agenda.id", ondelete="SET NULL")),  # the agenda they knew
    Column("agenda_id", Integer, ForeignKey("agenda.id", ondelete="SET NULL"), index=True),  # None: not told yet
    Column("noted_at", Instant, nullable=False),  # when the first of its changes was made
    Column("due_at", Instant, nullable=False),  # changes until then make one message
    Column("outbox_id", Integer),
    Column("told_at", Instant),
    Column("follow_at", Instant),  # when somebody silent is asked once more; None: never
    Column("until_at", Instant),  # when the last meeting it concerns begins
    Column("acknowledged_at", Instant),
    Column("nudged_at", Instant),  # asked once more, by another channel where there is one
    Column("listed_at", Instant),  # put on the list of whom to call
    Column("tried_at", Instant),  # called without an answer
    Column("called_at", Instant),
    Column("called_by", Integer, ForeignKey("person.id", ondelete="SET NULL")),
    Index(
        "ix_notice_due_at",
        "due_at",
        sqlite_where=text("told_at IS NULL"),
        postgresql_where=text("told_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)

broadcast = Table(
    "broadcast",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("status", String(16), nullable=False, index=True),  # draft waiting scheduled sending paused stopped done
    Column("is_emergency", Boolean, nullable=False),
    Column("source_language", String(8)),  # in which it was written first; None: nothing was typed yet
    Column("texts", JSON, nullable=False),  # language -> text; None: they get the source with a note
    Column("audience", JSON, nullable=False),
    Column("revision", Integer, nullable=False),  # grows with every change, so that exactly what was seen is approved
    Column("progress", JSON, nullable=False),  # how far it is queued, who was left out and why, a correction
    Column("person_id", Integer, ForeignKey("person.id", ondelete="SET NULL")),
    Column("approved_by", Integer, ForeignKey("person.id", ondelete="SET NULL")),
    Column("created_at", Instant, nullable=False),
    Column("starts_at", Instant),
    Column("approved_at", Instant),
    Column("finished_at", Instant),
    sqlite_autoincrement=True,
)

template_state = Table(
    "template_state",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("language", String(16), primary_key=True),
    Column("status", String(32), nullable=False),
    Column("reason", Text),
    Column("checked_at", Instant, nullable=False),
)
