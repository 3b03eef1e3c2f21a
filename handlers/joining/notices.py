"""What other people are told when somebody does something that concerns them."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.messages import Button, Reply
from handlers.templates import verdict_template
from handlers.visit import Visit
from locales.translator import N_, Translator
from storage.records import Company, Person


def ask_to_approve(visit: Visit, company_id: int, *, changed: str = "") -> None:
    """Tell every organiser that a company waits for a decision, and which answer it `changed` after the last one."""
    name = str(visit.values.get("legal_name", ""))

    def build(t: Translator) -> Reply:
        text = t(N_("<b>{company}</b> waits for your approval."), company=name)
        if changed:
            text = t(
                N_("<b>{company}</b> was approved, then changed “{name}”: it waits for your approval again."),
                company=name,
                name=t.plain(changed),
            )
        return Reply(
            text=text,
            language=t.language,
            rows=((Button(label=t.plain(N_("Look at it")), data=f"o:see={company_id}", style="primary"),),),
        )

    visit.tell(visit.uow.people.organisers(), build, key=f"approve:{company_id}:{visit.now.isoformat()}")


def ask_to_admit(visit: Visit, company: Company) -> None:
    """Ask a company's people to confirm a new colleague; the organisers when nobody is left to ask."""
    name = str(visit.values.get("full_name") or visit.address.name_hint or "")
    newcomer = visit.person.id

    def build(t: Translator) -> Reply:
        who = name or t.plain(N_("Somebody"))
        return Reply(
            text=t(
                N_("{name} asks to join <b>{company}</b> as a delegate. Is this a colleague of yours?"),
                name=who,
                company=company.legal_name or "",
            ),
            language=t.language,
            rows=(
                (
                    Button(label=t.plain(N_("Yes, a colleague")), data=f"j:ok={newcomer}", style="primary"),
                    Button(label=t.plain(N_("No")), data=f"j:no={newcomer}", style="danger"),
                ),
            ),
        )

    colleagues = visit.uow.people.of_company(company.id, "registrant", "delegate")
    visit.tell(
        [*colleagues, *visit.uow.people.organisers()],
        build,
        key=f"join:{company.id}:{newcomer}:{visit.now.isoformat()}",
    )


def tell_admission(visit: Visit, newcomer: Person, company: Company, *, is_admitted: bool) -> None:
    """Tell a newcomer what the company decided."""
    message = (
        N_("You are now a delegate of <b>{company}</b>.")
        if is_admitted
        else N_("{company} did not confirm you as a colleague. You can register your own company: /start")
    )
    _tell_about(visit, company, message, [newcomer], key="admitted")


def tell_heir(visit: Visit, heir: Person, company: Company) -> None:
    """Tell a delegate that the company's registration is in their hands now."""
    message = N_("The registration of <b>{company}</b> is in your hands now: your colleague has left it. See /profile")
    _tell_about(visit, company, message, [heir], key="heir")


def tell_answered(visit: Visit, company: Company) -> None:
    """Tell the colleagues of whoever answered the organisers that nothing is left to answer."""
    message = N_("A colleague has answered the organisers’ question about <b>{company}</b>. You need do nothing.")
    people = visit.uow.people.of_company(company.id, "registrant", "delegate")
    colleagues = [person for person in people if person.id != visit.person.id]
    _tell_about(visit, company, message, colleagues, key="answered")


def tell_withdrawal(visit: Visit, company: Company) -> None:
    """Tell the organisers that a company may no longer be matched."""
    message = N_("<b>{company}</b> has withdrawn its consent to matching: it is no longer proposed to anybody.")
    _tell_about(visit, company, message, visit.uow.people.organisers(), key="withdrawn")


def _tell_about(visit: Visit, company: Company, message: str, people: Sequence[Person], *, key: str) -> None:
    """Tell people one sentence about a company."""

    def build(t: Translator) -> Reply:
        return Reply(text=t(message, company=company.legal_name or ""), language=t.language)

    visit.tell(people, build, key=f"{key}:{company.id}:{visit.now.isoformat()}")


def tell_verdict(visit: Visit, company: Company, *, verdict: str, reason: str = "") -> int:
    """Tell a company's people what the organisers decided or ask; return how many are told."""
    people = visit.uow.people.of_company(company.id, "registrant", "delegate")
    key = f"verdict:{company.id}:{visit.now.isoformat()}"
    return visit.tell(people, lambda t: verdict_reply(visit, t, company, verdict=verdict, reason=reason), key=key)


VERDICTS = {
    "approved": N_("Good news: <b>{company}</b> is approved for {event}. Now choose whom you want to meet: /wishes"),
    "refused": N_(
        "The organisers could not accept <b>{company}</b> for {event}. Their reason: {reason}\nQuestions: {contact}"
    ),
    "question": N_("The organisers have a question about <b>{company}</b>:\n{reason}\nPlease answer right here."),
    "reopened": N_(
        "The organisers are looking at the registration of <b>{company}</b> once more. We write to you here."
    ),
}


def verdict_reply(visit: Visit, t: Translator, company: Company, *, verdict: str, reason: str) -> Reply:
    """Return the words in which a company is told; organisers preview the same."""
    event = visit.event
    text = t(
        VERDICTS[verdict],
        company=company.legal_name or "",
        event=event.name.in_(t.language),
        reason=reason,
        contact=event.contact.email,
    )
    template = verdict_template(event, t.language, company=company.legal_name or "")
    return Reply(text=text, language=t.language, template=template)
