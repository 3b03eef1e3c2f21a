"""One person on several channels: a code shown on one and typed on the other makes both the same person's.

Somebody who is only new on one of the two brings nothing along; two registrations are never made one.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from handlers.messages import Button, Reply
from handlers.other_ways import in_order
from handlers.visit import Rows, Visit, to_payload
from locales.markup import escape
from locales.translator import N_, translator
from storage.outbox import CHANGE
from storage.records import Address, Invite, Person

CODE_LIVES = timedelta(minutes=15)
PREFIX = "l-"
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no letter that looks like a digit
_LENGTH = 8

SHOW_CODE = N_(
    "To reach me on another channel too, write this there within {minutes} minutes:\n\n<b>/link {code}</b>\n\n"
    "or open one of these links there:"
)
UNKNOWN = N_("This code is not valid any more. Send /link on the other channel to get a new one.")
SAME = N_("This code was made right here. Type it on your other channel.")
LINKED_ALREADY = N_("These two channels are linked already.")
BOTH_REGISTERED = N_(
    "Both channels have a registration of their own, so I cannot make them one. "
    "Erase one of them first (/erase on that channel), or write to {contact}."
)
LINKED = N_("Done: {first} and {second} are now the same person's. Where shall I write to you first?")
NEWS = N_("{channel} is now linked to you. If that was not you, write to {contact} at once.")
CHANNELS = N_("You can be reached on: {channels}. Where shall I write to you first?")
PREFERRED = N_("I write to you on {channel} first, and on another channel when that one does not work.")

CHANNEL_NAMES = {"telegram": "Telegram", "whatsapp": "WhatsApp", "web": N_("the web chat")}


def link(visit: Visit, code: str) -> None:
    """Show a code, or use the one that was typed."""
    if code:
        use_code(visit, f"{PREFIX}{code.strip().upper().removeprefix(PREFIX.upper())}")
    else:
        _show_code(visit)


def _show_code(visit: Visit) -> None:
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    granted = Invite(
        kind="link",
        role=None,
        company_id=None,
        address=visit.address.address,
        uses_left=1,
        expires_at=visit.now + CODE_LIVES,
    )
    visit.uow.invites.add(f"{PREFIX}{code}", granted)
    t = visit.t
    minutes = int(CODE_LIVES.total_seconds() // 60)
    links = "\n".join(escape(link) for link in visit.house.links(f"{PREFIX}{code}"))
    text = f"{t(SHOW_CODE, code=code, minutes=minutes)}\n{links}"
    rows = _preferences(visit)
    if rows:
        text = f"{t(CHANNELS, channels=_channels(visit))}\n\n{text}"
    visit.say(text, rows)


def use_code(visit: Visit, payload: str) -> None:
    """Make the sender's address and the one that showed the code the same person's."""
    invite = visit.uow.invites.find(payload, now=visit.now)
    found = visit.uow.people.find(invite.address) if invite is not None and invite.address is not None else None
    if invite is None or invite.kind != "link" or found is None:
        visit.say(visit.t(UNKNOWN))
        return
    other, person = found
    if other.address == visit.address.address:
        visit.say(visit.t(SAME))
    elif person.id == visit.person.id:
        visit.say(visit.t(LINKED_ALREADY))
    elif not (_is_empty(person) or _is_empty(visit.person)):
        visit.say(visit.t(BOTH_REGISTERED, contact=visit.event.contact.email))
    else:
        visit.uow.invites.redeem(payload, now=visit.now)
        _join(visit, other, person)


def _is_empty(person: Person) -> bool:
    """Tell whether somebody is only passing by: no company, no office."""
    return person.company_id is None and person.organiser_role is None and person.membership == "none"


def _join(visit: Visit, other: Address, person: Person) -> None:
    """Keep the person who has something to keep, and give them the other's addresses."""
    kept, gone = (visit.person, person) if _is_empty(person) and not _is_empty(visit.person) else (person, visit.person)
    for address in visit.uow.people.addresses(gone.id):
        visit.uow.people.change_address(address.address, person_id=kept.id)
    visit.uow.people.erase(gone.id)
    visit.person = kept
    visit.reload_answers()
    visit.uow.audit.add(
        person_id=kept.id,
        act="link",
        subject=f"person:{kept.id}",
        before=other.channel,
        after=visit.address.channel,
        now=visit.now,
    )
    t = visit.t
    first, second = name_of(visit, other.channel), name_of(visit, visit.address.channel)
    visit.say(t(LINKED, first=first, second=second), _preferences(visit))
    _tell_the_other(visit, other)


def _tell_the_other(visit: Visit, other: Address) -> None:
    """Say on the channel that showed the code what it was used for."""
    news = visit.t(NEWS, channel=name_of(visit, visit.address.channel), contact=visit.event.contact.email)
    visit.uow.outbox.enqueue(
        address=other.address,
        payload=to_payload(Reply(text=news, language=visit.language)),
        priority=CHANGE,
        now=visit.now,
        after_inbox_id=visit.uow.inbox.last_id(other.address),
    )


def tap(visit: Visit, data: str) -> None:
    """Write first to the channel that was chosen: ``+:first=whatsapp``; only one where the person is."""
    channel = data.partition("=")[2]
    if channel not in {address.channel for address in visit.uow.people.addresses(visit.person.id)}:
        _show_code(visit)
        return
    visit.change_person(preferred_channel=channel)
    visit.say(visit.t(PREFERRED, channel=name_of(visit, channel)))


def name_of(visit: Visit, channel: str) -> str:
    """Return what a reader calls a channel."""
    return translator(visit.language).plain(CHANNEL_NAMES.get(channel, channel))


def _own_channels(visit: Visit) -> list[str]:
    order = in_order(visit.uow.people.addresses(visit.person.id), visit.person)
    return list(dict.fromkeys(address.channel for address in order))


def _channels(visit: Visit) -> str:
    comma = "، " if visit.t.rtl else ", "
    return comma.join(name_of(visit, channel) for channel in _own_channels(visit))


def _preferences(visit: Visit) -> Rows:
    channels = _own_channels(visit)
    if len(channels) < 2:
        return ()
    return tuple((Button(label=name_of(visit, channel), data=f"+:first={channel}"),) for channel in channels)
