"""One person is told what has changed since they were told last: once, old → new, with everything to confirm it.

Publishing an agenda and changing it on the day both end here, so that they cannot disagree. What a person was told
last is kept as a notice; a message that has not left yet, or never arrived, tells nobody anything and is replaced.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from events.event import Event
from handlers.agendas import day_sheet
from handlers.agendas.days import Days
from handlers.agendas.differences import change_lines
from handlers.choosing.candidates import judge
from handlers.messages import Reply
from handlers.visit import House, push
from locales.translator import Translator
from matching.affinity import Affinities
from storage.records import Notice, Person, StoredAgenda
from storage.unit_of_work import UnitOfWork

FOLLOWED_UP = timedelta(hours=24)
"""How long before a meeting its changes begin to be followed up: three weeks before, silence means little."""

_NEVER_ARRIVED = ("dead", "dropped")


def tell_now(
    uow: UnitOfWork,
    house: House,
    notice: Notice,
    agenda: StoredAgenda,
    *,
    days: Days,
    judged: Affinities | None = None,
    now: datetime,
) -> bool:
    """Tell a person how their day in an agenda differs from what they know; False when it does not.

    Whoever tells many has `judged` all companies at once.
    """
    person = uow.people.find_by_id(notice.person_id)
    assert person is not None  # a notice goes with its person
    known = _known_version(uow, notice, person, days, now=now)
    if days.places(known, person) == days.places(agenda.id, person) or not may_be_told(uow, person):
        uow.notices.remove_pending(person.id)
        return False

    def build(t: Translator) -> Reply:
        return _reply(uow, house, person, t, days=days, judged=judged, known=known, agenda=agenda, now=now)

    outbox_id = push(uow, house.event, person, build, key=f"notice:{notice.id}", now=now, kind="change")
    follow_at, until_at = _follow_up(house.event, days, person, known, agenda.id, now)
    uow.notices.change(
        notice.id,
        from_agenda_id=known,
        agenda_id=agenda.id,
        outbox_id=outbox_id,
        told_at=now,
        follow_at=follow_at,
        until_at=until_at,
    )
    uow.notices.remove_pending(person.id)
    uow.notices.leave_older(person.id, than=notice.id)
    return True


def may_be_told(uow: UnitOfWork, person: Person) -> bool:
    """Tell whether a person still takes part: neither refused, nor withdrawn from matching, nor gone."""
    company = None if person.company_id is None else uow.companies.find(person.company_id)
    if company is None or company.status == "refused" or person.membership not in ("registrant", "delegate"):
        return False
    decided = {one.purpose: one.is_given for one in uow.consents.of_person(person.id)}
    return decided.get("matching", True) and "withdrawn" not in uow.answers.of_company(company.id)


def _known_version(uow: UnitOfWork, notice: Notice, person: Person, days: Days, *, now: datetime) -> int | None:
    """Return the version a person knows, after taking back what has not reached them.

    None when they were told nothing yet and had no meeting either: their first day is no change.
    """
    last = uow.notices.last_told(notice.person_id)
    while last is not None and not _is_known(uow, last, now=now):
        uow.notices.remove(last.id)
        notice = last
        last = uow.notices.last_told(notice.person_id)
    if last is not None:
        return last.agenda_id
    return notice.from_agenda_id if days.of(notice.from_agenda_id, person) else None


def _is_known(uow: UnitOfWork, told: Notice, *, now: datetime) -> bool:
    """Tell whether a person has what a notice told; a message that still waits is taken back."""
    if told.acknowledged_at is not None or told.called_at is not None:
        return True
    if told.outbox_id is None or uow.outbox.withdraw(told.outbox_id, reason="superseded", now=now):
        return False
    message = uow.outbox.find(told.outbox_id)
    return message is None or message.status not in _NEVER_ARRIVED


def _reply(
    uow: UnitOfWork,
    house: House,
    person: Person,
    t: Translator,
    *,
    days: Days,
    judged: Affinities | None,
    known: int | None,
    agenda: StoredAgenda,
    now: datetime,
) -> Reply:
    assert person.company_id is not None  # whoever has meetings has a company
    before, after = days.of(known, person), days.of(agenda.id, person)
    kept = {one.pair for one in after}
    return day_sheet.day_sheet(
        uow,
        house,
        uow.companies.get(person.company_id),
        after,
        t,
        judged=judged or judge(uow, house.event, only_for=person.company_id),
        agenda=agenda,
        changes=change_lines(uow, house.event, person, t, days=days, known=known, version=agenda.id, now=now),
        cancelled=[one for one in before if one.pair not in kept],
    )


def _follow_up(
    event: Event, days: Days, person: Person, known: int | None, version: int, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """Return when somebody silent is asked once more, and until when it matters; only for meetings still to come."""
    concerned = concerned_starts(days, person, known=known, version=version, now=now)
    if not concerned:
        return None, None
    patience = timedelta(minutes=event.changes.call_list_minutes)
    return max(now + patience, concerned[0] - FOLLOWED_UP), concerned[-1]


def concerned_starts(days: Days, person: Person, *, known: int | None, version: int, now: datetime) -> list[datetime]:
    """Return when the meetings in which two days differ begin, the old times and the new, if still to come."""
    differing = days.places(known, person) ^ days.places(version, person)
    return sorted({starts_at for (_pair, _table, starts_at), _is_alone in differing if starts_at > now})
