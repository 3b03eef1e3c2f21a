"""Who may use the organisers' screens: asked at the door of each, on every tap and every word."""

from __future__ import annotations

from handlers.visit import Visit
from locales.translator import N_

NOT_ORGANISER = N_("This menu is for the organisers. If you are one, ask a colleague for an invitation.")


def admits(visit: Visit) -> bool:
    """Tell whether the person is an organiser; say so to whoever is not."""
    if visit.person.organiser_role is not None:
        return True
    visit.say(visit.t(NOT_ORGANISER))
    return False
