"""What an organiser reads before deciding: old → new, who is told, what is lost and why, which chairs are free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from handlers.agendas.days import Days
from handlers.agendas.telling import may_be_told
from handlers.live.titles import both, title, when
from handlers.messages import Button
from handlers.names import shorten
from handlers.repairing.day import Day
from handlers.repairing.planning import Plan, Shifted
from locales.translator import N_, Markup, N_n, Translator
from storage.records import Person, StoredMeeting
from storage.unit_of_work import UnitOfWork

MOVED = N_("{buyer} and {provider}: {old_time}, table {old_table} → {time}, table {table}")
EARLIER = N_("{buyer} and {provider}: {old_time}, table {old_table} → {time}, table {table} (earlier than planned)")
NEW_TABLE = N_("{buyer} and {provider}, {time}: table {old_table} → table {table}")
NEW = N_("{buyer} and {provider}: new, {time}, table {table}")
LOST = N_("{buyer} and {provider}, {old_time}, table {old_table}: cancelled ({why})")
RETIMED = N_n("{old_time} → {time}: {n} meeting", "{old_time} → {time}: {n} meetings")
MORE = N_n("… and {n} more", "… and {n} more")
TOLD = N_n("{n} person will be told.", "{n} people will be told.")
NOBODY = N_("Nobody’s day changes, so nobody is told.")
FREE = N_("Free now: {buyer} and {provider} could meet at {time}, table {table}.")
MOST_LINES = 12
MOST_OFFERS = 3
LONGEST_OF_TWO = 24
"""Characters of a company's name, where a button has two of them."""

WHY: Mapping[str, str] = {
    "pair_cancelled": N_("by the organisers"),
    "participant_gone": N_("one of them is no longer there"),
    "cap_reached": N_("somebody would have too many meetings"),
    "no_common_slot": N_("no time at which both are there"),
    "days_full": N_("no time at which both are free"),
    "no_table": N_("no table free"),
}
WHY_OTHERWISE = N_("it did not fit")


def preview(uow: UnitOfWork, day: Day, plan: Plan, t: Translator, *, has_title: bool = True) -> str:
    """Return the whole preview of a plan, as markup; without its title where somebody's own words stand above it."""
    lines = [_line(day, one, plan.lost, t) for one in plan.changes if not _is_retimed(one)]
    lines = [*_retimed(day, plan, t), *filter(None, lines)]
    told = len(people_told(uow, day, plan))
    parts = [f"<b>{title(uow, day, plan.request, t)}</b>"] if has_title else []
    if lines:
        more = [t.count(MORE, len(lines) - MOST_LINES)] if len(lines) > MOST_LINES else []
        parts.append("\n".join([*(f"• {line}" for line in lines[:MOST_LINES]), *more]))
    parts.append(t.count(TOLD, told) if told else t(NOBODY))
    parts += [_offer(day, plan, position, t) for position in range(len(plan.offers[:MOST_OFFERS]))]
    return "\n\n".join(parts)


def people_told(uow: UnitOfWork, day: Day, plan: Plan) -> list[Person]:
    """Return exactly those whose own day would change, and who may be told."""
    touched, days = plan.companies, Days(uow)
    before, after = _by_company(day.meetings, touched), _by_company(plan.meetings, touched)
    return [
        person
        for company in sorted(touched)
        for person in uow.people.of_company(company, "registrant", "delegate")
        if days.own_places(before[company], person) != days.own_places(after[company], person)
        and may_be_told(uow, person)
    ]


def _by_company(meetings: Iterable[StoredMeeting], touched: frozenset[int]) -> dict[int, list[StoredMeeting]]:
    found: dict[int, list[StoredMeeting]] = {company: [] for company in touched}
    for one in meetings:
        for company in (one.buyer_id, one.provider_id):
            if company in found:
                found[company].append(one)
    return found


def offer_rows(day: Day, plan: Plan, t: Translator) -> tuple[tuple[Button, ...], ...]:
    """Return a button for each free chair that somebody on standby could take; tapped, it is proposed as any change."""
    rows = []
    for offer in plan.offers[:MOST_OFFERS]:
        names = [shorten(day.name(int(one)), LONGEST_OF_TWO) for one in (offer.a, offer.b)]
        label = t.plain(N_("Add: {buyer} – {provider}"), buyer=names[0], provider=names[1])
        rows.append((Button(label=label, data=f"c:x=add;{offer.a}~{offer.b};{offer.slot}"),))
    return tuple(rows)


def _offer(day: Day, plan: Plan, position: int, t: Translator) -> str:
    offer = plan.offers[position]
    slot = next(slot for slot in day.slots if slot.id == offer.slot)
    names = {"buyer": day.name(int(offer.a)), "provider": day.name(int(offer.b))}
    return t(FREE, **names, time=when(day, slot.starts_at, t), table=offer.table)


def _is_retimed(one: Shifted) -> bool:
    """Tell whether a meeting only begins at another time because its slot does."""
    before, after = one.before, one.after
    if before is None or after is None or before.starts_at == after.starts_at:
        return False
    return (before.slot, before.table_name) == (after.slot, after.table_name)


def _retimed(day: Day, plan: Plan, t: Translator) -> list[str]:
    """Return a line for each slot that begins at another time, whatever the number of its meetings."""
    counts = Counter(
        (one.before.starts_at, one.after.starts_at)
        for one in plan.changes
        if _is_retimed(one) and one.before is not None and one.after is not None
    )
    return [
        t.count(RETIMED, n, old_time=when(day, before, t), time=when(day, after, t))
        for (before, after), n in sorted(counts.items())
    ]


def _line(day: Day, one: Shifted, lost: Mapping[str, str], t: Translator) -> str:
    """Return a change as old → new; nothing for a meeting that only another delegate goes to: the title says it."""
    old, new = one.before, one.after
    params = both(day, one.meeting)
    if old is not None:
        params |= {"old_time": when(day, old.starts_at, t), "old_table": old.table_name}
    if new is None:
        assert old is not None
        why = t.plain(WHY.get(lost.get(old.pair, ""), WHY_OTHERWISE))
        return t(LOST, **params, why=Markup(why, isolate=False))
    params |= {"time": when(day, new.starts_at, t), "table": new.table_name}
    if old is None:
        return t(NEW, **params)
    if old.starts_at != new.starts_at:
        return t(MOVED if old.starts_at < new.starts_at else EARLIER, **params)
    return t(NEW_TABLE, **params) if old.table_name != new.table_name else ""
