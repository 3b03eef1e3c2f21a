"""Change the day: the organisers' menu of what may happen, by taps or in their own words.

Data of buttons: ``c:menu`` · ``c:x=late;12;d1s03`` a request, complete or not · ``c:p=2=late`` a page of companies ·
``c:ok=5`` ``c:edit=5`` ``c:alt=5=alone`` ``c:drop=5`` ``c:undo=5`` a proposal · ``c:now`` send what waits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handlers import screens
from handlers.conversation import Note
from handlers.live import asking, notices, proposals, undoing
from handlers.messages import Button, id_in
from handlers.organising.admission import admits
from handlers.repairing.day import Day, read_day
from handlers.repairing.disruptions import KINDS, missing, read_request
from handlers.repairing.planning import MOST_DISPLACED
from handlers.understanding import leftovers
from handlers.understanding.listening import NOT_FOUND
from handlers.understanding.readings import Reading
from handlers.understanding.words import names_change, read
from handlers.visit import Rows, Visit
from locales.translator import N_, N_n

MENU = N_(
    "<b>Change the day</b>\nWhat has happened? Tap, or say it in your own words, for example:\n"
    "table 7 out until 11:20\nAtlas late until 11:20\neverything after 11:00 +15\nmove Lumen / Atlas to 14:30\n"
    "add a break 11:00-11:20\n\nNothing changes before you have seen it and approved."
)
NOT_UNDERSTOOD = N_("I did not understand “{words}”. Tap what has happened, or say it otherwise.")
UNDONE = N_("Taken back: the agenda is as it was before.")
TOLD_AGAIN = N_n("{n} person will be told again in a moment.", "{n} people will be told again in a moment.")
NOBODY_AGAIN = N_("Nobody has to be told.")
SENT = N_n("{n} person is being told now.", "{n} people are being told now.")
NONE_WAITS = N_("Nobody is waiting to be told.")

GROUPS: tuple[tuple[str, ...], ...] = (
    ("table_out", "table_back"),
    ("late", "early"),
    ("gone", "back"),
    ("rest", "delay"),
    ("drop", "reopen"),
    ("pause", "move"),
    ("cancel", "add"),
    ("swap", "delegate"),
    ("away", "table_name"),
)


def show(visit: Visit, _argument: str = "") -> None:
    """Show what may happen on the day, to organisers."""
    if not admits(visit):
        return
    if proposals.open_day(visit) is not None:
        _show_menu(visit)


def _show_menu(visit: Visit, note: Note | None = None) -> None:
    visit.change_person(asked="@change")
    text = "\n\n".join(filter(None, (screens.note_text(note, visit.t), visit.t(MENU))))
    visit.say(text, _menu_rows(visit))


def _menu_rows(visit: Visit) -> Rows:
    t = visit.t
    rows = [tuple(Button(label=t.plain(KINDS[kind].label), data=f"c:x={kind}") for kind in group) for group in GROUPS]
    rows.append((Button(label=t.plain(N_("How the day stands")), data="m:status"),))
    rows.append((Button(label=t.plain(N_("Organiser menu")), data="m:organise"),))
    return tuple(rows)


def tap(visit: Visit, data: str) -> None:
    """Follow a button of these screens, for organisers only."""
    if not admits(visit):
        return
    verb, _, rest = data.removeprefix("c:").partition("=")
    _ACTS.get(verb, _menu)(visit, rest)


def _menu(visit: Visit, _rest: str) -> None:
    show(visit)


def _request(visit: Visit, rest: str) -> None:
    request = read_request(rest)
    day = proposals.open_day(visit) if request is not None else None
    if request is None:
        show(visit)
    elif day is not None:
        proposals.follow(visit, day, request)


def _page(visit: Visit, rest: str) -> None:
    number, _, text = rest.partition("=")
    request = read_request(text)
    day = proposals.open_day(visit) if request is not None else None
    if request is None:
        show(visit)
    elif day is not None:
        field = missing(request, day)
        if field is None:
            proposals.follow(visit, day, request)
        else:
            asking.ask(visit, day, request, field, page=id_in(number))


def type_words(visit: Visit, text: str) -> None:
    """Take an organiser's words as a change, or as what is missing in the one that is being asked for."""
    if not admits(visit):
        visit.change_person(asked=None)
        return
    asked = read_request((visit.person.asked or "").partition(":")[2])
    day = proposals.open_day(visit)
    if day is None:
        return
    field = missing(asked, day) if asked is not None else None
    reading = Reading() if field == "name" else read(text, day, visit.language)
    if not reading and asked is not None and field is not None:
        reading = asking.fill(visit, day, asked, field, text)
        if not reading.requests:
            note = reading.note or Note(message=NOT_FOUND, params={"words": text[:60]}, is_problem=True)
            asking.ask(visit, day, asked, field, note=note)
            return
    _follow(visit, day, reading, text)


def _follow(visit: Visit, day: Day, reading: Reading, text: str) -> None:
    """Go on with what words mean, above it what of them is not used."""
    note = leftovers.note(day, reading, visit.t)
    if len(reading.requests) == 1 and reading.is_certain:
        proposals.follow(visit, day, reading.requests[0], note=note)
    elif reading.requests:
        asking.choose(visit, day, reading, note)
    elif note is not None:
        visit.say(screens.note_text(note, visit.t), ((asking.menu_button(visit),),))
    else:
        _show_menu(visit, Note(message=NOT_UNDERSTOOD, params={"words": text[:200]}, is_problem=True))


def stop(visit: Visit) -> None:
    """Put aside what is asked or proposed on the screen, and show the menu."""
    if not admits(visit):
        visit.change_person(asked=None)
        return
    asked = visit.person.asked or ""
    if proposals.open_day(visit) is None:
        return
    is_open = not asked.startswith(proposals.SHOWN) or proposals.put_aside(visit, id_in(asked[len(proposals.SHOWN) :]))
    _show_menu(visit, Note(message=proposals.DROPPED) if is_open else None)


def try_words(visit: Visit, text: str) -> bool:
    """Take words that an organiser types anywhere, if a change of the day is named in them."""
    if visit.person.organiser_role is None or not names_change(text):
        return False
    day = read_day(visit.uow, visit.event, visit.now)
    if day is None or not day.ahead or not read(text, day, visit.language):
        return False
    visit.change_person(asked="@change")
    type_words(visit, text)
    return True


def _approve(visit: Visit, rest: str) -> None:
    proposals.approve(visit, id_in(rest))


def _drop(visit: Visit, rest: str) -> None:
    proposals.drop(visit, id_in(rest))


def _edit(visit: Visit, rest: str) -> None:
    proposals.edit(visit, id_in(rest))


def _otherwise(visit: Visit, rest: str) -> None:
    number, _, who = rest.partition("=")
    proposals.plan_otherwise(visit, id_in(number), displaced=0 if who == "alone" else MOST_DISPLACED)


def _undo(visit: Visit, rest: str) -> None:
    visit.uow.agendas.lock()
    change = visit.uow.changes.find(id_in(rest))
    problem = undoing.why_not(visit.uow, change, visit.now)
    menu = asking.menu_button(visit)
    if problem is not None or change is None:
        note = Note(message=problem or undoing.NOT_APPROVED, is_problem=True)
        visit.say(screens.note_text(note, visit.t), ((menu,),))
        return
    told = undoing.undo(visit, change)
    t = visit.t
    text = f"{t(UNDONE)}\n{t.count(TOLD_AGAIN, told) if told else t(NOBODY_AGAIN)}"
    visit.say(text, ((proposals.send_button(t),), (menu,)) if told else ((menu,),))


def _send_now(visit: Visit, _rest: str) -> None:
    told = notices.send_now(visit.uow, visit.house, visit.now)
    if told:
        visit.uow.audit.add(
            person_id=visit.person.id, act="send_now", subject="change", after={"told": told}, now=visit.now
        )
    visit.say(visit.t.count(SENT, told) if told else visit.t(NONE_WAITS), ((asking.menu_button(visit),),))


_ACTS: Mapping[str, Callable[[Visit, str], None]] = {
    "menu": _menu,
    "x": _request,
    "p": _page,
    "ok": _approve,
    "drop": _drop,
    "edit": _edit,
    "alt": _otherwise,
    "undo": _undo,
    "now": _send_now,
}
