"""The organisers' side of the chat: who waits, and the verdict on each company."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handlers import failures, screens, unsent
from handlers.choosing import legal
from handlers.choosing.candidates import candidate
from handlers.conversation import Note, Step
from handlers.forms import REGISTRATION_FORM
from handlers.forms.common import LANGUAGE
from handlers.joining import avoiding, companies, notices, registration
from handlers.messages import Button, id_in, plain_text
from handlers.names import known_name
from handlers.organising import nudges, registrations
from handlers.organising.admission import admits
from handlers.questions import values_of
from handlers.visit import Visit, from_payload
from locales.translator import N_, N_n, translator
from storage.records import Company, OrganiserRole, StoredAnswer

WELCOME = N_("Welcome to the organisers of {event}.")
WAITING = N_n("{n} company waits for approval.", "{n} companies wait for approval.")
COUNTS = N_("Approved: {approved} · refused: {refused} · still answering: {draft}")
UNDELIVERED = N_n("{n} message could not be delivered.", "{n} messages could not be delivered.")
CALLS = N_("Whom to call ({n})")
COMMANDS = N_("/allocate prepares the agenda, /publish shows the draft, /setup holds tables, slots and limits.")
GONE = N_("That company is no longer there.")
SETTLED = N_("That company is decided already: {status}.")
WHY = N_("Why do you refuse <b>{company}</b>? Type the reason; they will read it.")
ASK_WHAT = N_("What do you want to ask <b>{company}</b>? Type your question; they will read it.")
PREVIEW = N_("They will read, in their own language:")
DONE = N_("Done: <b>{company}</b> is approved.")
REFUSED = N_("Done: <b>{company}</b> is refused.")
ASKED = N_("Your question went to <b>{company}</b>.")
REOPENED = N_("<b>{company}</b> waits for approval again.")
TOLD = N_n("{n} person is told.", "{n} people are told.")
NOTHING_TYPED = N_("The text is gone; please type it again.")

STATUS = {
    "draft": N_("still answering"),
    "submitted": N_("waiting"),
    "approved": N_("approved"),
    "refused": N_("refused"),
}
DRAFT_KEY = "@draft"


def welcome(visit: Visit, role: OrganiserRole) -> None:
    """Make the person an organiser and show the menu."""
    if visit.person.organiser_role != "owner":  # an owner who opens a colleague's link stays one
        visit.change_person(organiser_role=role)
    visit.uow.audit.add(
        person_id=visit.person.id,
        act="become_organiser",
        subject=f"person:{visit.person.id}",
        after=role,
        now=visit.now,
    )
    if "language" not in visit.answers:
        registration.follow(visit, Step(ask=LANGUAGE.key))
        return
    note = Note(message=WELCOME, params={"event": visit.event.name.in_(visit.language)})
    if registration.is_open(visit):
        registration.show_current(visit, note)
    else:
        show_menu(visit, note)


def show_menu(visit: Visit, note: Note | None = None) -> None:
    """Show what waits for an organiser."""
    t = visit.t
    if not admits(visit):
        return
    visit.change_person(asked=None)
    counts = _counts(visit)
    dead = len(visit.uow.outbox.dead())
    lines = [
        screens.note_text(note, t),
        t.count(WAITING, counts["submitted"]),
        t(COUNTS, approved=counts["approved"], refused=counts["refused"], draft=counts["draft"]),
        t.count(UNDELIVERED, dead) if dead else "",
        t(COMMANDS) if counts["approved"] else "",
    ]
    rows: list[tuple[Button, ...]] = []
    if counts["submitted"]:
        rows.append((Button(label=t.plain(N_("Look at the first")), data="o:next=0", style="primary"),))
    if dead:
        rows.append((Button(label=t.plain(N_("Undelivered messages")), data="o:dead"),))
    if visit.uow.agendas.newest("published") is not None:
        rows.append((Button(label=t.plain(N_("Change the day")), data="c:menu", style="primary"),))
    rows.append((Button(label=t.plain(N_("All registrations")), data="o:stats"),))
    if counts["approved"]:
        rows.append(
            (
                Button(label=t.plain(N_("Prepare the agenda")), data="m:allocate"),
                Button(label=t.plain(N_("The draft")), data="m:publish"),
            )
        )
        rows.append(
            (
                Button(label=t.plain(N_("Who has not chosen yet")), data="o:silent"),
                Button(label=t.plain(N_("Set-up")), data="m:setup"),
            )
        )
    rows.append((Button(label=t.plain(N_("Broadcast")), data="u:menu"),))
    rows += _day_rows(visit)
    visit.say("\n".join(filter(None, lines)), tuple(rows))


def _day_rows(visit: Visit) -> list[tuple[Button, ...]]:
    """Return the buttons of the event day, and of the record of what was done."""
    t = visit.t
    acts = Button(label=t.plain(N_("What was done")), data="i:acts")
    if visit.uow.agendas.newest("published") is None:
        return [(acts,)]
    to_call = len(visit.uow.notices.to_call(now=visit.now))
    calls = [(Button(label=t.plain(CALLS, n=to_call), data="i:calls", style="primary"),)] if to_call else []
    return [*calls, (Button(label=t.plain(N_("How the day stands")), data="m:status"), acts)]


def _counts(visit: Visit) -> dict[str, int]:
    counts = dict.fromkeys(STATUS, 0)
    for (status, _role), count in visit.uow.companies.counts().items():
        counts[status] += count
    return counts


def tap(visit: Visit, data: str) -> None:
    """Follow a button of the organisers' menu, for organisers only: ``o:approve=7``."""
    if not admits(visit):
        return
    verb, _, number = data.removeprefix("o:").partition("=")
    if verb == "next":
        _show_next(visit, after=id_in(number))
    elif verb == "dead":
        _show_dead(visit)
    elif verb == "stats":
        registrations.show(visit)
    elif verb == "silent":
        nudges.show(visit)
    elif verb == "nudge":
        nudges.send(visit)
    else:
        company = visit.uow.companies.find(id_in(number))
        act = _ACTS.get(verb)
        if company is None or act is None:
            show_menu(visit, Note(message=GONE))
        else:
            act(visit, company)


def _show_next(visit: Visit, *, after: int) -> None:
    waiting = visit.uow.companies.with_status("submitted")
    ids = [company.id for company in waiting]
    start = ids.index(after) + 1 if after in ids else 0
    if not waiting:
        show_menu(visit)
    else:
        see(visit, waiting[start % len(waiting)])


def see(visit: Visit, company: Company) -> None:
    """Show a company with its answers, trust level and flags, and what can be done."""
    t = visit.t
    stored = {**_people_answers(visit, company), **visit.uow.answers.of_company(company.id)}
    values = values_of(stored)
    lines = [
        t(N_("<b>{company}</b> ({status})"), company=company.legal_name or "?", status=t.plain(STATUS[company.status])),
        t(N_("Trust: {trust}"), trust=t.plain(companies.TRUST[company.trust])),
        *(f"🚩 {_flag(visit, flag, values)}" for flag in companies.flags_of(visit.event.brokers, values)),
        *(f"⚖️ {rule}" for rule in legal.for_organisers(candidate(company, values, visit.event), visit.event, t)),
        *(
            [t(N_("Waiting for their answer to: {question}"), question=company.open_question)]
            if company.open_question
            else []
        ),
        "",
        *screens.summary_lines(REGISTRATION_FORM, stored, values, t),
    ]
    visit.change_person(asked=None)
    visit.say("\n".join(lines), _verdict_rows(visit, company))


def _people_answers(visit: Visit, company: Company) -> dict[str, StoredAnswer]:
    people = visit.uow.people.of_company(company.id, "registrant", "delegate")
    return visit.uow.answers.load(person_id=people[0].id, company_id=None) if people else {}


def _flag(visit: Visit, flag: str, values: dict[str, object]) -> str:
    duplicate = values.get("duplicate_of")
    name = duplicate["name"] if isinstance(duplicate, dict) else ""
    return visit.t(companies.FLAGS[flag], principal=str(values.get("principal", "")), duplicate=str(name))


def _verdict_rows(visit: Visit, company: Company) -> tuple[tuple[Button, ...], ...]:
    t = visit.t
    another = Button(label=t.plain(N_("Next ›")), data=f"o:next={company.id}")
    if company.status != "submitted":
        undo = Button(label=t.plain(N_("Decide again")), data=f"o:undo={company.id}")
        return ((undo, another),) if company.status in ("approved", "refused") else ((another,),)
    return (
        (Button(label=t.plain(N_("Approve")), data=f"o:approve={company.id}", style="primary"),),
        (
            Button(label=t.plain(N_("Refuse…")), data=f"o:refuse={company.id}", style="danger"),
            Button(label=t.plain(N_("Ask a question…")), data=f"o:ask={company.id}"),
        ),
        (another,),
    )


def _is_decided(visit: Visit, company: Company) -> bool:
    """Tell, and say, that a colleague was faster."""
    if company.status == "submitted":
        return False
    visit.say(visit.t(SETTLED, status=visit.t.plain(STATUS[company.status])), _verdict_rows(visit, company))
    return True


def _approve(visit: Visit, company: Company) -> None:
    if not _is_decided(visit, company):
        _decide(visit, company, "approved", reason=None)


def _decide(visit: Visit, company: Company, status: str, *, reason: str | None) -> None:
    visit.uow.companies.change(
        company.id, status=status, decision_reason=reason, decided_at=visit.now, open_question=None
    )
    _write_down(visit, company, status, reason)
    if status == "refused":
        unsent.take_back(visit.uow, people_of(visit, company), reason="refused", now=visit.now)
    else:
        avoiding.keep_apart(visit.uow, company, now=visit.now)
    told = notices.tell_verdict(visit, company, verdict=status, reason=reason or "")
    t = visit.t
    text = t(DONE if status == "approved" else REFUSED, company=company.legal_name or "")
    undo = Button(label=t.plain(N_("Undo")), data=f"o:undo={company.id}")
    following = Button(label=t.plain(N_("Next ›")), data="o:next=0", style="primary")
    visit.say(f"{text} {t.count(TOLD, told)}", ((undo, following),))


def people_of(visit: Visit, company: Company) -> list[int]:
    """Return the ids of a company's people."""
    return [person.id for person in visit.uow.people.of_company(company.id, "registrant", "delegate")]


def _write_down(visit: Visit, company: Company, after: str, reason: str | None) -> None:
    visit.uow.audit.add(
        person_id=visit.person.id,
        act=after,
        subject=f"company:{company.id}",
        before=company.status,
        after={"status": after, "text": reason},
        now=visit.now,
    )


def _reopen(visit: Visit, company: Company) -> None:
    """Take a verdict back; the company is told, because it was told the verdict."""
    if company.status not in ("approved", "refused"):
        see(visit, company)
        return
    visit.uow.companies.change(company.id, status="submitted", decision_reason=None, decided_at=None)
    _write_down(visit, company, "reopened", None)
    notices.tell_verdict(visit, company, verdict="reopened")
    visit.say(visit.t(REOPENED, company=company.legal_name or ""), ((_see_button(visit, company),),))


def _see_button(visit: Visit, company: Company) -> Button:
    return Button(label=visit.t.plain(N_("Look at it")), data=f"o:see={company.id}")


def _ask_reason(visit: Visit, company: Company) -> None:
    if not _is_decided(visit, company):
        visit.change_person(asked=f"@refuse:{company.id}")
        visit.say(visit.t(WHY, company=company.legal_name or ""), ((_see_button(visit, company),),))


def _ask_question(visit: Visit, company: Company) -> None:
    if not _is_decided(visit, company):
        visit.change_person(asked=f"@question:{company.id}")
        visit.say(visit.t(ASK_WHAT, company=company.legal_name or ""), ((_see_button(visit, company),),))


def type_reason(visit: Visit, text: str) -> None:
    """Take the typed reason of a refusal and show what the company will read."""
    _preview(visit, text, verdict="refused", send="refuse_now")


def type_question(visit: Visit, text: str) -> None:
    """Take the typed question to a company and show what it will read."""
    _preview(visit, text, verdict="question", send="ask_now")


def _preview(visit: Visit, text: str, *, verdict: str, send: str) -> None:
    company = visit.uow.companies.find(id_in((visit.person.asked or "").rpartition(":")[2]))
    if visit.person.organiser_role is None or company is None:
        show_menu(visit, Note(message=GONE))
        return
    visit.save_as("person", StoredAnswer(key=DRAFT_KEY, value={"company": company.id, "text": text}, status="partial"))
    t = visit.t
    reader = translator(_reader_language(visit, company))
    reply = notices.verdict_reply(visit, reader, company, verdict=verdict, reason=text)
    buttons = (
        Button(label=t.plain(N_("Send")), data=f"o:{send}={company.id}", style="primary"),
        Button(label=t.plain(N_("Do not send")), data=f"o:see={company.id}"),
    )
    visit.say(f"{t(PREVIEW)}\n\n{reply.text}", (buttons,))


def _reader_language(visit: Visit, company: Company) -> str:
    people = visit.uow.people.of_company(company.id, "registrant", "delegate")
    return next((person.language for person in people if person.language), visit.language)


def _draft(visit: Visit, company: Company) -> str | None:
    """Return, once, what the organiser typed for this company."""
    draft = visit.answers.get(DRAFT_KEY)
    if draft is None or draft.value["company"] != company.id:
        _ask_again = Note(message=NOTHING_TYPED, is_problem=True)
        visit.say(screens.note_text(_ask_again, visit.t), _verdict_rows(visit, company))
        return None
    visit.forget("person", DRAFT_KEY)
    visit.change_person(asked=None)
    return str(draft.value["text"])


def _refuse(visit: Visit, company: Company) -> None:
    if not _is_decided(visit, company):
        reason = _draft(visit, company)
        if reason is not None:
            _decide(visit, company, "refused", reason=reason)


def _send_question(visit: Visit, company: Company) -> None:
    if _is_decided(visit, company):
        return
    question = _draft(visit, company)
    if question is not None:
        visit.uow.companies.change(company.id, open_question=question)
        _write_down(visit, company, "question", question)
        notices.tell_verdict(visit, company, verdict="question", reason=question)
        for person in visit.uow.people.of_company(company.id, "registrant", "delegate"):
            visit.uow.people.change(person.id, asked=None)  # what they type next answers the organisers
        following = Button(label=visit.t.plain(N_("Next ›")), data=f"o:next={company.id}", style="primary")
        visit.say(visit.t(ASKED, company=company.legal_name or ""), ((following,),))


def _show_dead(visit: Visit) -> None:
    """List who could not be reached, with the reason and the beginning of the message."""
    t = visit.t
    lines = [t(N_("Could not be delivered:"))]
    for message in visit.uow.outbox.dead():
        found = visit.uow.people.find(message.address)
        name = known_name(visit.uow, found[1]) if found else "?"
        words = plain_text(from_payload(message.payload).text)[:60]
        line = N_("• {name} ({channel}): {reason}. “{words}”")
        channel = failures.channel_name(message.address.partition(":")[0], t)
        why = failures.reason(message.reason or "?", t)
        lines.append(t(line, name=name, channel=channel, reason=why, words=words))
    visit.say("\n".join(lines))


_ACTS: Mapping[str, Callable[[Visit, Company], None]] = {
    "see": see,
    "approve": _approve,
    "undo": _reopen,
    "refuse": _ask_reason,
    "refuse_now": _refuse,
    "ask": _ask_question,
    "ask_now": _send_question,
}
