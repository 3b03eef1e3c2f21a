"""Choosing the audience: kinds with toggles, which narrow each other, or a typed list of companies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers import screens
from handlers.broadcasting import acts
from handlers.broadcasting.acts import button
from handlers.broadcasting.audience import Audience, reach
from handlers.broadcasting.describing import KINDS, describe, options
from handlers.broadcasting.naming import understand
from handlers.conversation import Note
from handlers.messages import Button, Reply, id_in
from handlers.visit import Rows, Visit
from locales.translator import N_, N_n
from storage.records import Broadcast

WHO = N_("Who should get it?")
REACHED = N_n("{n} person is reached.", "{n} people are reached.")
TOGGLE = N_("{kind}: tap what you want. Nothing chosen means everybody.")
TOGGLE_NEEDED = N_("{kind}: tap what you want; at least one is needed.")
TYPE_LIST = N_("Type the companies, one on a line: their names or numbers.")
NEARLY = N_("“{typed}” is taken for {company}.")
UNCLEAR = N_("“{typed}” may be several companies: tap the one you mean.")
UNKNOWN = N_("Nobody is called “{typed}”.")
NO_STATUS = N_("At least one is needed.")
BUTTONS_ON_A_PAGE = 24


def show(
    visit: Visit, broadcast: Broadcast, notes: Sequence[str] = (), *, offered: Rows = (), redraws: bool = False
) -> None:
    """Show the audience as it is, and its kinds; `offered` companies come first."""
    t = visit.t
    audience = Audience.from_json(broadcast.audience)
    people = len(reach(visit.uow, visit.event, audience).recipients)
    text = "\n".join(
        [
            acts.title(visit, broadcast),
            *notes,
            t(WHO),
            "",
            describe(visit.uow, visit.event, audience, t),
            "",
            t.count(REACHED, people),
        ]
    )
    kinds = [button(visit, name, f"kind={broadcast.id}.{kind}.0", is_quiet=True) for kind, name in KINDS.items()]
    rows = [*offered, *(tuple(kinds[at : at + 2]) for at in range(0, len(kinds), 2))]
    rows += [
        (button(visit, N_("Change the purpose"), f"purpose={broadcast.id}", is_quiet=True),),
        (button(visit, N_("A list of companies…"), f"list={broadcast.id}"),),
        (button(visit, N_("Preview"), f"look={broadcast.id}", style="primary"),),
    ]
    visit.change_person(asked=None)
    edits = visit.incoming.message_ref if redraws else None
    visit.reply(Reply(text=text, language=t.language, rows=tuple(rows), edits=edits))


def show_again(visit: Visit, broadcast: Broadcast, _rest: str) -> None:
    """Go back to the whole audience."""
    show(visit, broadcast)


def show_kind(visit: Visit, broadcast: Broadcast, rest: str) -> None:
    """Show what can be chosen of a kind: ``kind=7.tables.0``."""
    kind, _, page = rest.partition(".")
    if kind in KINDS:
        _draw_kind(visit, broadcast, kind, int(page) if page.isdecimal() and len(page) < 4 else 0)
    else:
        show(visit, broadcast)


def _draw_kind(visit: Visit, broadcast: Broadcast, kind: str, page: int, note: Note | None = None) -> None:
    t = visit.t
    chosen = getattr(Audience.from_json(broadcast.audience), kind)
    known = options(visit.event, kind, t)
    pages = max(1, -(-len(known) // BUTTONS_ON_A_PAGE))
    page %= pages
    first = page * BUTTONS_ON_A_PAGE
    buttons = [
        Button(label=label, data=f"u:set={broadcast.id}.{kind}.{at}", is_on=value in chosen)
        for at, (value, label) in enumerate(known[first : first + BUTTONS_ON_A_PAGE], first)
    ]
    per_row = 6 if kind == "tables" else 1
    rows = [tuple(buttons[at : at + per_row]) for at in range(0, len(buttons), per_row)]
    if pages > 1:
        label = t.plain(N_("More ({page}/{pages}) ›"), page=page + 1, pages=pages, isolate=False)
        rows.append((Button(label=label, data=f"u:kind={broadcast.id}.{kind}.{page + 1}", is_quiet=True),))
    rows.append((button(visit, N_("Done"), f"back={broadcast.id}", is_quiet=True, style="primary"),))
    heading = t(TOGGLE_NEEDED if kind == "statuses" else TOGGLE, kind=t.plain(KINDS[kind]))
    text = "\n".join(filter(None, (screens.note_text(note, t), heading)))
    edits = visit.incoming.message_ref
    visit.reply(Reply(text=text, language=t.language, rows=tuple(rows), edits=edits))


def toggle(visit: Visit, broadcast: Broadcast, rest: str) -> None:
    """Take an option or put it back: ``set=7.roles.0``."""
    kind, _, index = rest.partition(".")
    known = options(visit.event, kind, visit.t) if kind in KINDS else ()
    position = int(index) if index.isdecimal() and len(index) < 5 else len(known)
    if position >= len(known):
        show(visit, broadcast)
        return
    audience = Audience.from_json(broadcast.audience).toggled(kind, known[position][0])
    if not audience.statuses:
        _draw_kind(visit, broadcast, kind, 0, Note(message=NO_STATUS, is_problem=True))
        return
    _draw_kind(visit, keep(visit, broadcast, audience), kind, position // BUTTONS_ON_A_PAGE)


def back(visit: Visit, broadcast: Broadcast, _rest: str) -> None:
    """Draw the whole audience in place of a kind."""
    show(visit, broadcast, redraws=True)


def change_purpose(visit: Visit, broadcast: Broadcast, _rest: str) -> None:
    """Change whether consent to reminders is needed as well; an emergency is always about the event."""
    audience = Audience.from_json(broadcast.audience)
    other = "event" if audience.purpose == "reminders" or broadcast.is_emergency else "reminders"
    show(visit, keep(visit, broadcast, replace(audience, purpose=other)), redraws=True)


def ask_list(visit: Visit, broadcast: Broadcast, _rest: str) -> None:
    """Ask for the companies."""
    visit.change_person(asked=f"@broadcast:list:{broadcast.id}")
    visit.say(visit.t(TYPE_LIST), _list_rows(visit, broadcast))


def _list_rows(visit: Visit, broadcast: Broadcast) -> Rows:
    everybody = button(visit, N_("No list: everybody"), f"anyone={broadcast.id}")
    return ((everybody,), (button(visit, N_("Audience"), f"who={broadcast.id}"),))


def forget_list(visit: Visit, broadcast: Broadcast, _rest: str) -> None:
    """Be bound by no list any more."""
    audience = replace(Audience.from_json(broadcast.audience), companies=())
    show(visit, keep(visit, broadcast, audience))


def take_list(visit: Visit, broadcast: Broadcast, _rest: str, text: str) -> None:
    """Take the typed companies; what was only a part of a name, nearly one or nobody's is told, several are offered."""
    understood = understand(text, visit.uow.companies.every())
    t = visit.t
    notes = [
        *(t(NEARLY, typed=typed, company=company.legal_name or "?") for typed, company in understood.guessed),
        *(f"⚠️ {t(UNCLEAR, typed=typed)}" for typed, _companies in understood.unclear),
        *(f"⚠️ {t(UNKNOWN, typed=typed)}" for typed in understood.unknown),
    ]
    several = {company.id: company for _typed, companies in understood.unclear for company in companies}
    offered = tuple(
        (Button(label=one.legal_name or "?", data=f"u:pick={broadcast.id}.{one.id}"),) for one in several.values()
    )
    if not understood.companies:
        visit.say("\n".join([*notes, t(TYPE_LIST)]), (*offered, *_list_rows(visit, broadcast)))
        return
    companies = tuple(company.id for company in understood.companies)
    audience = replace(Audience.from_json(broadcast.audience), companies=companies)
    show(visit, keep(visit, broadcast, audience), notes, offered=offered)


def pick(visit: Visit, broadcast: Broadcast, number: str) -> None:
    """Add a company to the list that is typed, or begin it: ``pick=7.12``."""
    company = visit.uow.companies.find(id_in(number))
    audience = Audience.from_json(broadcast.audience)
    is_first = (visit.person.asked or "") == f"@broadcast:list:{broadcast.id}"
    before = () if is_first else tuple(one for one in audience.companies if one != id_in(number))
    if company is None:
        show(visit, broadcast)
    else:
        show(visit, keep(visit, broadcast, replace(audience, companies=(*before, company.id))))


def keep(visit: Visit, broadcast: Broadcast, audience: Audience) -> Broadcast:
    """Store another audience."""
    after = audience.to_json()
    return acts.change(
        visit,
        broadcast,
        "broadcast_audience",
        before=broadcast.audience,
        after=after,
        audience=after,
        revision=broadcast.revision + 1,
    )
