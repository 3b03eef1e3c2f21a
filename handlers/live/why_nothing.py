"""Why a change would change nothing, where that is not plain to see."""

from __future__ import annotations

from handlers.live.titles import when
from handlers.messages import id_in
from handlers.repairing.day import Day
from handlers.repairing.disruptions import Request
from handlers.repairing.steps import between
from locales.translator import N_, Translator

IN_TIME = N_("That changes nothing: the next meeting of {company} is at {time}, and they are there by then.")
NO_MEETING = N_("That changes nothing: {company} has no meeting ahead.")


def why_nothing(day: Day, request: Request, t: Translator) -> str | None:
    """Return why a delay of a company touches no slot, as markup; None where it does."""
    if request.kind != "late" or between(day, "", request["until"]):
        return None
    company = id_in(request["company"])
    own = sorted(day.meetings_ahead(company), key=lambda one: one.starts_at)
    if not own:
        return t(NO_MEETING, company=day.name(company))
    return t(IN_TIME, company=day.name(company), time=when(day, own[0].starts_at, t))
