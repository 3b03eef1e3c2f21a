"""A counterpart as a company sees it: who they are, why they fit, what is still to settle."""

from __future__ import annotations

from handlers.answer_types.contacts import format_phone
from handlers.choosing import legal, reasons
from handlers.forms import labels
from handlers.forms.attendance import REFERENCES
from handlers.joining import companies
from handlers.questions import values_of
from handlers.visit import Visit
from locales.countries import country_name
from locales.markup import Markup, contain, escape, has_rtl_letters, isolate
from locales.translator import N_, Translator
from matching.affinity import Affinities
from matching.reasons import explain
from storage.records import Company, Person
from storage.unit_of_work import UnitOfWork

STILL_OPEN = N_("Still open: {what}")


def card(visit: Visit, judged: Affinities, own: int, company: Company) -> str:
    """Return the card of a counterpart, as markup; without any way to reach them."""
    t = visit.t
    buyer, provider = judged.as_pair(own, company.id)
    explained = explain(judged, buyer, provider)
    mine = explained.for_buyer if own == buyer else explained.for_provider
    other = judged.company(company.id)
    flags = legal.flags_between(judged, own, company.id, visit.event)
    warnings = legal.warnings(flags, visit.event, t)
    work = sorted(other.activities or other.wanted_activities or ())
    comma = "، " if t.rtl else ", "
    lines = [
        t(
            N_("<b>{company}</b> ({country})"),
            company=company.legal_name or "?",
            country=country_name(company.country or "", t.language),
        ),
        comma.join(t(labels.ACTIVITIES[key]) for key in work[:5]),
        *(f"• {reasons.say(reason, t)}" for reason in mine if not (warnings and reason.code == "data_set_up")),
    ]
    to_settle = legal.questions(flags, visit.event, t)
    if to_settle:
        lines.append(t(STILL_OPEN, what=_as_is(t(legal.TO_SETTLE, rule=to_settle[0]))))
    elif explained.settle is not None:
        lines.append(t(STILL_OPEN, what=_as_is(reasons.say(explained.settle, t))))
    lines.append(t(N_("Trust: {trust}"), trust=t.plain(companies.TRUST[company.trust], isolate=False)))
    if other.stance in ("mandated", "broker"):
        answers = values_of(visit.uow.answers.of_company(company.id))
        lines.append(f"🚩 {t(companies.FLAGS[other.stance], principal=str(answers.get('principal', '?')))}")
    lines += [f"⚖️ {warning}" for warning in warnings]
    return "\n".join(filter(None, lines))


def why_them(visit: Visit, judged: Affinities, own: int, company: Company) -> str:
    """Return why the other side would want the meeting, as markup."""
    t = visit.t
    buyer, provider = judged.as_pair(own, company.id)
    explained = explain(judged, buyer, provider)
    theirs = explained.for_provider if own == buyer else explained.for_buyer
    pair = judged.pair(buyer, provider)
    head = t(
        N_("Why it could suit <b>{company}</b> too ({score} of 100):"),
        company=company.legal_name or "?",
        score=pair.score,
    )
    return "\n".join([head, *(f"• {reasons.say(reason, t)}" for reason in theirs)])


def contacts(uow: UnitOfWork, company: Company, t: Translator) -> str:
    """Return how to reach a company's people, and its references, a line of markup each; for those who may know."""
    people = uow.people.of_company(company.id, "registrant", "delegate")
    lines = [t(N_("• {details}"), details=_details(uow, person, t)) for person in people]
    values = values_of(uow.answers.of_company(company.id))
    references = [values[one.key] for one in REFERENCES if one.key in values]
    return "\n".join([*lines, *(t(N_("Reference: {reference}"), reference=one) for one in references)])


def _details(uow: UnitOfWork, person: Person, t: Translator) -> Markup:
    """Return what is known of a person, each detail isolated, or a number turns round beside a name."""
    values = values_of(uow.answers.load(person_id=person.id, company_id=None))
    phone = format_phone(values["phone"]["number"]) if values.get("phone") else ""
    known = [str(values.get(key) or "") for key in ("full_name", "job", "email")]
    shown = [escape(contain(detail)) for detail in (*known, phone) if detail]
    apart = [isolate(detail) if t.rtl or has_rtl_letters(detail) else detail for detail in shown]
    return Markup(" · ".join(apart), isolate=False)


QUESTIONS = 5

ASK_BUYER = {
    "wanted_channels": N_("Through which channels?"),
    "hours_needed": N_("At which hours?"),
    "accepted_prices": N_("Which price models suit you?"),
    "payment_term": N_("How soon do you pay an invoice?"),
    "start_wanted": N_("When should the work start?"),
    "sector": N_("In which sector do you work?"),
    "required_labels": N_("Which requirements are a must?"),
    "visit_city": N_("Is there a city where you could visit a centre?"),
}
ASK_PROVIDER = {
    "served_sectors": N_("In which sectors do you have a client you may name?"),
    "channels_in_production": N_("Which channels do you handle today?"),
    "hours_held": N_("Which hours do you hold today?"),
    "offered_prices": N_("Which price models do you accept?"),
    "longest_payment_term": N_("What is the longest payment term you accept?"),
    "earliest_start": N_("When could you start?"),
    "labels_held": N_("Which labels do you hold?"),
    "visit_possible": N_("Can your site be visited?"),
}
"""What to ask a counterpart in the meeting when its registration left it open."""

ALWAYS_ASK_BUYER = (
    N_("Who decides, and by when?"),
    N_("With which volume would you begin?"),
    N_("How will you tell that it works?"),
    N_("What did not work with others?"),
    N_("What would the next step be?"),
)
ALWAYS_ASK_PROVIDER = (
    N_("Who would run our project day by day?"),
    N_("How do you train a new team, and in how long?"),
    N_("Which results do you commit to?"),
    N_("How are our customers’ data protected?"),
    N_("What would the next step be?"),
)
"""What no registration asks, in the order in which it fills the five."""


def open_questions(visit: Visit, judged: Affinities, own: int, company: Company) -> list[str]:
    """Return five questions for the meeting, as lines of markup: the law first, then what the counterpart left open."""
    t = visit.t
    other = judged.company(company.id)
    rules = legal.questions(legal.flags_between(judged, own, company.id, visit.event), visit.event, t)
    is_buyer = company.role == "buyer"
    lines = [t(legal.ASK_BUYER if is_buyer else legal.BE_ASKED, rule=rule) for rule in rules]
    asked = ASK_BUYER if is_buyer else ASK_PROVIDER
    lines += [t(words) for key, words in asked.items() if getattr(other, key) is None]
    lines += [t(words) for words in (ALWAYS_ASK_BUYER if is_buyer else ALWAYS_ASK_PROVIDER)]
    return [f"• {line}" for line in lines[:QUESTIONS]]


def _as_is(text: str) -> Markup:
    """Spare an isolate round words that are in the reader's language already."""
    return Markup(text, isolate=False)
