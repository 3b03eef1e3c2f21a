"""The delivery report in the chat: how far it is, who failed and why, names page by page, a file to keep."""

from __future__ import annotations

import csv
from datetime import datetime
from io import StringIO

from handlers.broadcasting import acts, correcting, previewing, reading
from handlers.broadcasting.acts import button
from handlers.broadcasting.audience import Audience
from handlers.broadcasting.deliveries import (
    COUNTED,
    STATES,
    WORDS,
    Delivery,
    by_reason,
    by_state,
    deliveries,
    erased,
    reason_words,
)
from handlers.broadcasting.describing import describe, language_name
from handlers.broadcasting.splitting import width
from handlers.failures import channel_name
from handlers.messages import Attachment, Button, Reply, plain_text
from handlers.visit import Rows, Visit
from locales.digits import strip_bidi
from locales.markup import Markup, escape, plain
from locales.translator import N_, N_n, Translator
from storage.records import Broadcast

REASON = N_("• {counted}: {reason}")
ERASED = N_n("{n} person erased themselves since.", "{n} people erased themselves since.")
NAMES = N_("<b>Broadcast {n}</b> · {counted} ({page}/{pages})")
NAME = N_("• {name} ({company})")
NAME_WHY = N_("• {name} ({company}): {reason}")
CORRECTION = N_("⚠️ A correction by {name} waits for approval.")
FILE = N_("The delivery report of broadcast {n}.")
NAMES_ON_A_PAGE = 20
OURS = frozenset(WORDS.values())
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")

STEER = {"pause": N_("Pause"), "resume": N_("Go on"), "stop": N_("Stop…")}
STEERING = {"scheduled": ("pause", "stop"), "sending": ("pause", "stop"), "paused": ("resume", "stop")}

HEADER = (
    N_("Name"),
    N_("Company"),
    N_("Language"),
    N_("Channel"),
    N_("Status"),
    N_("Reason"),
    N_("Sent"),
    N_("Delivered"),
    N_("Read"),
)


def show(visit: Visit, broadcast: Broadcast) -> None:
    """Show how far a broadcast is, and what can be done with it."""
    t = visit.t
    lines = deliveries(visit.uow, broadcast)
    states, reasons = by_state(lines), by_reason(lines)
    gone = erased(broadcast, lines)
    text = [
        acts.title(visit, broadcast),
        *correction_lines(visit, broadcast),
        describe(visit.uow, visit.event, Audience.from_json(broadcast.audience), t),
        *reading.history(visit, broadcast),
        *([previewing.when_line(visit.event, broadcast, t)] if broadcast.status == "scheduled" else []),
        "",
        *(t.count(COUNTED[state], states[state]) for state in STATES if states[state]),
        *(
            t(REASON, counted=_counted(t, state, count), reason=_words(t, reason_words(reason)))
            for (state, reason), count in sorted(reasons.items())
        ),
        *([t.count(ERASED, gone)] if gone else []),
    ]
    words, is_whole = reading.texts(broadcast, t, room=reading.MESSAGE - width(plain_text("\n".join([*text, "", ""]))))
    visit.change_person(asked=None)
    visit.say("\n".join([*text, "", words]), _rows(visit, broadcast, states, is_whole=is_whole))


def correction_lines(visit: Visit, broadcast: Broadcast) -> list[str]:
    """Return that a correction waits for approval, and whose."""
    correction = correcting.waiting(broadcast)
    if correction is None:
        return []
    return [visit.t(CORRECTION, name=acts.name_of(visit.uow, correction["person_id"]) or "?")]


def correction_rows(visit: Visit, broadcast: Broadcast) -> Rows:
    """Return the way to a correction that waits."""
    if correcting.waiting(broadcast) is None:
        return ()
    return ((button(visit, N_("Look at the correction"), f"fix_see={broadcast.id}", style="primary"),),)


def show_whole(visit: Visit, broadcast: Broadcast, _rest: str) -> None:
    """Show the words as their readers get them, and the report again."""
    previewing.show_words(visit, broadcast)
    show(visit, broadcast)


def _rows(visit: Visit, broadcast: Broadcast, states: dict[str, int], *, is_whole: bool) -> Rows:
    number = broadcast.id
    t = visit.t
    names = [
        Button(label=strip_bidi(plain(t.count(COUNTED[state], states[state]))), data=f"u:names={number}.{state}.0")
        for state in STATES
        if states.get(state)
    ]
    rows = [*correction_rows(visit, broadcast), *(tuple(names[at : at + 2]) for at in range(0, len(names), 2))]
    if not is_whole:
        rows.append((button(visit, N_("The whole text"), f"whole={number}"),))
    if broadcast.status in STEERING:
        rows.append(tuple(button(visit, STEER[verb], f"{verb}={number}") for verb in STEERING[broadcast.status]))
    if names:
        rows.append((button(visit, N_("As a file"), f"csv={number}"),))
    if broadcast.status in ("sending", "paused", "stopped", "done"):
        rows.append((button(visit, N_("Correct the text…"), f"fixes={number}"),))
    rows.append((button(visit, N_("Refresh"), f"see={number}"), button(visit, N_("Broadcasts"), "menu")))
    return tuple(rows)


def show_names(visit: Visit, broadcast: Broadcast, rest: str) -> None:
    """List who is at one step, a page at a time: ``names=7.failed.0``."""
    state, _, typed = rest.partition(".")
    if state not in STATES:
        show(visit, broadcast)
        return
    lines = [line for line in deliveries(visit.uow, broadcast) if line.state == state]
    pages = max(1, -(-len(lines) // NAMES_ON_A_PAGE))
    page = (int(typed) if typed.isdecimal() and len(typed) < 4 else 0) % pages
    t = visit.t
    text = [t(NAMES, n=broadcast.id, counted=_counted(t, state, len(lines)), page=page + 1, pages=pages)]
    for line in lines[page * NAMES_ON_A_PAGE : (page + 1) * NAMES_ON_A_PAGE]:
        form = NAME_WHY if line.reason else NAME
        text.append(t(form, name=line.name, company=line.company or "?", **_why(t, line)))
    row = [button(visit, N_("Back to the report"), f"see={broadcast.id}")]
    if pages > 1:
        more = t.plain(N_("More ({page}/{pages}) ›"), page=page + 1, pages=pages, isolate=False)
        row.append(Button(label=more, data=f"u:names={broadcast.id}.{state}.{page + 1}"))
    visit.say("\n".join(text), (tuple(row),))


def _counted(t: Translator, state: str, count: int) -> Markup:
    return Markup(t.count(COUNTED[state], count), isolate=False)


def _why(t: Translator, line: Delivery) -> dict[str, str]:
    return {"reason": _words(t, reason_words(line.reason))} if line.reason else {}


def _words(t: Translator, message: str) -> Markup:
    """Return words of ours without an isolate; a platform's code is no message and stays as it is."""
    is_ours = message in OURS
    return Markup(t(message) if is_ours else escape(message), isolate=not is_ours)


def send_file(visit: Visit, broadcast: Broadcast, _rest: str) -> None:
    """Send the report as a file that a spreadsheet opens."""
    content = table(visit, broadcast).encode("utf-8-sig")  # without the mark, spreadsheets misread Arabic
    file = Attachment(filename=f"broadcast-{broadcast.id}.csv", media_type="text/csv", content=content)
    visit.reply(Reply(text=visit.t(FILE, n=broadcast.id), language=visit.language, attachment=file))


def table(visit: Visit, broadcast: Broadcast) -> str:
    """Return the report as comma-separated values, times in the event's zone."""
    stream = StringIO()
    writer = csv.writer(stream)
    t = visit.t
    writer.writerow([strip_bidi(t.plain(name)) for name in HEADER])
    for line in deliveries(visit.uow, broadcast):
        writer.writerow(
            [_harmless(cell) for cell in cells(line, t)]
            + [at.astimezone(visit.event.zone).strftime("%Y-%m-%d %H:%M:%S") if at else "" for at in instants(line)]
        )
    return stream.getvalue()


def cells(line: Delivery, t: Translator) -> tuple[str, ...]:
    """Return a delivery as words: name, company, language, channel, status, reason."""
    reason = reason_words(line.reason)
    return (
        line.name,
        line.company,
        language_name(line.language, t) if line.language else "",
        strip_bidi(channel_name(line.channel, t)) if line.channel else "",
        strip_bidi(t.plain(STATES[line.state])),
        strip_bidi(t.plain(reason)) if reason != line.reason else reason,
    )


def instants(line: Delivery) -> tuple[datetime | None, ...]:
    """Return when it was sent, delivered and read."""
    return line.sent_at, line.delivered_at, line.read_at


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell
