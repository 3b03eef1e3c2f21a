"""Who has not chosen anybody yet, and one tap that reminds them all."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.choosing import wish_list
from handlers.deadline import wishes_close_at
from handlers.messages import Button, Reply
from handlers.visit import Visit
from locales.dates import format_moment
from locales.markup import Markup, escape
from locales.translator import N_, N_n, Translator
from storage.records import Company

EVERYBODY = N_("Every approved company has chosen somebody.")
SILENT = N_n("{n} approved company has not chosen anybody yet:", "{n} approved companies have not chosen anybody yet:")
NUDGE = N_("{event}: you have not chosen yet whom you want to meet. You can until {moment}.")
NUDGED = N_n("{n} company is reminded.", "{n} companies are reminded.")
MOST_NAMED = 20


def silent_companies(visit: Visit) -> Sequence[Company]:
    """Return the approved companies without any wish."""
    chosen = visit.uow.wishes.companies_with_wishes()
    return [company for company in visit.uow.companies.with_status("approved") if company.id not in chosen]


def show(visit: Visit) -> None:
    """Show who has not chosen yet."""
    t = visit.t
    silent = silent_companies(visit)
    if not silent:
        visit.say(t(EVERYBODY))
        return
    names = [t(N_("• {name}"), name=company.legal_name or "?") for company in silent[:MOST_NAMED]]
    remind = Button(label=t.plain(N_("Remind them all")), data="o:nudge", style="primary")
    rows = () if wish_list.is_closed(visit) else ((remind,),)
    visit.say("\n".join([t.count(SILENT, len(silent)), *names]), rows)


def send(visit: Visit) -> None:
    """Remind every company that has not chosen yet, at most once a day, and only as long as it can."""
    if wish_list.is_closed(visit):
        wish_list.say_closed(visit)
        return
    event = visit.event
    day = visit.now.astimezone(event.zone).date().isoformat()
    closes_at = wishes_close_at(visit.uow, event)

    def build(t: Translator) -> Reply:
        moment = Markup(escape(format_moment(closes_at, event.zone, t.language)), isolate=False)
        choose = Button(label=t.plain(N_("Whom I want to meet")), data="m:wishes", style="primary")
        text = t(NUDGE, event=event.name.in_(t.language), moment=moment)
        return Reply(text=text, language=t.language, rows=((choose,),))

    told = 0
    for company in silent_companies(visit):
        people = visit.uow.people.of_company(company.id, "registrant")
        told += bool(visit.tell(people, build, key=f"nudge:{company.id}:{day}"))
    visit.uow.audit.add(person_id=visit.person.id, act="nudge", subject="wishes", after=told, now=visit.now)
    visit.say(visit.t.count(NUDGED, told))
