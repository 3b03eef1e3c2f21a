"""The retention date: organisers are told a week before, then everything is erased, as everybody was promised."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from handlers.messages import Reply
from handlers.visit import House, tell
from locales.dates import format_day
from locales.translator import N_, Translator
from storage.unit_of_work import UnitOfWork

NOTICE = timedelta(days=7)
"""How long before the erasure the organisers are told, however late this house was started again."""

ANNOUNCED = "erasure_announced_at"

COMING = N_(
    "On {date} everything stored for {event} is erased: companies, people, messages, agendas. Everybody was promised "
    "this when they registered. Whatever you must keep, export it before: mawid export"
)


def keep_promise(uow: UnitOfWork, house: House, *, now: datetime) -> bool:
    """Announce the erasure when it is near, erase when it is due; return whether everything was erased just now."""
    event = house.event
    announced = uow.settings.all().get(ANNOUNCED)
    if announced is None:
        if now.astimezone(event.zone).date() + NOTICE > event.privacy.retain_until and uow.people.count():
            _announce(uow, house, now)
        return False
    if now.astimezone(event.zone).date() < erasure_day(house, datetime.fromisoformat(announced)):
        return False
    uow.retention.erase_everything()
    return True


def erasure_day(house: House, announced_at: datetime) -> date:
    """Return the first day on which nothing is kept any more: after the retention date, and after a fair notice."""
    fair = (announced_at + NOTICE).astimezone(house.event.zone).date()
    return max(house.event.privacy.retain_until + timedelta(days=1), fair)


def _announce(uow: UnitOfWork, house: House, now: datetime) -> None:
    uow.settings.set(ANNOUNCED, now.isoformat(), now=now)
    day = erasure_day(house, now)

    def build(t: Translator) -> Reply:
        text = t(COMING, date=format_day(day, t.language), event=house.event.name.in_(t.language))
        return Reply(text=text, language=t.language)

    for organiser in uow.people.organisers():
        tell(uow, house.event, organiser, build, key=f"erasure:{day.isoformat()}", now=now)
