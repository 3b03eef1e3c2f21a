"""Why two companies fit, as sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.forms import labels
from locales.translator import N_, N_n, Translator
from matching.reasons import Parameter, Reason


def say(reason: Reason, t: Translator) -> str:
    """Return a reason as markup."""
    code = reason.code
    if code.startswith("ask_"):
        return t(_ASK.get(code, _ASK_ANYTHING))
    if code.startswith("agree_"):
        return t(_AGREE.get(code, _AGREE_ANYTHING))
    return _SAY[code](reason.parameters, t) if code in _SAY else ""


def _names(keys: Parameter, known: Mapping[str, str], t: Translator) -> str:
    wanted = keys if isinstance(keys, tuple) else (str(keys),)
    comma = "، " if t.rtl else ", "
    return comma.join(t.plain(known.get(key, key), isolate=False) for key in wanted if key)


def _activities(parameters: Mapping[str, Parameter], t: Translator) -> str:
    return t(N_("Same work: {activities}"), activities=_names(parameters["common"], labels.ACTIVITIES, t))


def _languages(parameters: Mapping[str, Parameter], t: Translator) -> str:
    languages = _names(parameters["languages"], labels.LANGUAGES, t)
    agents = int(str(parameters["agents"]))
    if not agents:
        return t(N_("Languages in common: {languages}"), languages=languages)
    return t.count(N_n("{languages}: {n} agent", "{languages}: {n} agents"), agents, languages=languages)


def _capacity(parameters: Mapping[str, Parameter], t: Translator) -> str:
    return t(
        N_("The size fits: {needed} needed, {free} free"),
        needed=_names(parameters["needed"], labels.CAPACITY, t),
        free=_names(parameters["free"], labels.CAPACITY, t),
    )


def _sector(parameters: Mapping[str, Parameter], t: Translator) -> str:
    return t(N_("Knows the sector: {sectors}"), sectors=_names(parameters["common"], labels.SECTORS, t))


def _price(parameters: Mapping[str, Parameter], t: Translator) -> str:
    return t(N_("Same price model: {prices}"), prices=_names(parameters["common"], labels.PRICES, t))


def _hours(parameters: Mapping[str, Parameter], t: Translator) -> str:
    return t(N_("Holds the hours: {hours}"), hours=_names(parameters["needed"], labels.HOURS, t))


def _start(parameters: Mapping[str, Parameter], t: Translator) -> str:
    return t(N_("The start fits: {start}"), start=_names(parameters["wished"], labels.START, t))


def _labels(parameters: Mapping[str, Parameter], t: Translator) -> str:
    return t(N_("Labels: {labels}"), labels=_names(parameters["labels"], labels.LABELS, t))


def _trust(parameters: Mapping[str, Parameter], t: Translator) -> str:
    return t(N_("Trust level {level} of 4"), level=int(str(parameters["trust"])))


def _data_set_up(parameters: Mapping[str, Parameter], t: Translator) -> str:
    return t(N_("Calls with a sound legal basis"))


_SAY = {
    "activities": _activities,
    "languages": _languages,
    "capacity": _capacity,
    "sector": _sector,
    "price": _price,
    "hours": _hours,
    "start": _start,
    "labels": _labels,
    "trust": _trust,
    "data_set_up": _data_set_up,
}

_ASK_ANYTHING = N_("what the registration leaves open (to be asked)")
_ASK = {
    "ask_activities": N_("which work exactly (to be asked)"),
    "ask_languages": N_("agents for each language (to be asked)"),
    "ask_capacity": N_("the size (to be asked)"),
    "ask_sector": N_("experience in the sector (to be asked)"),
    "ask_price": N_("price model and payment term (to be asked)"),
    "ask_hours": N_("the hours (to be asked)"),
    "ask_start": N_("when to start (to be asked)"),
    "ask_labels": N_("labels and proofs (to be asked)"),
    "ask_trust": N_("references and a visit (to be asked)"),
    "ask_data_set_up": N_("consent of the people called (to be asked)"),
}
_AGREE_ANYTHING = N_("the details (to be agreed)")
_AGREE = {
    "agree_activities": N_("the part of the work that is not covered (to be agreed)"),
    "agree_languages": N_("enough agents for the languages (to be agreed)"),
    "agree_capacity": N_("the size, which does not quite fit (to be agreed)"),
    "agree_sector": N_("how to learn the sector (to be agreed)"),
    "agree_price": N_("price model and payment term (to be agreed)"),
    "agree_hours": N_("the hours (to be agreed)"),
    "agree_start": N_("when to start (to be agreed)"),
    "agree_labels": N_("which labels are needed (to be agreed)"),
    "agree_trust": N_("references and a visit (to be agreed)"),
    "agree_data_set_up": N_("consent of the people called (to be agreed)"),
    "agree_deposit": N_("the deposit (to be agreed)"),
}
