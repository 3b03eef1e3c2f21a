"""One transaction and the repositories that share it."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import Connection

from storage.agendas import AgendaRepository
from storage.answers import AnswerRepository
from storage.audit import AuditRepository
from storage.broadcasts import BroadcastRepository
from storage.changes import ChangeRepository
from storage.companies import CompanyRepository
from storage.consents import ConsentRepository
from storage.inbox import InboxRepository
from storage.invites import InviteRepository
from storage.notices import NoticeRepository
from storage.outbox import OutboxRepository
from storage.people import PersonRepository
from storage.presences import PresenceRepository
from storage.reminders import ReminderRepository
from storage.retention import RetentionRepository
from storage.sessions import SessionRepository
from storage.settings import SettingRepository
from storage.tasks import TaskRepository
from storage.templates import TemplateRepository
from storage.traffic import TrafficRepository
from storage.windows import WindowRepository
from storage.wishes import WishRepository


class UnitOfWork:
    """Everything written through one of these is committed together or not at all (`Database.begin`)."""

    def __init__(self, connection: Connection, *, lessee: int | None = None) -> None:
        self._connection = connection
        self._lessee = lessee

    @property
    def has_queued(self) -> bool:
        """Tell whether a message or a task was queued here, for others to take up once this is committed."""
        used = vars(self)
        return any(used[name].has_queued for name in ("outbox", "tasks", "broadcasts") if name in used)

    @property
    def source(self) -> object:
        """What this unit reads from; the same for every unit of one database."""
        return self._connection.engine

    @cached_property
    def people(self) -> PersonRepository:
        return PersonRepository(self._connection)

    @cached_property
    def companies(self) -> CompanyRepository:
        return CompanyRepository(self._connection)

    @cached_property
    def answers(self) -> AnswerRepository:
        return AnswerRepository(self._connection)

    @cached_property
    def consents(self) -> ConsentRepository:
        return ConsentRepository(self._connection)

    @cached_property
    def invites(self) -> InviteRepository:
        return InviteRepository(self._connection)

    @cached_property
    def inbox(self) -> InboxRepository:
        return InboxRepository(self._connection)

    @cached_property
    def outbox(self) -> OutboxRepository:
        return OutboxRepository(self._connection, lessee=self._lessee)

    @cached_property
    def sessions(self) -> SessionRepository:
        return SessionRepository(self._connection)

    @cached_property
    def audit(self) -> AuditRepository:
        return AuditRepository(self._connection)

    @cached_property
    def agendas(self) -> AgendaRepository:
        return AgendaRepository(self._connection)

    @cached_property
    def reminders(self) -> ReminderRepository:
        return ReminderRepository(self._connection)

    @cached_property
    def retention(self) -> RetentionRepository:
        return RetentionRepository(self._connection)

    @cached_property
    def changes(self) -> ChangeRepository:
        return ChangeRepository(self._connection)

    @cached_property
    def presences(self) -> PresenceRepository:
        return PresenceRepository(self._connection)

    @cached_property
    def broadcasts(self) -> BroadcastRepository:
        return BroadcastRepository(self._connection)

    @cached_property
    def notices(self) -> NoticeRepository:
        return NoticeRepository(self._connection)

    @cached_property
    def settings(self) -> SettingRepository:
        return SettingRepository(self._connection)

    @cached_property
    def tasks(self) -> TaskRepository:
        return TaskRepository(self._connection)

    @cached_property
    def templates(self) -> TemplateRepository:
        return TemplateRepository(self._connection)

    @cached_property
    def windows(self) -> WindowRepository:
        return WindowRepository(self._connection)

    @cached_property
    def traffic(self) -> TrafficRepository:
        return TrafficRepository(self._connection)

    @cached_property
    def wishes(self) -> WishRepository:
        return WishRepository(self._connection)
