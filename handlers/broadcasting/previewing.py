"""What will leave, exactly: each language as it will look, how many get it where, who is left out and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from events.event import Event
from handlers.broadcasting import acts, reading
from handlers.broadcasting.acts import button
from handlers.broadcasting.audience import LEFT_OUT, Audience, Reach, reach
from handlers.broadcasting.describing import describe, language_name
from handlers.broadcasting.wording import has_text_in, replies
from handlers.failures import channel_name
from handlers.messages import Button
from handlers.names import known_name
from handlers.reach import plan_fit, warning
from handlers.visit import Rows, Visit
from locales.dates import format_list, format_moment
from locales.markup import Markup, escape
from locales.translator import N_, N_n, Translator
from storage.records import Broadcast
from storage.unit_of_work import UnitOfWork

AT_ONCE = N_("Leaves as soon as it is approved.")
AT = N_("Leaves on {moment}.")
PEOPLE = N_n("{n} person gets it:", "{n} people get it:")
NOBODY = N_("Nobody gets it: choose another audience.")
COUNT = N_("• {language}: {counts}")
COUNT_NOTED = N_("• {language}, with a note: {counts}")
LEFT = N_n("{n} person is left out:", "{n} people are left out:")
REASON = N_("• {reason}: {names}")
MAY_LOOK = N_("It is a draft: only its author may change it or ask for its approval.")
MAY_APPROVE = N_("You may approve or decline it; only its author may change it.")
NAMES_SHOWN = 5


def show(visit: Visit, broadcast: Broadcast, problem: str = "") -> None:
    """Show a draft, or what waits for approval, to whoever may send or approve it; a problem (markup) comes first."""
    visit.change_person(asked=None)
    if not any(broadcast.texts.values()):
        lines = [acts.title(visit, broadcast), *_others_lines(visit, broadcast)]
        visit.say("\n".join(lines), _empty_rows(visit, broadcast))
        return
    show_words(visit, broadcast)
    found = reach(visit.uow, visit.event, Audience.from_json(broadcast.audience))
    lines = [
        acts.title(visit, broadcast),
        *([f"⚠️ {problem}"] if problem else []),
        *_others_lines(visit, broadcast),
        *lines_of(visit, broadcast, found, visit.t),
    ]
    visit.say("\n".join(lines), _rows(visit, broadcast, len(found.recipients)))


def _others_lines(visit: Visit, broadcast: Broadcast) -> list[str]:
    """Tell a colleague who wrote it and what they may do with it."""
    if acts.is_author(visit, broadcast):
        return []
    may = MAY_APPROVE if broadcast.status == "waiting" else MAY_LOOK
    return [*reading.history(visit, broadcast), visit.t(may)]


def _empty_rows(visit: Visit, broadcast: Broadcast) -> Rows:
    menu = button(visit, N_("Broadcasts"), "menu")
    if not acts.is_author(visit, broadcast):
        return ((menu,),)
    write = button(visit, N_("Write it"), f"text={broadcast.id}.{visit.language}", style="primary")
    return ((write,), (button(visit, N_("Drop the draft"), f"drop={broadcast.id}", style="danger"), menu))


def show_words(visit: Visit, broadcast: Broadcast) -> None:
    """Show each language as its readers get it."""
    for language in dict.fromkeys((*visit.event.languages, *broadcast.texts)):
        for reply in replies(broadcast, language=language, channel=visit.address.channel, event=visit.event):
            visit.reply(reply)


def lines_of(visit: Visit, broadcast: Broadcast, found: Reach, t: Translator) -> list[str]:
    """Return whom it is for, when it leaves, how many get it where, and who is left out."""
    return [
        describe(visit.uow, visit.event, Audience.from_json(broadcast.audience), t),
        when_line(visit.event, broadcast, t),
        "",
        *count_lines(broadcast, found, t),
        *_fit_lines(visit, found, t),
        *left_out_lines(visit.uow, with_erased(visit.uow, broadcast, found), t),
    ]


def when_line(event: Event, broadcast: Broadcast, t: Translator) -> str:
    """Return when it leaves."""
    if broadcast.starts_at is None:
        return t(AT_ONCE)
    moment = format_moment(broadcast.starts_at, event.zone, t.language)
    return t(AT, moment=Markup(escape(moment), isolate=False))


def count_lines(broadcast: Broadcast, found: Reach, t: Translator) -> list[str]:
    """Return how many people get it, by language and channel."""
    if not found.recipients:
        return [f"⚠️ {t(NOBODY)}"]
    counts = found.counts()
    lines = [t.count(PEOPLE, len(found.recipients))]
    for language in sorted({language for language, _ in counts}):
        numbers = [
            f"{channel_name(channel, t)} {counts[known, channel]}"
            for known, channel in sorted(counts)
            if known == language
        ]
        form = COUNT if has_text_in(broadcast, language) else COUNT_NOTED
        shown = Markup(escape(format_list(numbers, t.language)), isolate=False)
        lines.append(t(form, language=language_name(language, t), counts=shown))
    return lines


def _fit_lines(visit: Visit, found: Reach, t: Translator) -> list[str]:
    """Say when more people are written to unasked than a platform allows today."""
    addresses = [one.address.address for one in found.recipients]
    told = warning(plan_fit(visit.uow, visit.house, addresses=addresses, now=visit.now), t)
    return [told] if told else []


def with_erased(uow: UnitOfWork, broadcast: Broadcast, found: Reach) -> Mapping[str, Sequence[int]]:
    """Return who is left out, with the companies of a list that were erased since."""
    chosen = Audience.from_json(broadcast.audience).companies
    gone = [-number for number in chosen if uow.companies.find(number) is None]
    return {**found.left_out, "erased": gone} if gone else found.left_out


def left_out_lines(uow: UnitOfWork, left_out: Mapping[str, Sequence[int]], t: Translator) -> list[str]:
    """Return who does not get it, by reason."""
    total = sum(len(people) for people in left_out.values())
    if not total:
        return []
    lines = ["", t.count(LEFT, total)]
    for reason, people in sorted(left_out.items()):
        names = [_name(uow, person_id) for person_id in people[:NAMES_SHOWN]]
        more = [f"+{len(people) - NAMES_SHOWN}"] if len(people) > NAMES_SHOWN else []
        shown = Markup(escape(format_list([*names, *more], t.language)), isolate=False)
        words = Markup(t(LEFT_OUT.get(reason, reason)), isolate=False)
        lines.append(t(REASON, reason=words, names=shown))
    return lines


def _name(uow: UnitOfWork, person_id: int) -> str:
    person = uow.people.find_by_id(person_id)
    if person is None:
        return "?"
    company = uow.companies.find(person.company_id or 0)
    name = known_name(uow, person)
    return f"{name} ({company.legal_name})" if company is not None and company.legal_name else name


def _rows(visit: Visit, broadcast: Broadcast, people: int) -> Rows:
    if not acts.is_author(visit, broadcast):
        return _colleague_rows(visit, broadcast)
    number, seen = broadcast.id, f"{broadcast.id}.{broadcast.revision}"
    if broadcast.status == "waiting":
        return ((button(visit, N_("Change it"), f"reopen={number}"), button(visit, N_("Broadcasts"), "menu")),)
    rows: list[tuple[Button, ...]] = []
    if people and acts.may_approve_alone(visit, broadcast, people):
        rows.append((button(visit, N_("Send it"), f"send={seen}", style="danger"),))
    elif people:
        rows.append((button(visit, N_("Ask a colleague to approve"), f"ask={seen}", style="primary"),))
    rows += [
        (button(visit, N_("Change the text"), f"texts={number}"), button(visit, N_("Audience"), f"who={number}")),
        (button(visit, N_("When…"), f"when={number}"), button(visit, N_("Drop the draft"), f"drop={number}")),
        (button(visit, N_("Broadcasts"), "menu"),),
    ]
    return tuple(rows)


def _colleague_rows(visit: Visit, broadcast: Broadcast) -> Rows:
    menu = (button(visit, N_("Broadcasts"), "menu"),)
    if broadcast.status != "waiting":
        return (menu,)
    seen = f"{broadcast.id}.{broadcast.revision}"
    approve = button(visit, N_("Approve"), f"approve={seen}", style="primary")
    return ((approve, button(visit, N_("Decline"), f"decline={seen}", style="danger")), menu)
