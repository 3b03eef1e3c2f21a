"""Rules of law worth a mention when a project meets them: those of the event file, else the two that everybody needs.

No legal advice: a rule warns both sides, asks the buyer, shows the pair to the organisers, or makes it impossible.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from events.event import Event, LegalRule
from locales.markup import Markup, escape
from locales.translator import N_, Translator
from matching import rules
from matching.affinity import Affinities
from matching.company import Company as Candidate
from matching.rules import DEFAULT_RULES, Flag, Rule

KNOWN = {
    "fr_b2c_prior_consent": N_(
        "Prospecting consumers by phone in France needs their prior consent, or an existing contract."
    ),
    "fr_home_energy_phone": N_(
        "For home energy works or renewable equipment, prospecting by phone is forbidden in France, even with consent."
    ),
}
"""What is said of the rules that hold where the event file has none."""

TO_SETTLE = N_("does this rule apply to the project? {rule}")
ASK_BUYER = N_("⚖️ Does this rule apply to your project? {rule}")
BE_ASKED = N_("⚖️ They may ask whether this rule applies to your project: {rule}")


def rules_of(event: Event) -> tuple[Rule, ...]:
    """Return the rules of an event as matching takes them."""
    return _converted(event.legal_rules) if event.legal_rules else DEFAULT_RULES


@lru_cache(maxsize=4)
def _converted(written: tuple[LegalRule, ...]) -> tuple[Rule, ...]:
    return tuple(_rule(one) for one in written)


def _rule(written: LegalRule) -> Rule:
    conditions = {
        "called_countries": written.countries,
        "wanted_activities": written.activities,
        "sector": written.sectors,
        "people_called": tuple(people.lower() for people in written.people_called),
        "prospecting": written.prospecting,
    }
    return Rule(
        key=written.key,
        effects=written.effects,
        source=written.source,
        valid_from=written.since,
        valid_until=written.until,
        buyer={key: frozenset(values) for key, values in conditions.items() if values},
        unless={"consent_base": frozenset(written.unless)} if written.unless else {},
        provider={},
    )


def blocking(event: Event) -> tuple[Rule, ...]:
    """Return the rules that make a pair impossible on the event's first day."""
    return rules.blocking(rules_of(event), event.first_day)


def flags_between(judged: Affinities, one: int, other: int, event: Event) -> Sequence[Flag]:
    """Return the rules that hold, or may hold, for a pair on the event's first day."""
    buyer, provider = judged.as_pair(one, other)
    return rules.flags(judged.company(buyer), judged.company(provider), event.first_day, rules=rules_of(event))


def warnings(flags: Sequence[Flag], event: Event, t: Translator) -> list[str]:
    """Return what both sides are told, a text of markup each."""
    return [say(flag.rule, event, t) for flag in flags if "warn_both" in flag.effects]


def questions(flags: Sequence[Flag], event: Event, t: Translator) -> list[Markup]:
    """Return the rules that the buyer is asked about, a text of markup each, ready to be inserted."""
    return [Markup(say(flag.rule, event, t), isolate=False) for flag in flags if "ask" in flag.effects]


def for_organisers(company: Candidate, event: Event, t: Translator) -> list[str]:
    """Return the rules that organisers should see of a company by itself, a text of markup each."""
    if company.role != "buyer":
        return []
    nobody = Candidate(id=0, role="provider")
    flags = rules.flags(company, nobody, event.first_day, rules=rules_of(event))
    return [say(flag.rule, event, t) for flag in flags if "flag_organiser" in flag.effects]


def say(key: str, event: Event, t: Translator) -> str:
    """Return what a rule says, as markup in the reader's language."""
    for written in event.legal_rules:
        if written.key == key:
            return escape(written.text.in_(t.language))
    return t(KNOWN[key])
