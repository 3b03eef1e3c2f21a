"""The screens on which organisers adjust a draft: companies, a meeting, a pair that does not meet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from handlers import screens
from handlers.conversation import Note
from handlers.messages import Button, id_in
from handlers.names import company_name
from handlers.organising import desk
from handlers.organising.board import Board
from handlers.visit import Visit
from locales.dates import format_day, format_time
from locales.translator import N_
from scheduling import Slot
from storage.records import StoredAgenda, StoredMeeting

GONE_COMPANY = N_("That company is no longer there.")
FROZEN = N_("This meeting took place or begins in less than {minutes} min: it stays as it is.")
NOT_IN_DRAFT = N_("<b>{buyer}</b> and <b>{provider}</b> do not meet in this draft.")
WHICH_COMPANY = N_("Which company?")

ON_A_PAGE = 12


def show_companies(visit: Visit, draft: StoredAgenda, page_text: str) -> None:
    """Show a page of the companies that meet somebody in the draft."""
    t = visit.t
    meetings = visit.uow.agendas.meetings(draft.id)
    ids = sorted({one for meeting in meetings for one in (meeting.buyer_id, meeting.provider_id)})
    pages = max(1, -(-len(ids) // ON_A_PAGE))
    page = id_in(page_text) % pages
    rows: list[tuple[Button, ...]] = [
        (Button(label=company_name(visit.uow, one)[:40], data=f"z:{draft.id}.co={one}"),)
        for one in ids[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    ]
    if pages > 1:
        more = t.plain(N_("More ({page}/{pages}) ›"), page=page + 1, pages=pages, isolate=False)
        rows.append((Button(label=more, data=f"z:{draft.id}.list={page + 1}"),))
    visit.say(t(WHICH_COMPANY), tuple(rows))


def show_company(visit: Visit, draft: StoredAgenda, number: str) -> None:
    """Show a company's meetings in the draft."""
    company = visit.uow.companies.find(id_in(number))
    if company is None:
        desk.show_draft(visit, Note(message=GONE_COMPANY))
        return
    meetings = visit.uow.agendas.meetings(draft.id, company_id=company.id)
    rows = tuple((Button(label=label(visit, one), data=f"z:{draft.id}.one={one.pair}"),) for one in meetings)
    another = (Button(label=visit.t.plain(N_("Another pair…")), data=f"z:{draft.id}.pair={company.id}"),)
    visit.say(visit.t(N_("<b>{company}</b>"), company=company.legal_name or "?"), (*rows, another, _back_row(visit)))


def show_meeting(visit: Visit, board: Board, meeting: StoredMeeting, note: Note | None) -> None:
    """Show a meeting, and what can be done with it."""
    t = visit.t
    pair, version = meeting.pair, board.draft.id
    is_fixed = decided_pairs(visit).get(pair) == "fixed"
    fix = Button(
        label=t.plain(N_("Do not fix")) if is_fixed else t.plain(N_("Fix")),
        data=f"z:{version}.{'free' if is_fixed else 'fix'}={pair}",
    )
    rows = [
        (fix, Button(label=t.plain(N_("Forbid")), data=f"z:{version}.forbid={pair}", style="danger")),
        (
            Button(label=t.plain(N_("Move…")), data=f"z:{version}.move={pair}"),
            Button(label=t.plain(N_("Swap…")), data=f"z:{version}.swap={pair}"),
        ),
    ]
    text = t(
        N_("{day}, {time}, table {table}: {buyer} and {provider}"),
        day=_day(visit, meeting),
        time=_time(visit, meeting),
        table=meeting.table_name,
        buyer=company_name(visit.uow, meeting.buyer_id),
        provider=company_name(visit.uow, meeting.provider_id),
    )
    if board.is_frozen(meeting):
        rows, text = [], f"{text}\n{_frozen(visit)}"
    visit.say("\n\n".join(filter(None, (screens.note_text(note, t), text))), (*rows, _back_row(visit)))


def show_pair(visit: Visit, draft: StoredAgenda, pair: str, note: Note | None) -> None:
    """Show two companies that do not meet in the draft."""
    t = visit.t
    buyer, _, provider = pair.partition("~")
    decided = decided_pairs(visit).get(pair)
    text = t(NOT_IN_DRAFT, buyer=company_name(visit.uow, int(buyer)), provider=company_name(visit.uow, int(provider)))
    add = Button(label=t.plain(N_("Add to the draft…")), data=f"z:{draft.id}.move={pair}", style="primary")
    fix = Button(label=t.plain(N_("Fix")), data=f"z:{draft.id}.fix={pair}")
    free = Button(label=t.plain(N_("Do not fix")), data=f"z:{draft.id}.free={pair}")
    forbid = Button(label=t.plain(N_("Forbid")), data=f"z:{draft.id}.forbid={pair}", style="danger")
    allow = Button(label=t.plain(N_("Allow again")), data=f"z:{draft.id}.free={pair}")
    rows = ((allow,),) if decided == "forbidden" else ((add,), (free if decided == "fixed" else fix, forbid))
    visit.say("\n\n".join(filter(None, (screens.note_text(note, t), text))), (*rows, _back_row(visit)))


def _back_row(visit: Visit) -> tuple[Button, ...]:
    return (Button(label=visit.t.plain(N_("The draft")), data="m:publish"),)


def minutes(visit: Visit) -> Mapping[str, int]:
    """Return what the words about the freeze window say."""
    return {"minutes": visit.event.changes.freeze_minutes}


def _frozen(visit: Visit) -> str:
    return visit.t(FROZEN, **minutes(visit))


def _time(visit: Visit, meeting: StoredMeeting) -> str:
    return format_time(meeting.starts_at.astimezone(visit.event.zone), visit.language)


def _day(visit: Visit, meeting: StoredMeeting) -> str:
    return format_day(meeting.starts_at.astimezone(visit.event.zone).date(), visit.language)


def moment(visit: Visit, slot: Slot) -> str:
    """Return day and time of a slot in the reader's words."""
    at = datetime.fromisoformat(str(slot.starts_at))
    return f"{format_day(at.date(), visit.language)} · {format_time(at, visit.language)}"


def label(visit: Visit, meeting: StoredMeeting) -> str:
    """Return a meeting as a button calls it."""
    buyer, provider = company_name(visit.uow, meeting.buyer_id), company_name(visit.uow, meeting.provider_id)
    return f"{_time(visit, meeting)} · {buyer[:24]} – {provider[:24]}"


def decided_pairs(visit: Visit) -> dict[str, str]:
    """Return which pairs are fixed or forbidden by the organisers."""
    return dict(visit.uow.settings.all().get("pairs") or {})
