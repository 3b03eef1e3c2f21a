"""Legal rules as data: dated, editable, each with its source; no legal advice.

A rule looks at what a buyer answered (and, if need be, at what a provider answered) and says what to do
about it: ``warn_both`` tells both companies, ``ask`` asks the buyer, ``flag_organiser`` tells the organiser,
``block`` makes the pair impossible, and only the organiser writes that. Every condition has three outcomes:
met, not met, or not known because the answer is missing. A rule that would hold but for a missing answer
is raised as ``ask`` with the questions to put.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Final

from matching.company import ANSWER_KEYS, Company

EFFECTS: Final = ("warn_both", "ask", "flag_organiser", "block")

Conditions = Mapping[str, frozenset[str]]  # answer key → values, any of which meets the condition

MOST_RULES: Final = 32  # affinities keep one bit for each blocking rule


class InvalidRules(ValueError):
    """Rules that cannot be used; ``faults`` lists every one as ``(path, code)``.

    Codes: ``not_a_rule``, ``missing``, ``unknown`` (field, answer key or effect), ``not_a_date``,
    ``not_values`` (conditions are lists of strings), ``ends_before_start``, ``repeated`` (key),
    ``too_many``.
    """

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        super().__init__("; ".join(f"{path}: {code}" for path, code in faults))
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One legal rule: it holds when every ``buyer`` and ``provider`` condition is met and no ``unless`` is."""

    key: str
    effects: tuple[str, ...]
    source: str  # the text of law, with its address
    valid_from: date
    valid_until: date | None = None  # last day, included
    buyer: Conditions
    unless: Conditions  # answers of the buyer, any of which lifts the rule
    provider: Conditions


@dataclass(frozen=True, kw_only=True)
class Flag:
    """A rule that holds for a pair, or may hold once ``missing`` questions of the buyer are answered."""

    rule: str
    effects: tuple[str, ...]
    source: str
    valid_from: date
    missing: tuple[str, ...] = ()


DEFAULT_ROWS: Final[tuple[Mapping[str, object], ...]] = (
    {
        "key": "fr_b2c_prior_consent",
        "effects": ["warn_both"],
        "source": "Code de la consommation, art. L. 223-1, loi n° 2025-594 du 30 juin 2025, art. 13 "
        "(JORF du 1er juillet 2025), en vigueur le 11 août 2026",
        "valid_from": "2026-08-11",
        "buyer": {"called_countries": ["FR"], "people_called": ["b2c"], "prospecting": ["outbound"]},
        "unless": {"consent_base": ["existing_contract", "prior_consent"]},
    },
    {
        "key": "fr_home_energy_phone",
        "effects": ["warn_both", "flag_organiser"],
        "source": "Code de la consommation, art. L. 223-1, loi n° 2020-901 du 24 juillet 2020, art. 3, "
        "https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000042148119",
        "valid_from": "2020-07-26",
        "buyer": {
            "called_countries": ["FR"],
            "people_called": ["b2c"],
            "prospecting": ["outbound"],
            "sector": ["energy_utilities", "renewables"],
        },
        "unless": {"consent_base": ["existing_contract"]},  # consent alone does not lift it
    },
)
"""The two rules every event starts with, as an organiser may edit them."""


def load_rules(rows: Iterable[object]) -> tuple[Rule, ...]:
    """Return rules from plain mappings such as ``DEFAULT_ROWS``; raise ``InvalidRules`` with every fault.

    >>> [rule.key for rule in load_rules(DEFAULT_ROWS)]
    ['fr_b2c_prior_consent', 'fr_home_energy_phone']
    """
    listed = list(rows)
    faults = [fault for index, row in enumerate(listed) for fault in _faults(f"[{index}]", row)]
    keys = [row.get("key") if isinstance(row, Mapping) else None for row in listed]
    faults += [(f"[{index}].key", "repeated") for index, key in enumerate(keys) if key and key in keys[:index]]
    if len(listed) > MOST_RULES:
        faults.append(("", "too_many"))
    if faults:
        raise InvalidRules(tuple(faults))
    return tuple(_rule(row) for row in listed if isinstance(row, Mapping))


def _rule(row: Mapping[str, object]) -> Rule:
    until = row.get("valid_until")
    return Rule(
        key=str(row["key"]),
        effects=tuple(_texts(row["effects"])),
        source=str(row["source"]),
        valid_from=date.fromisoformat(str(row["valid_from"])),
        valid_until=None if until is None else date.fromisoformat(str(until)),
        buyer=_conditions(row.get("buyer")),
        unless=_conditions(row.get("unless")),
        provider=_conditions(row.get("provider")),
    )


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, (list, tuple)) else []


def _conditions(value: object) -> Conditions:
    rows = value if isinstance(value, Mapping) else {}
    return {str(key): frozenset(_texts(values)) for key, values in rows.items()}


def _faults(path: str, row: object) -> list[tuple[str, str]]:
    if not isinstance(row, Mapping):
        return [(path, "not_a_rule")]
    known = {field.name for field in fields(Rule)}
    faults = [(f"{path}.{name}", "unknown") for name in row if name not in known]
    faults += [
        (f"{path}.{name}", "missing") for name in ("key", "effects", "source", "valid_from") if not row.get(name)
    ]
    faults += [(f"{path}.effects", "unknown") for effect in _texts(row.get("effects")) if effect not in EFFECTS]
    faults += _date_faults(path, row)
    for name in ("buyer", "unless", "provider"):
        faults += _condition_faults(f"{path}.{name}", row.get(name, {}))
    return faults


def _date_faults(path: str, row: Mapping[str, object]) -> list[tuple[str, str]]:
    days: list[date] = []
    for name in ("valid_from", "valid_until"):
        try:
            days += [date.fromisoformat(str(row[name]))] if row.get(name) else []
        except ValueError:
            return [(f"{path}.{name}", "not_a_date")]
    return [(f"{path}.valid_until", "ends_before_start")] if days != sorted(days) else []


def _condition_faults(path: str, conditions: object) -> list[tuple[str, str]]:
    if not isinstance(conditions, Mapping):
        return [(path, "not_values")]
    faults = [(f"{path}.{key}", "unknown") for key in conditions if key not in ANSWER_KEYS]
    faults += [
        (f"{path}.{key}", "not_values")
        for key, values in conditions.items()
        if not _texts(values) or len(_texts(values)) != len(values)
    ]
    return faults


DEFAULT_RULES: Final = load_rules(DEFAULT_ROWS)


def flags(buyer: Company, provider: Company, on: date, *, rules: Iterable[Rule] = DEFAULT_RULES) -> tuple[Flag, ...]:
    """Return the rules that hold, or may hold, for a pair on a day, in their own order.

    >>> buyer = Company(id=1, role="buyer", called_countries=frozenset({"FR"}), consent_base="none",
    ...                 people_called=frozenset({"b2c"}), prospecting="outbound")
    >>> provider = Company(id=2, role="provider")
    >>> [(flag.rule, flag.effects, flag.missing) for flag in flags(buyer, provider, date(2026, 8, 11))]
    [('fr_b2c_prior_consent', ('warn_both',), ()), ('fr_home_energy_phone', ('ask',), ('sector',))]
    >>> flags(buyer, provider, date(2020, 1, 1))
    ()
    """
    found = (_flag(rule, buyer, provider) for rule in rules if in_force(rule, on))
    return tuple(flag for flag in found if flag is not None)


def in_force(rule: Rule, on: date) -> bool:
    """Return whether a rule is valid on a day."""
    return rule.valid_from <= on and (rule.valid_until is None or on <= rule.valid_until)


def blocking(rules: Iterable[Rule], on: date) -> tuple[Rule, ...]:
    """Return the rules in force that make a pair impossible."""
    return tuple(rule for rule in rules if "block" in rule.effects and in_force(rule, on))


def holds_for_buyer(rule: Rule, buyer: Company) -> bool:
    """Return whether the buyer's half of a rule holds for certain."""
    return _buyer_half(rule, buyer) == (True, ())


def holds_for_provider(rule: Rule, provider: Company) -> bool:
    """Return whether the provider's half of a rule holds for certain."""
    return all(_met(provider, key, values) for key, values in rule.provider.items())


def _flag(rule: Rule, buyer: Company, provider: Company) -> Flag | None:
    may_hold, missing = _buyer_half(rule, buyer)
    if not may_hold or not holds_for_provider(rule, provider):
        return None
    return Flag(
        rule=rule.key,
        effects=("ask",) if missing else rule.effects,
        source=rule.source,
        valid_from=rule.valid_from,
        missing=missing,
    )


def _buyer_half(rule: Rule, buyer: Company) -> tuple[bool, tuple[str, ...]]:
    """Return whether the rule may hold, and the answers that are missing to be sure."""
    outcomes = {key: _met(buyer, key, values) for key, values in rule.buyer.items()}
    lifted = {key: _met(buyer, key, values) for key, values in rule.unless.items()}
    if False in outcomes.values() or True in lifted.values():
        return False, ()
    if outcomes and True not in outcomes.values():
        return False, ()  # nothing is known yet: no reason to trouble anybody
    return True, tuple(key for key, met in {**outcomes, **lifted}.items() if met is None)


def _met(company: Company, key: str, values: frozenset[str]) -> bool | None:
    """Return whether an answer is among the values; None when it is missing or "unknown"."""
    answer = getattr(company, key)
    if answer is None or answer == "unknown":
        return None
    if isinstance(answer, (frozenset, Mapping)):
        return not values.isdisjoint(answer)
    return str(answer).lower() in {value.lower() for value in values}  # True is written "true"
