"""How many people a platform lets us write to unasked in a day, and whether what is planned fits.

WhatsApp counts the people to whom a template was sent in the last 24 hours; whoever wrote in that time is free.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.messages import Reply
from handlers.visit import House, best_address, tell
from locales.translator import N_, Translator
from storage.outbox import EMERGENCY
from storage.unit_of_work import UnitOfWork

LIMITED = "whatsapp"

TOO_MANY = N_(
    "⚠️ WhatsApp limits how many people we write to who have not written to us in the last 24 hours. "
    "Places left today: {left}; needed for this message: {n}. The others have to wait until places become free."
)
EVENING = N_(
    "⚠️ This evening’s agendas do not fit on WhatsApp. Places left today: {left}; needed: {n}. "
    "Ask people to write to us once today, or have the limit raised: docs/whatsapp.md."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """How many people need a place among those of today, and how many places are left (None: as many as needed)."""

    needed: int
    left: int | None

    @property
    def is_enough(self) -> bool:
        return self.left is None or self.needed <= self.left


def plan_fit(uow: UnitOfWork, house: House, *, addresses: Iterable[str], now: datetime) -> Fit:
    """Tell whether a message to these addresses fits what the platform allows today."""
    wanted = {address for address in addresses if address.startswith(f"{LIMITED}:")}
    if not wanted or house.daily_limit is None:
        return Fit(needed=0, left=house.daily_limit)
    reached = uow.windows.reached_outside(LIMITED, now=now)
    needed = (wanted & uow.windows.closed(LIMITED, now=now)) - reached
    return Fit(needed=len(needed), left=max(0, house.daily_limit - len(reached)))


def warning(fit: Fit, t: Translator) -> str:
    """Return a sentence for the organiser who is about to send more than fits, or nothing."""
    return "" if fit.is_enough else t(TOO_MANY, n=fit.needed, left=fit.left or 0)


def tell_beforehand(uow: UnitOfWork, house: House, *, now: datetime) -> bool:
    """Tell the organisers, on the day before a day of the event, when the evening's agendas will not fit."""
    local = now.astimezone(house.event.zone)
    tomorrow = (local + timedelta(days=1)).date()
    if tomorrow not in {day.date for day in house.event.days}:
        return False
    own = (best_address(uow.people.addresses(person.id), person) for person in uow.people.every())
    fit = plan_fit(uow, house, addresses=[address.address for address in own if address is not None], now=now)
    if fit.is_enough:
        return False

    def build(t: Translator) -> Reply:
        return Reply(text=t(EVENING, n=fit.needed, left=fit.left or 0), language=t.language)

    told = [
        tell(uow, house.event, organiser, build, key=f"evening:{tomorrow}", now=now, priority=EMERGENCY)
        for organiser in uow.people.organisers()
    ]
    return any(told)
