"""Invitations that come with /start: a link or a code makes somebody an organiser or a delegate."""

from __future__ import annotations

from handlers.joining import delegates, linking
from handlers.organising import organiser
from handlers.visit import Visit
from locales.translator import N_

UNKNOWN_CODE = N_("This invitation is not valid any more. Please ask for a new one.")


def open_invitation(visit: Visit, payload: str) -> bool:
    """Use an invitation that came with /start; False when the payload is none."""
    if payload.startswith(linking.PREFIX):
        linking.use_code(visit, payload)
        return True
    if payload[:2] not in ("d-", "o-"):
        return False
    invite = visit.uow.invites.find(payload, now=visit.now)
    if invite is None:
        visit.say(visit.t(UNKNOWN_CODE))
        return True
    if invite.kind == "organiser":
        visit.uow.invites.redeem(payload, now=visit.now)
        organiser.welcome(visit, invite.role or "organiser")
    else:
        delegates.join(visit, payload, invite)
    return True
