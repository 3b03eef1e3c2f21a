"""The chat side of a correction: typed, shown, approved by a second organiser like the text it replaces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from handlers.broadcasting import acts, correcting, reporting
from handlers.broadcasting.acts import button
from handlers.broadcasting.describing import language_name
from handlers.broadcasting.drafting import EMPTY, TYPE
from handlers.broadcasting.wording import clean, replies
from handlers.messages import Button, Reply, id_in
from handlers.names import known_name
from handlers.visit import Rows, Visit
from locales.dates import format_list
from locales.markup import Markup, escape
from locales.translator import N_, N_n, Translator
from storage.records import Broadcast

WHICH = N_("Which text should be corrected? Messages that have left are changed in place where the platform can.")
UNDER_WAY = N_("A correction is being carried out; please wait until it is done.")
CAN = N_n("{n} message will be changed.", "{n} messages will be changed.")
CANNOT = N_n(
    "{n} message cannot be changed: its channel does not allow it.",
    "{n} messages cannot be changed: their channel does not allow it.",
)
ASKED = N_n("{n} colleague is asked to approve the correction.", "{n} colleagues are asked to approve the correction.")
PLEASE = N_("{name} asks you to approve a correction of broadcast {n}.")
UNTOUCHED = N_("⚠️ Not corrected: {languages}. If the same is wrong there, correct it too.")
OWN = N_("You typed the correction, so somebody else has to approve it.")
STARTED = N_("The correction is on its way.")
DROPPED = N_("The correction is dropped; the text stays as it is.")
NO_CORRECTION = N_("There is no correction waiting.")


def choose(visit: Visit, broadcast: Broadcast, _rest: str) -> None:
    """Ask which language's text is to be corrected."""
    if correcting.is_under_way(broadcast):
        visit.say(visit.t(UNDER_WAY), acts.see_row(visit, broadcast))
        return
    languages = [language for language, text in broadcast.texts.items() if text]
    rows = [(Button(label=language_name(one, visit.t), data=f"u:fix={broadcast.id}.{one}"),) for one in languages]
    text = "\n".join([*reporting.correction_lines(visit, broadcast), visit.t(WHICH)])
    visit.say(text, (*reporting.correction_rows(visit, broadcast), *rows, *acts.see_row(visit, broadcast)))


def ask_text(visit: Visit, broadcast: Broadcast, language: str) -> None:
    """Ask for the corrected text: ``fix=7.fr``."""
    if correcting.is_under_way(broadcast) or not broadcast.texts.get(language):
        choose(visit, broadcast, "")
        return
    visit.change_person(asked=f"@broadcast:fix:{broadcast.id}:{language}")
    visit.say(visit.t(TYPE[language]), acts.see_row(visit, broadcast))


def take_text(visit: Visit, broadcast: Broadcast, language: str, text: str) -> None:
    """Take the corrected text and show it as it will look."""
    words = clean(text)
    if correcting.is_under_way(broadcast) or not broadcast.texts.get(language):
        choose(visit, broadcast, "")
    elif not words:
        visit.say(visit.t(EMPTY), acts.see_row(visit, broadcast))
    else:
        known = correcting.waiting(broadcast) or {"texts": {}}
        correction = {
            "texts": {**known["texts"], language: words},
            "person_id": visit.person.id,
            "is_approved": False,
            "number": int(broadcast.progress.get("corrections", 0)) + 1,
            "after": 0,
            "edited": 0,
            "not_editable": 0,
        }
        show(visit, _keep(visit, broadcast, "broadcast_correct", correction))


def _keep(visit: Visit, broadcast: Broadcast, act: str, correction: dict[str, Any] | None) -> Broadcast:
    texts = (correction or {}).get("texts") or {}
    return acts.change(
        visit,
        broadcast,
        act,
        before={language: broadcast.texts.get(language) for language in texts},
        after=texts or None,
        progress={**broadcast.progress, "correction": correction},
        revision=broadcast.revision + 1,
    )


def show(visit: Visit, broadcast: Broadcast) -> None:
    """Show a correction that waits: how it will look, and how many messages it changes."""
    correction = correcting.waiting(broadcast)
    visit.change_person(asked=None)
    if correction is None:
        visit.say(visit.t(NO_CORRECTION), acts.see_row(visit, broadcast))
        return
    corrected = replace(broadcast, texts=correcting.texts_after(broadcast))
    for language in correction["texts"]:
        for reply in replies(corrected, language=language, channel=visit.address.channel, event=visit.event):
            visit.reply(reply)
    can, cannot = correcting.counts(visit.uow, visit.event, broadcast)
    lines = [
        acts.title(visit, broadcast),
        *reporting.correction_lines(visit, broadcast),
        visit.t.count(CAN, can),
        *([f"⚠️ {visit.t.count(CANNOT, cannot)}"] if cannot else []),
    ]
    untouched = [one for one, text in broadcast.texts.items() if text and one not in correction["texts"]]
    if untouched:
        names = format_list([language_name(one, visit.t) for one in untouched], visit.language)
        lines.append(visit.t(UNTOUCHED, languages=Markup(escape(names), isolate=False)))
    rows = (
        _row(visit, broadcast, correction, can + cannot),
        *_others(visit, broadcast, untouched),
        *acts.see_row(visit, broadcast),
    )
    visit.say("\n".join(lines), rows)


def _others(visit: Visit, broadcast: Broadcast, languages: Sequence[str]) -> Rows:
    label = N_("Correct: {language}")
    return tuple(
        (Button(label=visit.t.plain(label, language=language_name(one, visit.t)), data=f"u:fix={broadcast.id}.{one}"),)
        for one in languages
    )


def _row(visit: Visit, broadcast: Broadcast, correction: Mapping[str, Any], messages: int) -> tuple[Button, ...]:
    seen = f"{broadcast.id}.{broadcast.revision}"
    drop = button(visit, N_("Drop the correction"), f"fix_drop={seen}", style="danger")
    if correction["person_id"] != visit.person.id:
        return (button(visit, N_("Approve"), f"fix_ok={seen}", style="primary"), drop)
    if acts.may_approve_alone(visit, broadcast, messages):
        return (button(visit, N_("Correct it"), f"fix_ok={seen}", style="primary"), drop)
    return (button(visit, N_("Ask a colleague to approve"), f"fix_ask={seen}", style="primary"), drop)


def show_again(visit: Visit, broadcast: Broadcast, _rest: str) -> None:
    """Show a correction to whoever is asked to approve it."""
    show(visit, broadcast)


def _seen(visit: Visit, broadcast: Broadcast, seen: str) -> Mapping[str, Any] | None:
    """Return the correction that the tapped button was about; show how it is now when that has changed."""
    correction = correcting.waiting(broadcast)
    if correction is not None and id_in(seen) == broadcast.revision:
        return correction
    show(visit, broadcast)
    return None


def ask(visit: Visit, broadcast: Broadcast, seen: str) -> None:
    """Ask the other organisers to approve a correction."""
    correction = _seen(visit, broadcast, seen)
    if correction is None:
        return
    name = known_name(visit.uow, visit.person)

    def build(t: Translator) -> Reply:
        look = Button(label=t.plain(N_("Look")), data=f"u:fix_see={broadcast.id}", style="primary")
        return Reply(text=t(PLEASE, name=name, n=broadcast.id), language=t.language, rows=((look,),))

    author = correction["person_id"]
    told = visit.tell(
        acts.colleagues(visit, author), build, key=f"broadcast:fix:{broadcast.id}:{broadcast.revision}:{visit.inbox_id}"
    )
    acts.note(visit, broadcast, "broadcast_correct_ask", after={"asked": told})
    visit.say(visit.t.count(ASKED, told), acts.see_row(visit, broadcast))


def approve(visit: Visit, broadcast: Broadcast, seen: str) -> None:
    """Let a correction be carried out; the one who typed it only where one approval is enough."""
    correction = _seen(visit, broadcast, seen)
    if correction is None:
        return
    messages = sum(correcting.counts(visit.uow, visit.event, broadcast))
    if correction["person_id"] == visit.person.id and not acts.may_approve_alone(visit, broadcast, messages):
        visit.say(visit.t(OWN))
        return
    started = _keep(visit, broadcast, "broadcast_correct_approve", {**correction, "is_approved": True})
    visit.say(visit.t(STARTED), acts.see_row(visit, started))


def drop(visit: Visit, broadcast: Broadcast, seen: str) -> None:
    """Leave the text as it is."""
    if _seen(visit, broadcast, seen) is not None:
        kept = _keep(visit, broadcast, "broadcast_correct_drop", None)
        visit.say(visit.t(DROPPED))
        reporting.show(visit, kept)
