"""What the law and decency ask: the privacy text, consent withdrawn, everything exported, everything erased."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from handlers import unsent
from handlers.joining import companies, registration
from handlers.messages import Attachment, Button, Reply
from handlers.visit import Visit
from locales.dates import format_day
from locales.markup import escape
from locales.translator import N_
from storage.outbox import FAREWELL
from storage.records import Consent
from storage.unit_of_work import UnitOfWork

FAREWELL_LIVES = timedelta(hours=1)

NOT_DECIDED = N_("not decided yet")
EXPORTED = N_("Here is everything we keep about you, as a file that people and programs can read.")
ERASE = N_(
    "Erase everything about you? Your answers, your messages and your consents are deleted at once. "
    "If you are your company's only delegate, its registration is deleted too. This cannot be undone."
)
ERASED = N_(
    "You are erased. What stays until {date}: the dated trail of what was decided (approved, refused, joined), without "
    "your name, because the organisers must be able to account for it; and what others were told of you before, "
    "in their own messages. This message is forgotten in an hour. To come back: /start"
)
KEPT = N_("Nothing was erased.")
WITHDRAWN = N_("Done. You will receive no more reminders.")
GIVEN = N_("Done. You will receive reminders.")


def show(visit: Visit, _argument: str = "") -> None:
    """Show the privacy text, the consents in force, and what can be done about them."""
    t = visit.t
    privacy = visit.event.privacy
    decided = {consent.purpose: consent.is_given for consent in visit.uow.consents.of_person(visit.person.id)}
    lines = [
        escape(privacy.text.in_(t.language)),
        "",
        t(
            N_("Text of {version}; your data is erased on {date} at the latest."),
            version=privacy.version,
            date=format_day(privacy.retain_until, t.language),
        ),
        t(N_("Matching and sharing with matched companies: {state}"), state=_state(visit, decided.get("matching"))),
        t(N_("Reminders: {state}"), state=_state(visit, decided.get("reminders"))),
    ]
    visit.say("\n".join(lines), _rows(visit, decided))


def _state(visit: Visit, is_given: bool | None) -> str:
    if is_given is None:
        return visit.t.plain(NOT_DECIDED)
    return visit.t.plain(N_("yes") if is_given else N_("no"))


def _rows(visit: Visit, decided: dict[str, bool]) -> tuple[tuple[Button, ...], ...]:
    t = visit.t
    rows: list[tuple[Button, ...]] = []
    if "reminders" in decided:
        label = N_("No more reminders") if decided["reminders"] else N_("Remind me again")
        rows.append((Button(label=t.plain(label), data="v:off" if decided["reminders"] else "v:on"),))
    rows.append(
        (
            Button(label=t.plain(N_("Export my data")), data="m:export"),
            Button(label=t.plain(N_("Erase me")), data="m:erase", style="danger"),
        )
    )
    if registration.is_open(visit):
        rows.append((Button(label=t.plain(N_("Go on")), data="m:resume", style="primary"),))
    return tuple(rows)


def tap(visit: Visit, data: str) -> None:
    """Follow a button of the privacy screens."""
    verb = data.removeprefix("v:")
    if verb == "erase":
        _erase(visit)
    elif verb in ("on", "off"):
        _decide_reminders(visit, is_given=verb == "on")
    else:
        visit.say(visit.t(KEPT))


def _decide_reminders(visit: Visit, *, is_given: bool) -> None:
    answer = visit.answers.get("consent_reminders")
    if answer is not None:
        visit.save_as("person", replace(answer, value=is_given, status="given"))
    visit.uow.consents.add(
        visit.person.id,
        Consent(
            purpose="reminders",
            is_given=is_given,
            text_version=visit.event.privacy.version,
            language=visit.language,
            decided_at=visit.now,
        ),
    )
    if not is_given:
        for address in visit.uow.people.addresses(visit.person.id):
            visit.uow.reminders.drop_of_address(address.address, reason="no_consent", now=visit.now)
        unsent.take_back_reminders(visit.uow, visit.person.id, now=visit.now)
    visit.say(visit.t(GIVEN if is_given else WITHDRAWN))


def export(visit: Visit, _argument: str = "") -> None:
    """Send everything stored about the person as a JSON file."""
    content = orjson.dumps(everything(visit), option=orjson.OPT_INDENT_2, default=str)
    file = Attachment(filename="mawid-export.json", media_type="application/json", content=content)
    visit.reply(Reply(text=visit.t(EXPORTED), language=visit.language, attachment=file))


def everything(visit: Visit) -> dict[str, Any]:
    """Return whatever the database holds about the person."""
    uow = visit.uow
    person = visit.person
    addresses = uow.people.addresses(person.id)
    company = visit.company if person.membership != "pending" else None  # not theirs yet
    return {
        "exported_at": visit.now,
        "person": asdict(person),
        "addresses": [asdict(address) for address in addresses],
        "answers": [asdict(answer) for answer in uow.answers.load(person_id=person.id, company_id=None).values()],
        "company": None if company is None else asdict(company),
        "company_answers": []
        if company is None
        else [asdict(answer) for answer in uow.answers.of_company(company.id).values()],
        "consents": [asdict(consent) for consent in uow.consents.of_person(person.id)],
        "notices": [asdict(one) for one in uow.notices.of_person(person.id)],
        "acts": [asdict(line) for line in uow.audit.of_person(person.id)],
        "acts_of_others": [{**asdict(line), "person_id": None} for line in uow.audit.of_subject(f"person:{person.id}")],
        "received": [asdict(line) for address in addresses for line in uow.inbox.after(address.address)],
        "sent": [
            {**asdict(message), "payload": orjson.loads(message.payload)}
            for address in addresses
            for message in uow.outbox.of_address(address.address)
        ],
    }


def ask_to_erase(visit: Visit, _argument: str = "") -> None:
    """Ask whether everything shall be erased."""
    t = visit.t
    yes = Button(label=t.plain(N_("Erase everything")), data="v:erase", style="danger")
    visit.say(t(ERASE), ((yes,), (Button(label=t.plain(N_("Keep everything")), data="v:keep"),)))


def _erase(visit: Visit) -> None:
    uow = visit.uow
    person = visit.person
    company = visit.company
    words = visit.t(ERASED, date=format_day(visit.event.privacy.retain_until, visit.language))
    language = visit.language
    uow.audit.add(person_id=None, act="erase", subject=f"person:{person.id}", now=visit.now)
    for address in uow.people.addresses(person.id):
        uow.outbox.remove_of_address(address.address)
        uow.inbox.remove_of_address(address.address, keep_id=visit.inbox_id)
        if address.address != visit.address.address:  # the chat at hand still has to show that it is done
            uow.sessions.remove_of_address(address.address)
    uow.people.erase(person.id)
    if company is not None:
        companies.leave(visit, company.id)
    visit.reply(Reply(text=words, language=language), key=f"{FAREWELL}{visit.inbox_id}")


def forget_farewells(uow: UnitOfWork, *, now: datetime) -> int:
    """Forget whom we told that they are erased, once they had the time to read it; return how many."""
    return uow.outbox.remove_farewells(before=now - FAREWELL_LIVES)
