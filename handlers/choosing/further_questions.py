"""What a registrant may add while choosing: how the company comes, whom it avoids, who speaks well of it."""

from __future__ import annotations

from handlers.conversation import Step
from handlers.forms.attendance import ATTENDANCE, REFERENCES, offers_of
from handlers.joining import avoiding, registration
from handlers.messages import Button, Reply
from handlers.visit import Visit
from locales.translator import N_, Translator
from storage.records import Company, StoredAnswer

INVITE = N_(
    "Somebody agreed to meet you. May they call two of your clients? "
    "References are shown only to those who agreed to meet you."
)


def ask_details(visit: Visit, _own: Company) -> None:
    """Ask when and how the company comes; what was answered before stays until it is changed."""
    _ask(visit, marks={"gives_details": True, "table_offers": offers_of(visit.event)}, first=ATTENDANCE[0].key)


def ask_avoided(visit: Visit, _own: Company) -> None:
    """Ask whom the company does not want to meet."""
    _ask(visit, marks={"gives_avoided": True}, first=avoiding.KEY)


def ask_references(visit: Visit, _own: Company) -> None:
    """Ask for two clients who may be called."""
    _ask(visit, marks={"gives_references": True}, first=REFERENCES[0].key)


def _ask(visit: Visit, *, marks: dict[str, object], first: str) -> None:
    if visit.person.membership == "registrant":
        for key, value in marks.items():
            visit.save_as("company", StoredAnswer(key=key, value=value, status="given"))
    registration.follow(visit, Step(ask=first))


def invite_references(visit: Visit, company: Company) -> None:
    """Ask a provider, once, for references: with the first company that agreed to meet it they begin to matter."""
    if company.role != "provider" or "gives_references" in visit.uow.answers.of_company(company.id):
        return

    def build(t: Translator) -> Reply:
        give = Button(label=t.plain(N_("Give references")), data="w:refs")
        return Reply(text=t(INVITE), language=t.language, rows=((give,),))

    people = visit.uow.people.of_company(company.id, "registrant")
    visit.tell(people, build, key=f"references:{company.id}")
