"""A second organiser approves what leaves; for a small audience an owner may allow the author alone."""

from __future__ import annotations

from handlers.broadcasting import acts, previewing, reading
from handlers.broadcasting.acts import SINGLE_APPROVAL, button
from handlers.broadcasting.audience import Audience, Reach, reach
from handlers.broadcasting.splitting import width
from handlers.messages import Button, Reply, id_in, plain_text
from handlers.names import known_name
from handlers.visit import Rows, Visit
from locales.digits import western_digits
from locales.markup import Markup
from locales.translator import N_, N_n, Translator
from storage.records import Broadcast

ASKED = N_n(
    "{n} colleague has been asked. Nothing is sent until they approve.",
    "{n} colleagues have been asked. Nothing is sent until one of them approves.",
)
NO_COLLEAGUE = N_(
    "There is no second organiser who could approve it. Invite one (mawid organiser invite), or let an owner allow "
    "small broadcasts with one approval."
)
PLEASE = N_n(
    "{name} asks you to approve broadcast {number}, for {n} person.",
    "{name} asks you to approve broadcast {number}, for {n} people.",
)
BEGINNING = N_("This is only the beginning: look at the whole before you approve.")
OWN = N_("You wrote it, so somebody else has to approve it.")
APPROVED = N_("Approved. {when}")
TOLD_APPROVED = N_("{name} approved broadcast {n}.")
TOLD_DECLINED = N_("{name} declined broadcast {n}. It is a draft again.")
DECLINED = N_("Declined. The author is told.")
TOLD_SENT = N_n(
    "{name} sends emergency broadcast {number} to {n} person.",
    "{name} sends emergency broadcast {number} to {n} people.",
)
TOO_MANY = N_n(
    "It would reach {n} person now: a second organiser has to approve it.",
    "It would reach {n} people now: a second organiser has to approve it.",
)
SENT = N_("It leaves now. You can pause or stop it.")
SMALL = N_(
    "Up to how many people may a broadcast reach without a second organiser? Now: {n}. Type a number; 0 means never."
)
OWNERS_ONLY = N_("Only an owner can change that.")
BAD_NUMBER = N_("I need a number from 0 to {most}.")
SMALL_SET = N_n(
    "Broadcasts to up to {n} person need no second organiser.",
    "Broadcasts to up to {n} people need no second organiser.",
)
NO_SMALL = N_("Every broadcast needs a second organiser.")
MOST_ALONE = 500


def ask(visit: Visit, broadcast: Broadcast, seen: str) -> None:
    """Ask every other organiser to approve: ``ask=7.3``."""
    if _is_stale(visit, broadcast, seen):
        return
    found = _reached(visit, broadcast)
    people = len(found.recipients)
    asked = acts.colleagues(visit, visit.person.id)
    if not asked or not people:  # the preview itself says that nobody gets it
        previewing.show(visit, broadcast, visit.t(NO_COLLEAGUE) if people else "")
        return
    waiting = acts.change(
        visit,
        broadcast,
        "broadcast_ask",
        before="draft",
        after={"status": "waiting", "people": people},
        status="waiting",
    )
    name = known_name(visit.uow, visit.person)

    def build(t: Translator) -> Reply:
        return _request(visit, broadcast, found, name, t)

    told = visit.tell(asked, build, key=f"broadcast:ask:{broadcast.id}:{broadcast.revision}:{visit.inbox_id}")
    visit.say(visit.t.count(ASKED, told), acts.see_row(visit, waiting))


def _request(visit: Visit, broadcast: Broadcast, found: Reach, name: str, t: Translator) -> Reply:
    """Return the request with all that leaves; who reads only the beginning has to look before they can approve."""
    please = t.count(PLEASE, len(found.recipients), name=name, number=broadcast.id)
    about = "\n".join(previewing.lines_of(visit, broadcast, found, t))
    room = reading.MESSAGE - width(plain_text("\n\n".join((please, "", about, t(BEGINNING)))))
    words, is_whole = reading.texts(broadcast, t, room=room)
    seen = f"{broadcast.id}.{broadcast.revision}"
    look = Button(label=t.plain(N_("Look")), data=f"u:see={broadcast.id}", style="primary")
    approve = Button(label=t.plain(N_("Approve")), data=f"u:approve={seen}")
    decline = Button(label=t.plain(N_("Decline")), data=f"u:decline={seen}")
    text = "\n\n".join([please, words, about, *([] if is_whole else [t(BEGINNING)])])
    return Reply(text=text, language=t.language, rows=((look,), (approve, decline)) if is_whole else ((look,),))


def _reached(visit: Visit, broadcast: Broadcast) -> Reach:
    return reach(visit.uow, visit.event, Audience.from_json(broadcast.audience))


def _is_stale(visit: Visit, broadcast: Broadcast, seen: str) -> bool:
    """Tell, and show, that it is not what the tapped button was about."""
    if id_in(seen) == broadcast.revision:
        return False
    previewing.show(visit, broadcast, visit.t(acts.STALE))
    return True


def approve(visit: Visit, broadcast: Broadcast, seen: str) -> None:
    """Let a broadcast leave that somebody else wrote: ``approve=7.3``."""
    if acts.is_author(visit, broadcast):
        visit.say(visit.t(OWN))
        return
    if _is_stale(visit, broadcast, seen):
        return
    approved = _let_leave(visit, broadcast, "broadcast_approve")
    when = _when(visit, broadcast)
    visit.say(visit.t(APPROVED, when=Markup(when, isolate=False)), acts.see_row(visit, approved))
    _tell_author(visit, broadcast, TOLD_APPROVED)


def _when(visit: Visit, broadcast: Broadcast) -> str:
    return previewing.when_line(visit.event, broadcast, visit.t) if broadcast.starts_at else visit.t(SENT)


def _let_leave(visit: Visit, broadcast: Broadcast, act: str) -> Broadcast:
    starts_at = max(broadcast.starts_at or visit.now, visit.now)
    return acts.change(
        visit,
        broadcast,
        act,
        before=broadcast.status,
        after={"status": "scheduled", "starts_at": starts_at.isoformat(), "texts": dict(broadcast.texts)},
        status="scheduled",
        starts_at=starts_at,
        approved_by=visit.person.id,
        approved_at=visit.now,
    )


def _tell_author(visit: Visit, broadcast: Broadcast, message: str) -> None:
    author = visit.uow.people.find_by_id(broadcast.person_id or 0)
    if author is None:
        return
    name = known_name(visit.uow, visit.person)

    def build(t: Translator) -> Reply:
        look = Button(label=t.plain(N_("See the broadcast")), data=f"u:see={broadcast.id}")
        return Reply(text=t(message, name=name, n=broadcast.id), language=t.language, rows=((look,),))

    visit.tell([author], build, key=f"broadcast:verdict:{broadcast.id}:{visit.inbox_id}")


def decline(visit: Visit, broadcast: Broadcast, seen: str) -> None:
    """Give a broadcast back to its author: ``decline=7.3``."""
    if acts.is_author(visit, broadcast):
        visit.say(visit.t(OWN))
        return
    if _is_stale(visit, broadcast, seen):
        return
    acts.change(
        visit,
        broadcast,
        "broadcast_decline",
        before="waiting",
        after="draft",
        status="draft",
        revision=broadcast.revision + 1,
    )
    visit.say(visit.t(DECLINED), _menu_row(visit))
    _tell_author(visit, broadcast, TOLD_DECLINED)


def reopen(visit: Visit, broadcast: Broadcast, _rest: str) -> None:
    """Take back what waits for approval, to change it."""
    draft = acts.change(
        visit,
        broadcast,
        "broadcast_reopen",
        before="waiting",
        after="draft",
        status="draft",
        revision=broadcast.revision + 1,
    )
    previewing.show(visit, draft)


def send_alone(visit: Visit, broadcast: Broadcast, seen: str) -> None:
    """Let it leave with the author's approval alone: an emergency, or a small audience: ``send=7.3``."""
    if _is_stale(visit, broadcast, seen):
        return
    people = len(_reached(visit, broadcast).recipients)
    if not people or not acts.may_approve_alone(visit, broadcast, people):
        previewing.show(visit, broadcast, visit.t.count(TOO_MANY, people) if people else "")
        return
    approved = _let_leave(visit, broadcast, "broadcast_send")
    visit.say(_when(visit, broadcast), acts.see_row(visit, approved))
    if broadcast.is_emergency:
        _tell_colleagues(visit, broadcast, people)


def _tell_colleagues(visit: Visit, broadcast: Broadcast, people: int) -> None:
    name = known_name(visit.uow, visit.person)

    def build(t: Translator) -> Reply:
        look = Button(label=t.plain(N_("See the broadcast")), data=f"u:see={broadcast.id}")
        text = t.count(TOLD_SENT, people, name=name, number=broadcast.id)
        return Reply(text=text, language=t.language, rows=((look,),))

    visit.tell(acts.colleagues(visit, visit.person.id), build, key=f"broadcast:sent:{broadcast.id}")


def ask_small(visit: Visit) -> None:
    """Ask an owner up to how many people one approval is enough."""
    if visit.person.organiser_role != "owner":
        visit.say(visit.t(OWNERS_ONLY))
        return
    visit.change_person(asked="@broadcast:small:0")
    visit.say(visit.t(SMALL, n=int(visit.uow.settings.all().get(SINGLE_APPROVAL) or 0)), _menu_row(visit))


def _menu_row(visit: Visit) -> Rows:
    return ((button(visit, N_("Broadcasts"), "menu"),),)


def take_small(visit: Visit, text: str) -> None:
    """Take the typed number, from an owner."""
    typed = western_digits(text).strip()
    if visit.person.organiser_role != "owner":
        visit.say(visit.t(OWNERS_ONLY))
    elif not typed.isdecimal() or len(typed) > len(str(MOST_ALONE)) or int(typed) > MOST_ALONE:
        visit.say(visit.t(BAD_NUMBER, most=MOST_ALONE), _menu_row(visit))
    else:
        before = visit.uow.settings.all().get(SINGLE_APPROVAL)
        visit.uow.settings.set(SINGLE_APPROVAL, int(typed), now=visit.now)
        visit.uow.audit.add(
            person_id=visit.person.id,
            act="set_up",
            subject=SINGLE_APPROVAL,
            before=before,
            after=int(typed),
            now=visit.now,
        )
        visit.change_person(asked=None)
        allowed = int(typed)
        words = visit.t.count(SMALL_SET, allowed) if allowed else visit.t(NO_SMALL)
        visit.say(words, _menu_row(visit))
