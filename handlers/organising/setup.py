"""What organisers set in the chat: tables in and out, slots, floors and caps, who may be placed, weights.

Data of buttons: ``y:menu`` · ``y:tables=0`` page · ``y:table=7`` · ``y:slots`` · ``y:slot=d1s03`` · ``y:limits`` ·
``y:limit=buyer_floor+`` · ``y:rule`` · ``y:deadline`` · ``y:weights`` · ``y:weight=price``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from events.slots import slots
from handlers import deadline
from handlers.availability import day_slots, limits, open_slots, open_tables, table_names
from handlers.choosing.candidates import weights
from handlers.deadline import wishes_close_at
from handlers.messages import Button, Reply
from handlers.organising.admission import admits
from handlers.visit import Visit
from locales.dates import format_day, format_time
from locales.digits import western_digits
from locales.markup import Markup, escape
from locales.translator import N_, N_n
from matching.weights import DIMENSIONS, InvalidWeights, Weights

SETUP = N_(
    "<b>Set-up</b>\nTables in use: {tables} of {all_tables}\nSlots in use: {slots} of {all_slots}\n"
    "Buyers: {buyer_floor} to {buyer_cap} meetings · providers: {provider_floor} to {provider_cap}\n"
    "Placed when: {rule}\nWishes until: {deadline}"
)
BOTH = N_("both sides said yes")
ONE = N_("one side said yes and the other is silent")
TABLES = N_("Tap a table to take it out or put it back.")
SLOTS = N_("Tap a slot to close or open it.")
LIMITS = N_("Fewest and most meetings of a company:")
WEIGHTS = N_("What counts for a pair (buyers / providers). Tap one to change it.")
TYPE_WEIGHT = N_("Type two numbers from 0 to 100: how much it counts for buyers, and for providers. Example: 20 10")
BAD_WEIGHT = N_("I need two numbers from 0 to 100, and not everything may be 0.")
STILL_THERE = N_n(
    "⚠️ {n} published meeting takes place there. It stays until you change the day.",
    "⚠️ {n} published meetings take place there. They stay until you change the day.",
)
NEXT = N_("It counts from the next preparation of the agenda: /allocate")

HIGHEST_LIMIT = 99
TABLES_ON_A_PAGE = 24

DIMENSION_NAMES: Mapping[str, str] = {
    "activities": N_("Activities in common"),
    "languages": N_("Languages and agents"),
    "capacity": N_("Size"),
    "sector": N_("Sector and references"),
    "price": N_("Price and payment"),
    "hours": N_("Hours"),
    "start": N_("Start"),
    "labels": N_("Labels"),
    "trust": N_("Trust and visit"),
}


def show(visit: Visit, _argument: str = "") -> None:
    """Show the set-up in force."""
    if not admits(visit):
        return
    t = visit.t
    uow, event = visit.uow, visit.event
    buyer, provider = limits(uow, event, "buyer"), limits(uow, event, "provider")
    text = t(
        SETUP,
        tables=len(open_tables(uow, event)),
        all_tables=len(event.tables),
        slots=len(open_slots(uow, event)),
        all_slots=len(slots(event)),
        buyer_floor=buyer[0],
        buyer_cap=buyer[1],
        provider_floor=provider[0],
        provider_cap=provider[1],
        rule=Markup(t(ONE if _takes_one_wish(visit) else BOTH), isolate=False),
        deadline=visit.moment(wishes_close_at(uow, event)),
    )
    rows = (
        (
            Button(label=t.plain(N_("Tables")), data="y:tables=0"),
            Button(label=t.plain(N_("Slots")), data="y:slots"),
        ),
        (
            Button(label=t.plain(N_("Floors and caps")), data="y:limits"),
            Button(label=t.plain(N_("Weights")), data="y:weights"),
        ),
        (
            Button(label=t.plain(N_("Change who is placed")), data="y:rule"),
            Button(label=t.plain(N_("Deadline")), data="y:deadline"),
        ),
    )
    visit.say(text, rows)


def _takes_one_wish(visit: Visit) -> bool:
    return bool(visit.uow.settings.all().get("one_wish_is_enough"))


def tap(visit: Visit, data: str) -> None:
    """Follow a button of the set-up, for organisers only."""
    if not admits(visit):
        return
    verb, _, rest = data.removeprefix("y:").partition("=")
    _ACTS.get(verb, show)(visit, rest)


def _redraw(visit: Visit, text: str, rows: list[tuple[Button, ...]]) -> None:
    """Draw a set-up screen in place of the one that was tapped."""
    rows = [*rows, (Button(label=visit.t.plain(N_("Set-up")), data="y:menu", is_quiet=True),)]
    visit.reply(Reply(text=text, language=visit.language, rows=tuple(rows), edits=visit.incoming.message_ref))


def _set(visit: Visit, key: str, value: object) -> None:
    before = visit.uow.settings.all().get(key)
    visit.uow.settings.set(key, value, now=visit.now)
    visit.uow.audit.add(person_id=visit.person.id, act="set_up", subject=key, before=before, after=value, now=visit.now)


def _tables(visit: Visit, page_text: str, warned: int = 0) -> None:
    event = visit.event
    names = table_names(visit.uow, event)
    used = set(open_tables(visit.uow, event))
    page = int(page_text) if page_text.isdecimal() and len(page_text) < 4 else 0
    pages = max(1, -(-len(event.tables) // TABLES_ON_A_PAGE))
    page %= pages
    shown = event.tables[page * TABLES_ON_A_PAGE : (page + 1) * TABLES_ON_A_PAGE]
    buttons = [
        Button(
            label=names[str(table.number)],
            data=f"y:table={table.number}",
            is_on=names[str(table.number)] in used,
        )
        for table in shown
    ]
    rows = [tuple(buttons[at : at + 4]) for at in range(0, len(buttons), 4)]
    if pages > 1:
        more = visit.t.plain(N_("More ({page}/{pages}) ›"), page=page + 1, pages=pages, isolate=False)
        rows.append((Button(label=more, data=f"y:tables={page + 1}", is_quiet=True),))
    _redraw(visit, f"{_warning(visit, warned)}{visit.t(TABLES)}\n{visit.t(NEXT)}", [*rows, *_day_rows(visit, warned)])


def _still_there(visit: Visit, *, table: str | None = None, slot: str | None = None) -> int:
    """Return how many published meetings are still to take place at a table, or in a slot."""
    published = visit.uow.agendas.newest("published")
    meetings = () if published is None else visit.uow.agendas.meetings(published.id)
    return sum(one.starts_at > visit.now and (one.table_name == table or one.slot == slot) for one in meetings)


def _warning(visit: Visit, still_there: int) -> str:
    return f"{visit.t.count(STILL_THERE, still_there)}\n\n" if still_there else ""


def _day_rows(visit: Visit, still_there: int) -> list[tuple[Button, ...]]:
    """Return the way to change a day that is published already."""
    change = Button(label=visit.t.plain(N_("Change the day")), data="c:menu", style="primary")
    return [(change,)] if still_there else []


def _table(visit: Visit, number: str) -> None:
    numbers = [str(table.number) for table in visit.event.tables]
    if number in numbers:
        out = set(visit.uow.settings.all().get("tables_out") or ()) ^ {number}
        _set(visit, "tables_out", sorted(out))
        name = table_names(visit.uow, visit.event)[number]
        warned = _still_there(visit, table=name) if number in out else 0
        _tables(visit, str(numbers.index(number) // TABLES_ON_A_PAGE), warned)
    else:
        show(visit)


def _slots(visit: Visit, _rest: str, warned: int = 0) -> None:
    t = visit.t
    used = {slot.id for slot in open_slots(visit.uow, visit.event)}
    buttons = []
    for slot in day_slots(visit.uow, visit.event):
        label = f"{slot.day.day}/{slot.day.month} {format_time(slot.start, t.language)}"
        buttons.append(Button(label=label, data=f"y:slot={slot.id}", is_on=slot.id in used))
    first = format_day(visit.event.first_day, t.language)
    rows = [tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3)]
    text = f"{_warning(visit, warned)}{escape(first)}\n{t(SLOTS)}\n{t(NEXT)}"
    _redraw(visit, text, [*rows, *_day_rows(visit, warned)])


def _slot(visit: Visit, slot_id: str) -> None:
    if slot_id in {slot.id for slot in slots(visit.event)}:
        closed = set(visit.uow.settings.all().get("closed_slots") or ()) ^ {slot_id}
        _set(visit, "closed_slots", sorted(closed))
        warned = _still_there(visit, slot=slot_id) if slot_id in closed else 0
        _slots(visit, "", warned)
    else:
        _slots(visit, "")


def _limits(visit: Visit, _rest: str) -> None:
    t = visit.t
    rows: list[tuple[Button, ...]] = []
    names = {"buyer": N_("Buyers"), "provider": N_("Providers")}
    for role, name in names.items():
        values = limits(visit.uow, visit.event, role)
        for which, label, value in (("floor", N_("at least"), values[0]), ("cap", N_("at most"), values[1])):
            rows.append(
                (
                    Button(label="−", data=f"y:limit={role}_{which}-", is_quiet=True),
                    Button(label=f"{t.plain(name)}, {t.plain(label)} {value}", data="y:limits"),
                    Button(label="+", data=f"y:limit={role}_{which}+", is_quiet=True),
                )
            )
    _redraw(visit, f"{t(LIMITS)}\n{t(NEXT)}", rows)


def _limit(visit: Visit, rest: str) -> None:
    role, _, which = rest[:-1].partition("_")
    if role in ("buyer", "provider") and which in ("floor", "cap") and rest[-1:] in "+-":
        floor, cap = limits(visit.uow, visit.event, role)
        step = 1 if rest.endswith("+") else -1
        if which == "floor":
            floor = min(max(0, floor + step), cap)
        else:
            cap = min(max(floor, cap + step), HIGHEST_LIMIT)
        _set(visit, f"limits_{role}", [floor, cap])
    _limits(visit, "")


def _rule(visit: Visit, _rest: str) -> None:
    _set(visit, "one_wish_is_enough", not _takes_one_wish(visit))
    show(visit)


def _weights(visit: Visit, _rest: str) -> None:
    t = visit.t
    used = weights(visit.uow)
    rows: list[tuple[Button, ...]] = [
        (
            Button(
                label=f"{t.plain(DIMENSION_NAMES[name])}: {used.buyer[name]} / {used.provider[name]}",
                data=f"y:weight={name}",
            ),
        )
        for name in DIMENSIONS
    ]
    _redraw(visit, t(WEIGHTS), rows)


def _weight(visit: Visit, name: str) -> None:
    if name in DIMENSIONS:
        visit.change_person(asked=f"@weight:{name}")
        visit.say(f"<b>{visit.t(DIMENSION_NAMES[name])}</b>\n{visit.t(TYPE_WEIGHT)}")
    else:
        show(visit)


def _deadline(visit: Visit, _rest: str) -> None:
    deadline.ask(visit)


def type_weight(visit: Visit, text: str) -> None:
    """Take the two typed weights of a dimension."""
    name = str(visit.person.asked).partition(":")[2]
    numbers = [
        int(part) for part in western_digits(text).replace("/", " ").split() if part.isdecimal() and len(part) < 4
    ]
    used = weights(visit.uow)
    if not admits(visit):
        visit.change_person(asked=None)
        return
    try:
        first, second = numbers
        changed = Weights(buyer={**used.buyer, name: first}, provider={**used.provider, name: second})
    except (ValueError, InvalidWeights):
        visit.say(visit.t(BAD_WEIGHT))
        return
    visit.change_person(asked=None)
    _set(visit, "weights", {"buyer": dict(changed.buyer), "provider": dict(changed.provider)})
    visit.say(visit.t(NEXT), ((Button(label=visit.t.plain(N_("Weights")), data="y:weights"),),))


_ACTS: Mapping[str, Callable[[Visit, str], None]] = {
    "menu": show,
    "tables": _tables,
    "table": _table,
    "slots": _slots,
    "slot": _slot,
    "limits": _limits,
    "limit": _limit,
    "rule": _rule,
    "weights": _weights,
    "weight": _weight,
    "deadline": _deadline,
}
