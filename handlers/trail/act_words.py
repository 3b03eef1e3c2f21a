"""The audit trail in words: what was done, and to what; for the chat and for the export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from locales.translator import N_, Translator

ACTS: Mapping[str, str] = {
    "submit": N_("registration sent"),
    "edit": N_("answer changed"),
    "approved": N_("company approved"),
    "refused": N_("company refused"),
    "reopened": N_("verdict taken back"),
    "question": N_("question to the company"),
    "answer": N_("answer of the company"),
    "admit": N_("colleague admitted"),
    "turn_away": N_("colleague not admitted"),
    "link": N_("channels linked"),
    "become_organiser": N_("became an organiser"),
    "set_up": N_("rule of the event changed"),
    "decide_pair": N_("pair fixed or forbidden"),
    "adjust": N_("draft adjusted"),
    "publish": N_("agenda published"),
    "nudge": N_("reminder to choose"),
    "mutual": N_("both want to meet"),
    "erase": N_("erased"),
    "called": N_("called and told"),
    "no_answer": N_("called without an answer"),
    "call_taken_back": N_("put back on the list to call"),
    "change_approved": N_("day changed"),
    "change_undone": N_("change of the day undone"),
    "change_dropped": N_("change of the day dropped"),
    "send_now": N_("changes told at once"),
    "broadcast_draft": N_("broadcast begun"),
    "broadcast_text": N_("text of a broadcast written"),
    "broadcast_audience": N_("audience of a broadcast chosen"),
    "broadcast_schedule": N_("time of a broadcast chosen"),
    "broadcast_ask": N_("approval of a broadcast asked for"),
    "broadcast_approve": N_("broadcast approved"),
    "broadcast_decline": N_("broadcast declined"),
    "broadcast_reopen": N_("broadcast reopened"),
    "broadcast_send": N_("broadcast sent with one approval"),
    "broadcast_start": N_("broadcast begun to be sent"),
    "broadcast_pause": N_("broadcast paused"),
    "broadcast_resume": N_("broadcast resumed"),
    "broadcast_stop": N_("broadcast stopped"),
    "broadcast_drop": N_("broadcast dropped"),
    "broadcast_inherited": N_("draft of a broadcast taken over"),
    "broadcast_correct": N_("correction of a broadcast written"),
    "broadcast_correct_ask": N_("approval of a correction asked for"),
    "broadcast_correct_approve": N_("correction of a broadcast approved"),
    "broadcast_correct_drop": N_("correction of a broadcast dropped"),
}

SUBJECTS: Mapping[str, str] = {
    "company": N_("company {name}"),
    "person": N_("person {name}"),
    "agenda": N_("agenda {name}"),
    "pair": N_("pair {name}"),
    "broadcast": N_("broadcast {name}"),
    "change": N_("change {name}"),
}
WHOLES: Mapping[str, str] = {
    # Translators: what organisers changed on the day of the event, all of it.
    "change": N_("changes of the day"),
    # Translators: the wishes of all companies, whom they want to meet.
    "wishes": N_("the wishes"),
}
"""What is dealt with as a whole, without a number."""

SETTINGS: Mapping[str, str] = {
    "wishes_close_at": N_("deadline of the wishes"),
    "tables_out": N_("tables that are out"),
    "closed_slots": N_("closed slots"),
    "limits_buyer": N_("meetings of each order-giver"),
    "limits_provider": N_("meetings of each provider"),
    "weights": N_("weights of matching"),
    "one_wish_is_enough": N_("one wish is enough"),
    "broadcast_single_approval": N_("people a broadcast may reach with one approval"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """What companies and people are called, by id; nobody who was erased is in it."""

    companies: Mapping[int, str]
    people: Mapping[int, str]

    def of(self, kind: str, number: str) -> str:
        """Return the name of a company, a person or a pair; the number itself for want of one."""
        if kind == "pair":
            return " – ".join(self.of("company", one) for one in number.split("~"))
        known = {"company": self.companies, "person": self.people}.get(kind, {})
        name = known.get(int(number)) if number.isdecimal() and len(number) < 10 else None
        return name or (f"#{number}" if kind in ("company", "person") else number)


def act(key: str, t: Translator) -> str:
    """Return what was done; a key without words stands for itself."""
    return t.plain(ACTS[key]) if key in ACTS else key


def subject(key: str, names: Names, t: Translator) -> str:
    """Return what it was done to, from the key that the trail keeps: ``company:7``, or a setting."""
    kind, _, number = key.partition(":")
    if kind in SUBJECTS and number:
        return t.plain(SUBJECTS[kind], name=names.of(kind, number))
    known = {**SETTINGS, **WHOLES}
    return t.plain(known[kind]) if kind in known else key
