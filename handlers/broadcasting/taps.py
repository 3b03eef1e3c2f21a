"""The way in: the list of broadcasts, every tap and every typed text, for organisers only.

Data of buttons: ``u:menu`` · ``u:new`` · ``u:urgent`` · ``u:small`` · ``u:see=7`` · ``u:set=7.roles.0`` ·
``u:approve=7.3`` (broadcast and revision, so that exactly what was seen is approved) …
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from handlers import screens
from handlers.broadcasting import acts, approving, drafting, fixing, previewing, reporting, steering, targeting
from handlers.broadcasting.acts import STATUS, button
from handlers.conversation import Note
from handlers.messages import Button, id_in
from handlers.organising.admission import admits
from handlers.visit import Visit
from locales.translator import N_
from storage.records import Broadcast

NONE_YET = N_("No broadcast has been sent yet.")
LATEST = N_("The latest broadcasts:")
GONE = N_("That broadcast is no longer there.")
NOT_YOURS = N_("Only its author may change it.")
NOT_NOW = N_("That is not possible any more. Here is how it is now.")
LABEL = N_("{n} · {status}: {words}")
MOST_SHOWN = 8
_EXCERPT = 24

Act = Callable[[Visit, Broadcast, str], None]
Take = Callable[[Visit, Broadcast, str, str], None]


@dataclass(frozen=True)
class Rule:
    """What a button does, in which states of the broadcast, and whether only for its author."""

    act: Act
    when: tuple[str, ...]
    is_authors: bool = False


def menu(visit: Visit, _argument: str = "", note: Note | None = None) -> None:
    """Show the latest broadcasts and how to begin one."""
    t = visit.t
    if not admits(visit):
        return
    visit.change_person(asked=None)
    known = visit.uow.broadcasts.newest(limit=MOST_SHOWN)
    rows: list[tuple[Button, ...]] = [
        (button(visit, N_("New broadcast"), "new", style="primary"), button(visit, N_("🚨 Emergency"), "urgent")),
        *((Button(label=_label(visit, one), data=f"u:see={one.id}"),) for one in known),
    ]
    if visit.person.organiser_role == "owner":
        rows.append((button(visit, N_("Small audiences…"), "small"),))
    rows.append((Button(label=t.plain(N_("Organiser menu")), data="m:organise"),))
    text = "\n\n".join(filter(None, (screens.note_text(note, t), t(LATEST if known else NONE_YET))))
    visit.say(text, tuple(rows))


def _label(visit: Visit, broadcast: Broadcast) -> str:
    words = " ".join((broadcast.texts.get(broadcast.source_language or "") or "…").split())
    excerpt = words if len(words) <= _EXCERPT else f"{words[:_EXCERPT].rstrip()}…"
    return visit.t.plain(LABEL, n=broadcast.id, status=visit.t.plain(STATUS[broadcast.status]), words=excerpt)


def tap(visit: Visit, data: str) -> None:
    """Follow a button, for organisers only."""
    if not admits(visit):
        return
    verb, _, rest = data.removeprefix("u:").partition("=")
    if verb in _BEGINNINGS:
        _BEGINNINGS[verb](visit)
        return
    number, _, argument = rest.partition(".")
    rule = _RULES.get(verb)
    broadcast = _inherited(visit, visit.uow.broadcasts.find(id_in(number)))
    if broadcast is None or rule is None:
        menu(visit, note=Note(message=GONE))
    elif _may(visit, broadcast, rule):
        rule.act(visit, broadcast, argument)


def _inherited(visit: Visit, broadcast: Broadcast | None) -> Broadcast | None:
    """Return a broadcast; a draft whose author is gone belongs to whoever takes it up."""
    if broadcast is None or broadcast.status != "draft" or broadcast.person_id is not None:
        return broadcast
    mine = visit.person.id
    return acts.change(visit, broadcast, "broadcast_inherited", before=None, after=None, person_id=mine)


def _may(visit: Visit, broadcast: Broadcast, rule: Rule) -> bool:
    """Tell whether a button still counts; otherwise say why not and show the present state."""
    refusal = None
    if broadcast.status not in rule.when:
        refusal = NOT_NOW
    elif rule.is_authors and not acts.is_author(visit, broadcast):
        refusal = NOT_YOURS
    if refusal is not None:
        visit.say(screens.note_text(Note(message=refusal, is_problem=True), visit.t))
        see(visit, broadcast, "")
    return refusal is None


def see(visit: Visit, broadcast: Broadcast, _rest: str) -> None:
    """Show a broadcast: what will leave, or what has become of it."""
    if broadcast.status in ("draft", "waiting"):
        previewing.show(visit, broadcast)
    else:
        reporting.show(visit, broadcast)


def type_words(visit: Visit, text: str) -> None:
    """Take what was typed: a text, a list, a time, a number; ``asked`` says which and for what."""
    _, what, number, language = f"{visit.person.asked}:".split(":", 3)
    broadcast = visit.uow.broadcasts.find(id_in(number))
    taking = _TYPED.get(what)
    if not admits(visit):
        visit.change_person(asked=None)
    elif what == "small":
        approving.take_small(visit, text)
    elif broadcast is None or taking is None:
        menu(visit, note=Note(message=GONE))
    elif _may(visit, broadcast, taking.rule):
        taking.take(visit, broadcast, language.rstrip(":"), text)


@dataclass(frozen=True)
class Taking:
    """Who takes typed words, and the rule of the button that asked for them."""

    take: Take
    rule: Rule


ANY = tuple(STATUS)
DRAFT = ("draft",)
UNDER_WAY = ("scheduled", "sending")
LEFT = ("sending", "paused", "stopped", "done")


def _author(act: Act) -> Rule:
    return Rule(act, DRAFT, is_authors=True)


_BEGINNINGS: Mapping[str, Callable[[Visit], None]] = {
    "menu": menu,
    "new": lambda visit: drafting.begin(visit, is_emergency=False),
    "urgent": lambda visit: drafting.begin(visit, is_emergency=True),
    "small": approving.ask_small,
}
_RULES: Mapping[str, Rule] = {
    "see": Rule(see, ANY),
    "text": _author(drafting.ask_text),
    "note": _author(drafting.take_note),
    "more": _author(drafting.ask_more),
    "texts": _author(drafting.choose_text),
    "when": _author(drafting.ask_when),
    "now": _author(drafting.leave_at_once),
    "drop": _author(drafting.drop),
    "who": _author(targeting.show_again),
    "back": _author(targeting.back),
    "kind": _author(targeting.show_kind),
    "set": _author(targeting.toggle),
    "purpose": _author(targeting.change_purpose),
    "list": _author(targeting.ask_list),
    "pick": _author(targeting.pick),
    "anyone": _author(targeting.forget_list),
    "look": _author(see),
    "ask": _author(approving.ask),
    "send": _author(approving.send_alone),
    "reopen": Rule(approving.reopen, ("waiting",), is_authors=True),
    "approve": Rule(approving.approve, ("waiting",)),
    "decline": Rule(approving.decline, ("waiting",)),
    "pause": Rule(steering.pause, UNDER_WAY),
    "resume": Rule(steering.resume, ("paused",)),
    "stop": Rule(steering.ask_to_stop, (*UNDER_WAY, "paused")),
    "stop_now": Rule(steering.stop, (*UNDER_WAY, "paused")),
    "names": Rule(reporting.show_names, (*UNDER_WAY, *LEFT)),
    "whole": Rule(reporting.show_whole, (*UNDER_WAY, *LEFT)),
    "csv": Rule(reporting.send_file, (*UNDER_WAY, *LEFT)),
    "fixes": Rule(fixing.choose, LEFT),
    "fix": Rule(fixing.ask_text, LEFT),
    "fix_ask": Rule(fixing.ask, LEFT),
    "fix_see": Rule(fixing.show_again, LEFT),
    "fix_ok": Rule(fixing.approve, LEFT),
    "fix_drop": Rule(fixing.drop, LEFT),
}
_TYPED: Mapping[str, Taking] = {
    "text": Taking(drafting.take_text, _RULES["text"]),
    "more": Taking(drafting.take_more, _RULES["more"]),
    "when": Taking(drafting.take_when, _RULES["when"]),
    "list": Taking(targeting.take_list, _RULES["list"]),
    "fix": Taking(fixing.take_text, _RULES["fix"]),
}
