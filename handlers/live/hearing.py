"""Free words of a delegate while a meeting of theirs is near: read as an answer to its reminder, or passed on.

What cannot be read is shown the meeting with the reminder's buttons, and one by which the organisers get the words
as they are: ``f:412``, the number of the update that brought them.
"""

from __future__ import annotations

from handlers.live.calls import phone_line
from handlers.live.meeting_turn import MeetingTurn, answer_row, turn_on_nearest
from handlers.messages import Button, Reply, id_in
from handlers.names import known_name
from handlers.visit import Visit
from locales.translator import N_, Translator

WHICH = N_(
    "Your meeting with <b>{company}</b> is at <b>{time}</b>, table <b>{table}</b>. "
    "Tap what I shall note, or let the organisers read what you wrote."
)
MESSAGE = N_("Message from <b>{name}</b>, {company}:\n{words}")
MEETS = N_("Their meeting: {time}, table {table}, {company}")
PASSED_ON = N_("Thank you. The organisers have your message.")
FORGOTTEN = N_("I no longer have what you wrote. Please write it once more.")


def hear(visit: Visit, text: str) -> bool:
    """Follow words as the buttons of a reminder, or ask what is meant; False when no meeting of theirs is near."""
    turn = turn_on_nearest(visit)
    if turn is None:
        return False
    from handlers.live import presence
    from handlers.understanding import said  # the solvers behind them weigh as much as all the rest

    found = said.read(text)
    if found is not None:
        presence.follow(turn, *found)
        return True
    t = visit.t
    tell = Button(label=t.plain(N_("Tell the organisers")), data=f"f:{visit.inbox_id}")
    words = t(WHICH, company=turn.name(turn.other), **turn.place(t))
    visit.say(words, (answer_row(turn.meeting, t), (tell,), (turn.agenda_button(),)))
    return True


def hear_asked(visit: Visit, text: str) -> bool:
    """Take the minutes that "Late" asked for, or another word on that meeting; False when the words are neither."""
    from handlers.live import presence
    from handlers.understanding import said

    subject = (visit.person.asked or "").removeprefix(presence.ASKED_MINUTES)
    visit.change_person(asked=None)
    minutes = said.minutes_in(text)
    found = said.read(text) if minutes is None else ("by", minutes)
    if found is None:
        return False
    turn = presence.turn_on(visit, subject)
    if turn is not None:
        presence.follow(turn, *found)
    return True


def pass_on(visit: Visit, data: str) -> None:
    """Let every organiser read what the person wrote, once, and how to call them."""
    number = id_in(data.removeprefix("f:"))
    sent = visit.uow.inbox.after(visit.address.address, after_id=number - 1)
    words = sent[0].body if sent and (sent[0].id, sent[0].kind) == (number, "text") else None
    if words is None:
        visit.say(visit.t(FORGOTTEN))
        return
    turn = turn_on_nearest(visit)

    def build(t: Translator) -> Reply:
        return Reply(text="\n".join(_message(visit, turn, words, t)), language=t.language)

    visit.tell(visit.uow.people.organisers(), build, key=f"said:{number}")
    visit.say(visit.t(PASSED_ON))


def _message(visit: Visit, turn: MeetingTurn | None, words: str, t: Translator) -> list[str]:
    company = visit.company
    name = known_name(visit.uow, visit.person)
    return [
        t(MESSAGE, name=name, company=(company and company.legal_name) or "?", words=words),
        *([] if turn is None else [t(MEETS, company=turn.name(turn.other), **turn.place(t))]),
        phone_line(visit.uow, visit.person, t),
    ]
