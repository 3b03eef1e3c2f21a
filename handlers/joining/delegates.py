"""Further delegates of a company: invited by link or code, admitted by a colleague or an organiser."""

from __future__ import annotations

import secrets
from datetime import timedelta

from handlers.conversation import Note
from handlers.joining import companies, notices, registration
from handlers.messages import Button, Reply, id_in
from handlers.names import known_name
from handlers.visit import Visit
from locales.translator import N_, Translator
from storage.records import Invite, Person

INVITATION_LIVES = timedelta(days=60)
MOST_DELEGATES = 5  # per link: a company sends a handful of people

NO_COMPANY = N_("Register your company first; then you can bring colleagues.")
NOT_YET = N_("You can bring colleagues once you are confirmed as a delegate.")
SHARE = N_("Send this link to a colleague. It opens this chat and makes them a delegate of <b>{company}</b>:")
CODE = N_("Or they write to me: {command}")
ALREADY_REGISTERED = N_("You are registered with a company already. To join another one, first erase yourself: /erase")
WELCOME = N_("Welcome! You are joining <b>{company}</b>. A few short questions and you are ready.")
DECIDED = N_("That request is settled already.")
ADMITTED = N_("Done: {name} is now a delegate.")
DECLINED = N_("Done: {name} was not admitted.")
NOT_YOURS = N_("Only the company's own people or an organiser can decide that.")
PASSED_ON = N_("Thank you. Your answer went to the organisers.")


def show(visit: Visit) -> None:
    """Show who comes for the company, and a fresh invitation for one more."""
    t = visit.t
    company = visit.company
    if company is None or not company.legal_name:
        registration.show_current(visit, Note(message=NO_COMPANY))
        return
    if visit.person.membership == "pending":
        registration.show_current(visit, Note(message=NOT_YET))
        return
    payload = f"d-{secrets.token_urlsafe(12)}"
    invite = Invite(
        kind="delegate",
        role=None,
        company_id=company.id,
        address=None,
        uses_left=MOST_DELEGATES,
        expires_at=visit.now + INVITATION_LIVES,
    )
    visit.uow.invites.add(payload, invite)
    lines = [*_team(visit, company.id), "", t(SHARE, company=company.legal_name), *visit.house.links(payload)]
    lines.append(t(CODE, command=f"/start {payload}"))
    visit.say("\n".join(lines), _waiting_rows(visit, company.id))


def _team(visit: Visit, company_id: int) -> list[str]:
    people = visit.uow.people.of_company(company_id, "registrant", "delegate")
    return [visit.t(N_("• {name}"), name=known_name(visit.uow, person)) for person in people]


def _waiting_rows(visit: Visit, company_id: int) -> tuple[tuple[Button, ...], ...]:
    t = visit.t
    return tuple(
        (
            Button(
                label=t.plain(N_("Admit {name}"), name=known_name(visit.uow, person), isolate=False),
                data=f"j:ok={person.id}",
            ),
            Button(label=t.plain(N_("Refuse")), data=f"j:no={person.id}", style="danger"),
        )
        for person in visit.uow.people.of_company(company_id, "pending")
    )


def tap(visit: Visit, data: str) -> None:
    """Admit or refuse somebody who asked to join: ``j:ok=7``, ``j:no=7``; only by those who may."""
    verb, _, number = data.removeprefix("j:").partition("=")
    newcomer = visit.uow.people.find_by_id(id_in(number))
    if newcomer is None or newcomer.membership != "pending" or newcomer.company_id is None:
        visit.say(visit.t(DECIDED))
        return
    own = visit.person.company_id == newcomer.company_id and visit.person.membership in ("registrant", "delegate")
    if not own and visit.person.organiser_role is None:
        visit.say(visit.t(NOT_YOURS))
        return
    _settle(visit, newcomer, is_admitted=verb == "ok")


def _settle(visit: Visit, newcomer: Person, *, is_admitted: bool) -> None:
    company = visit.uow.companies.get(newcomer.company_id or 0)
    name = known_name(visit.uow, newcomer)
    if is_admitted:
        visit.uow.people.change(newcomer.id, membership="delegate")
    else:
        visit.uow.people.change(newcomer.id, membership="none", company_id=None, asked=None)
    visit.uow.audit.add(
        person_id=visit.person.id,
        act="admit" if is_admitted else "turn_away",
        subject=f"person:{newcomer.id}",
        before="pending",
        after=f"company:{company.id}" if is_admitted else None,
        now=visit.now,
    )
    notices.tell_admission(visit, newcomer, company, is_admitted=is_admitted)
    visit.say(visit.t(ADMITTED if is_admitted else DECLINED, name=name))


def join(visit: Visit, payload: str, invite: Invite) -> None:
    """Make the person a delegate of the company that invited them."""
    company = visit.company
    is_pending = visit.person.membership == "pending"
    if visit.person.company_id == invite.company_id and not is_pending:
        registration.show_current(visit)
        return
    is_drafting = company is not None and company.status == "draft" and visit.person.membership == "registrant"
    if company is not None and not is_drafting and not is_pending:
        visit.say(visit.t(ALREADY_REGISTERED))
        return
    visit.uow.invites.redeem(payload, now=visit.now)
    visit.change_person(company_id=invite.company_id, membership="delegate", asked=None)
    if is_drafting and company is not None:
        companies.leave(visit, company.id)
    visit.reload_answers()
    joined = visit.uow.companies.get(invite.company_id or 0)
    registration.show_current(visit, Note(message=WELCOME, params={"company": joined.legal_name or ""}))


def answer_organiser(visit: Visit, text: str) -> bool:
    """Pass words on to the organisers when they asked this company something; False when they did not."""
    company = visit.company
    if company is None or not company.open_question or visit.person.membership not in ("registrant", "delegate"):
        return False
    question = company.open_question
    visit.uow.companies.change(company.id, open_question=None)
    visit.uow.audit.add(
        person_id=visit.person.id,
        act="answer",
        subject=f"company:{company.id}",
        before=question,
        after=text,
        now=visit.now,
    )

    def build(t: Translator) -> Reply:
        words = t(
            N_("<b>{company}</b> answers your question.\nYou asked: {question}\nThey say: {answer}"),
            company=company.legal_name or "",
            question=question,
            answer=text,
        )
        see = Button(label=t.plain(N_("Look at it")), data=f"o:see={company.id}", style="primary")
        return Reply(text=words, language=t.language, rows=((see,),))

    visit.tell(visit.uow.people.organisers(), build, key=f"answer:{company.id}:{visit.inbox_id}")
    notices.tell_answered(visit, company)
    visit.say(visit.t(PASSED_ON))
    return True
