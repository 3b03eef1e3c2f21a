"""What the other side learns of a wish: that it is mutual, that somebody asks, that a request waited in vain."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.choosing.cards import contacts
from handlers.choosing.further_questions import invite_references
from handlers.choosing.wish_list import mutual_subject, was_mutual
from handlers.messages import Button, Reply
from handlers.visit import House, Visit, tell
from locales.markup import Markup
from locales.translator import N_, N_n, Translator
from storage.records import Company
from storage.unit_of_work import UnitOfWork

MUTUAL = N_("🤝 You and <b>{company}</b> both want to meet. How to reach them:\n{contacts}")
EXPIRED = N_("{company} has not answered your wish so far. It stays open, but better look for others as well.")
REQUESTS = N_n("{n} company would like to meet you.", "{n} companies would like to meet you.")


def tell_both(visit: Visit, own: Company, counterpart: Company) -> None:
    """Tell both companies at once that the wish is mutual, with how to reach each other.

    Once: told again after a change of mind, the other side would learn that there was one.
    """
    if was_mutual(visit.uow, own, counterpart):
        return
    subject = mutual_subject(own, counterpart)
    visit.uow.audit.add(person_id=None, act="mutual", subject=subject, now=visit.now)
    for mine, other in ((own, counterpart), (counterpart, own)):

        def build(t: Translator, other: Company = other) -> Reply:
            details = Markup(contacts(visit.uow, other, t), isolate=False)
            text = t(MUTUAL, company=other.legal_name or "?", contacts=details)
            sheet = Button(label=t.plain(N_("Contact sheet")), data=f"s:{other.id}")
            return Reply(text=text, language=t.language, rows=((sheet,),))

        people = visit.uow.people.of_company(mine.id, "registrant", "delegate")
        visit.tell(people, build, key=f"mutual:{mine.id}:{other.id}:{visit.now.isoformat()}")
        invite_references(visit, mine)


def announce(visit: Visit, counterpart: Company) -> None:
    """Tell a company, at most once a day, how many would like to meet it; each wish alone would be noise."""
    own_wishes = {wish.counterpart_id for wish in visit.uow.wishes.of_company(counterpart.id)}
    asking = [
        wish
        for wish in visit.uow.wishes.about_company(counterpart.id)
        if wish.kind != "no" and wish.company_id not in own_wishes
    ]

    def build(t: Translator) -> Reply:
        see = Button(label=t.plain(N_("See who")), data="w:asked", style="primary")
        return Reply(text=t.count(REQUESTS, len(asking)), language=t.language, rows=((see,),))

    day = visit.now.astimezone(visit.event.zone).date().isoformat()
    people = visit.uow.people.of_company(counterpart.id, "registrant")
    visit.tell(people, build, key=f"asked:{counterpart.id}:{day}")


def expire(uow: UnitOfWork, house: House, *, now: datetime) -> int:
    """Tell who waits in vain that a request got no answer; nothing was frozen, and the other side learns nothing."""
    event = house.event
    expired = uow.wishes.expire(made_before=now - timedelta(days=event.wishes.expire_after_days), now=now)
    for wish in expired:
        name = uow.companies.get(wish.counterpart_id).legal_name or "?"

        def build(t: Translator, name: str = name) -> Reply:
            more = Button(label=t.plain(N_("More suggestions")), data="w:more")
            return Reply(text=t(EXPIRED, company=name), language=t.language, rows=((more,),))

        for person in uow.people.of_company(wish.company_id, "registrant"):
            key = f"expired:{wish.company_id}:{wish.counterpart_id}:{wish.made_at.isoformat()}"
            tell(uow, event, person, build, key=key, now=now)
    return len(expired)
