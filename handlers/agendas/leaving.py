"""A company leaves an event that is published: its meetings are cancelled, and nobody waits at an empty table."""

from __future__ import annotations

from handlers.agendas import publishing
from handlers.messages import Button, Reply
from handlers.visit import Visit
from locales.translator import N_, N_n, Translator

LEFT = N_n(
    "<b>{company}</b> no longer takes part: {n} published meeting is cancelled, and the other side is told. "
    "Prepare the agenda again to fill the free time.",
    "<b>{company}</b> no longer takes part: {n} published meetings are cancelled, and the other sides are told. "
    "Prepare the agenda again to fill the free time.",
)


def cancel_meetings(visit: Visit, company_id: int) -> None:
    """Publish the agenda without the meetings a company still had, and tell the organisers; a draft stays a draft."""
    uow = visit.uow
    uow.agendas.lock()
    published = uow.agendas.newest("published")
    meetings = () if published is None else uow.agendas.meetings(published.id)
    cancelled = {
        one.pair for one in meetings if company_id in (one.buyer_id, one.provider_id) and one.starts_at > visit.now
    }
    if published is None or not cancelled:
        return
    draft = uow.agendas.newest("draft")
    kept = [one for one in meetings if one.pair not in cancelled]
    version = uow.agendas.add_draft(kept, summary=published.summary, person_id=None, now=visit.now)
    without = uow.agendas.find(version)
    assert without is not None
    publishing.publish(uow, visit.house, without, person_id=None, now=visit.now)
    if draft is not None:
        uow.agendas.reopen(draft.id)
    _tell_organisers(visit, company_id, len(cancelled), version)


def _tell_organisers(visit: Visit, company_id: int, count: int, version: int) -> None:
    name = visit.uow.companies.get(company_id).legal_name or "?"

    def build(t: Translator) -> Reply:
        again = Button(label=t.plain(N_("Prepare the agenda")), data="m:allocate")
        change = Button(label=t.plain(N_("Change the day")), data="c:menu")
        return Reply(text=t.count(LEFT, count, company=name), language=t.language, rows=((again, change),))

    visit.tell(visit.uow.people.organisers(), build, key=f"left:{version}:{company_id}")
