"""Until when companies may choose: what the event file says, or what the organisers typed instead."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

from events.event import Event
from handlers.messages import Button
from handlers.visit import Visit
from locales.digits import western_digits
from locales.translator import N_
from locales.typed_dates import typed_date
from storage.unit_of_work import UnitOfWork

TYPE = N_("Until when may companies choose? Type day and time of the event, for example: {example}")
BAD = N_("I need a day and a time before the event begins, for example: {example}")
SET = N_("Companies may choose until {deadline}.")

_TIME = re.compile(r"\b([01]?\d|2[0-3])[:hH]([0-5]\d)\b")


def wishes_close_at(uow: UnitOfWork, event: Event) -> datetime:
    """Return the instant after which no wish can be made or changed."""
    changed = uow.settings.all().get("wishes_close_at")
    return datetime.fromisoformat(changed) if changed else event.wishes_close_at


def ask(visit: Visit) -> None:
    """Ask an organiser for another deadline."""
    visit.change_person(asked="@deadline")
    visit.say(visit.t(TYPE, example=_example(visit)))


def _example(visit: Visit) -> str:
    """Return a deadline that would be taken: the evening a week before the event, as people type it."""
    day = visit.event.first_day - timedelta(days=7)
    return f"{day.day}/{day.month}/{day.year} 18:00"


def type_deadline(visit: Visit, text: str) -> None:
    """Take the typed deadline, in the event's own time."""
    typed = western_digits(text)
    clock = _TIME.search(typed)
    day = typed_date(_TIME.sub("", typed).strip(" ,،"), visit.language, visit.now.astimezone(visit.event.zone).date())
    if clock is None or day is None or visit.person.organiser_role is None or day >= visit.event.first_day:
        visit.say(visit.t(BAD, example=_example(visit)))
        return
    at = datetime.combine(day, time(int(clock[1]), int(clock[2])), visit.event.zone).astimezone(UTC)
    before = wishes_close_at(visit.uow, visit.event)
    visit.uow.settings.set("wishes_close_at", at.isoformat(), now=visit.now)
    visit.uow.audit.add(
        person_id=visit.person.id,
        act="set_up",
        subject="wishes_close_at",
        before=before.isoformat(),
        after=at.isoformat(),
        now=visit.now,
    )
    visit.change_person(asked=None)
    visit.say(visit.t(SET, deadline=visit.moment(at)), ((Button(label=visit.t.plain(N_("Set-up")), data="y:menu"),),))
