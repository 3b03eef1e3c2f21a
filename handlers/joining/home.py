"""The screen of somebody who has no question to answer: where they stand, and what they can do."""

from __future__ import annotations

from handlers import screens
from handlers.conversation import Note
from handlers.deadline import wishes_close_at
from handlers.messages import Button
from handlers.visit import Visit
from locales.dates import format_day
from locales.translator import N_

DECLINED = N_(
    "Without your consent we keep nothing more and show nothing to anybody. If you change your mind, one tap is enough."
)
WAITING = N_(
    "<b>{company}</b> is registered for {event}. What happens next: the organisers check your registration, "
    "then you choose whom you want to meet, then you receive your agenda here."
)
APPROVED = N_("<b>{company}</b> is approved for {event}, from {first} to {last}.")
CHOOSE = N_("You can choose whom you want to meet until {deadline}.")
REFUSED = N_(
    "The organisers could not accept <b>{company}</b>. Their reason: {reason}\n"
    "If that can be mended, change your answers and send the registration again. Questions: {contact}"
)
QUESTION = N_("The organisers ask about <b>{company}</b>:\n{question}\nPlease answer right here.")
PENDING = N_("A colleague at <b>{company}</b> or an organiser still has to confirm you. We write to you here.")
DELEGATE = N_("You are a delegate of <b>{company}</b> at {event}, from {first} to {last}.")
ORGANISER = N_("You are an organiser of {event}.")

_BY_STATUS = {"submitted": WAITING, "approved": APPROVED, "refused": REFUSED}


def show(visit: Visit, note: Note | None = None) -> None:
    """Tell where the person stands."""
    t = visit.t
    text = "\n\n".join(filter(None, (screens.note_text(note, t), standing(visit))))
    visit.say(text, _buttons(visit))


def standing(visit: Visit) -> str:
    """Return where the person stands, as markup."""
    t = visit.t
    event = visit.event
    company = visit.company
    if visit.values.get("consent_matching") is False:
        return t(DECLINED)
    if company is None:
        return t(ORGANISER, event=event.name.in_(t.language))
    text = t(
        _message(visit, company.status, company.open_question),
        company=company.legal_name or "",
        event=event.name.in_(t.language),
        first=format_day(event.first_day, t.language),
        last=format_day(event.last_day, t.language),
        reason=company.decision_reason or "",
        contact=event.contact.email,
        question=company.open_question or "",
    )
    is_choosing = company.status == "approved" and visit.person.membership == "registrant"
    if is_choosing and visit.now < wishes_close_at(visit.uow, event):
        text = f"{text} {t(CHOOSE, deadline=visit.moment(wishes_close_at(visit.uow, event)))}"
    later = _left_for_later(visit, company.status)
    return f"{text}\n\n{t.count(screens.LEFT, later)}" if later else text


def _left_for_later(visit: Visit, status: str) -> int:
    """Return how many answers the registrant of a company in play may still add."""
    if visit.person.membership != "registrant" or status not in ("submitted", "approved"):
        return 0
    return sum(answer.status == "later" for answer in visit.answers.values())


def _message(visit: Visit, status: str, open_question: str | None) -> str:
    if visit.person.membership == "pending":
        return PENDING
    if open_question and visit.person.membership in ("registrant", "delegate"):
        return QUESTION
    if visit.person.membership == "delegate":
        return DELEGATE
    return _BY_STATUS.get(status, WAITING)


def _buttons(visit: Visit) -> tuple[tuple[Button, ...], ...]:
    t = visit.t
    if visit.values.get("consent_matching") is False:
        return ((Button(label=t.plain(N_("I agree after all")), data="q:consent_matching=yes", style="primary"),),)
    rows: list[tuple[Button, ...]] = []
    if visit.company is not None:
        rows.append(
            (
                Button(label=t.plain(N_("My profile")), data="m:profile"),
                Button(label=t.plain(N_("Change an answer")), data="m:edit"),
            )
        )
        if _left_for_later(visit, visit.company.status):
            rows.append((Button(label=t.plain(N_("Answer them now")), data="m:fill"),))
        if visit.company.status == "approved" and visit.person.membership != "pending":
            rows.append(
                (
                    Button(label=t.plain(N_("Whom I want to meet")), data="m:wishes", style="primary"),
                    Button(label=t.plain(N_("My agenda")), data="m:agenda"),
                )
            )
        if visit.company.status == "refused" and visit.person.membership == "registrant":
            rows.append((Button(label=t.plain(N_("Send it again")), data="m:resubmit", style="primary"),))
        if visit.person.membership == "registrant":
            rows.append((Button(label=t.plain(N_("My colleagues")), data="m:delegates"),))
    if visit.person.organiser_role is not None:
        rows.append((Button(label=t.plain(N_("Organiser menu")), data="m:organise", style="primary"),))
    return tuple(rows)
