"""What a reminder before a meeting says: where and when, whom they meet, why, and what is still to settle."""

from __future__ import annotations

from collections.abc import Sequence

from events.event import Event
from handlers.agendas.day_sheet import counterpart_of
from handlers.availability import table_label
from handlers.choosing import legal, reasons
from handlers.choosing.candidates import are_judged
from handlers.live.meeting_turn import answer_row
from handlers.messages import Button, Reply
from handlers.names import company_name
from handlers.reminding.planned import Crowd, sent_by
from handlers.templates import reminder_template
from locales.dates import format_list, format_time
from locales.markup import Markup, contain, escape
from locales.translator import N_, Translator
from matching.affinity import Affinities
from matching.reasons import explain
from storage.records import StoredMeeting
from storage.reminders import Recipient
from storage.unit_of_work import UnitOfWork

SOON = N_("⏰ <b>{time}</b>, table <b>{table}</b>")
NOW = N_("⏰ Now at table <b>{table}</b>: your meeting of {time}")
WITH = N_("With <b>{company}</b>")
WITH_PEOPLE = N_("With <b>{company}</b>: {people}")
WHY = N_("Why you meet: {reason}")


def reminder(
    uow: UnitOfWork,
    event: Event,
    meeting: StoredMeeting,
    *,
    own: int,
    crowd: Crowd,
    judged: Affinities,
    is_now: bool,
    t: Translator,
) -> Reply:
    """Return what the people of one company are told before a meeting, or once it has begun."""
    other = counterpart_of(meeting, own)
    counterpart = company_name(uow, other)
    at = format_time(meeting.starts_at.astimezone(event.zone), t.language)
    table = table_label(event, meeting.table_name, t.language)
    lines = [
        t(NOW if is_now else SOON, time=at, table=table),
        _with(counterpart, sent_by(crowd, meeting, other), t),
        *_why(event, meeting, own, judged, t),
    ]
    template = reminder_template(event, t.language, counterpart=counterpart, time=at, table=table, data="m:agenda")
    return Reply(text="\n".join(lines), language=t.language, rows=_rows(meeting, t), template=template)


def _with(company: str, people: Sequence[Recipient], t: Translator) -> str:
    names = [name for name in map(_name, people) if name]
    if not names:
        return t(WITH, company=company)
    told = Markup(escape(contain(format_list(names, t.language))), isolate=False)  # each has its own
    return t(WITH_PEOPLE, company=company, people=told)


def _name(recipient: Recipient) -> str:
    hints = (address.name_hint for address in recipient.addresses)
    return str(recipient.values.get("full_name") or next(filter(None, hints), ""))


def _why(event: Event, meeting: StoredMeeting, own: int, judged: Affinities, t: Translator) -> list[str]:
    if not are_judged(judged, meeting.buyer_id, meeting.provider_id):  # one of them is being approved once more
        return []
    explained = explain(judged, meeting.buyer_id, meeting.provider_id)
    mine = explained.for_buyer if own == meeting.buyer_id else explained.for_provider
    lines = [t(WHY, reason=_as_is(reasons.say(reason, t))) for reason in mine[:1]]
    flags = legal.flags_between(judged, meeting.buyer_id, meeting.provider_id, event)
    to_ask = legal.questions(flags, event, t)
    if to_ask:
        lines.append(t(N_("Still open: {what}"), what=_as_is(t(legal.TO_SETTLE, rule=to_ask[0]))))
    elif explained.settle is not None:
        lines.append(t(N_("Still open: {what}"), what=_as_is(reasons.say(explained.settle, t))))
    return lines


def _as_is(text: str) -> Markup:
    """Spare an isolate round words that are in the reader's language already."""
    return Markup(text, isolate=False)


def _rows(meeting: StoredMeeting, t: Translator) -> tuple[tuple[Button, ...], ...]:
    return (answer_row(meeting, t), (Button(label=t.plain(N_("My reminders")), data="m:reminders"),))
