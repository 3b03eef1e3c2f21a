"""How the registrations stand, for organisers: by role, language and ecosystem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from handlers.forms import labels
from handlers.messages import Button
from handlers.questions import values_of
from handlers.visit import Visit
from locales.languages import LANGUAGE_NAMES
from locales.translator import N_, Translator
from matching.taxonomy import ecosystem_of

ROLES: Mapping[str, str] = {"buyer": N_("Buyers"), "provider": N_("Providers")}
BY_ROLE = N_("<b>{role}</b>: {approved} approved, {waiting} waiting, {draft} still answering, {refused} refused")
BY_LANGUAGE = N_("<b>Languages of the delegates</b>: {counts}")
BY_ECOSYSTEM = N_("<b>Ecosystems of the approved</b>: {counts}")


def show(visit: Visit) -> None:
    """Show how many companies there are of each kind."""
    t = visit.t
    counts = visit.uow.companies.counts()
    lines = [
        t(
            BY_ROLE,
            role=t.plain(name),
            approved=counts.get(("approved", role), 0),
            waiting=counts.get(("submitted", role), 0),
            draft=counts.get(("draft", role), 0),
            refused=counts.get(("refused", role), 0),
        )
        for role, name in ROLES.items()
    ]
    languages = visit.uow.people.count_by_language()
    lines.append(t(BY_LANGUAGE, counts=_listed(t, {LANGUAGE_NAMES[key]: n for key, n in languages.items()})))
    ecosystems = Counter(
        one for company in _approved_activities(visit) for one in {ecosystem_of(key) for key in company}
    )
    named = {t.plain(labels.ECOSYSTEMS[key]): ecosystems[key] for key in labels.ECOSYSTEMS if ecosystems[key]}
    lines.append(t(BY_ECOSYSTEM, counts=_listed(t, named)))
    visit.say("\n".join(lines), ((Button(label=t.plain(N_("Organiser menu")), data="m:organise"),),))


def _approved_activities(visit: Visit) -> Iterable[list[str]]:
    for answers in visit.uow.answers.of_approved_companies().values():
        values = values_of(answers)
        yield [*(values.get("activities") or ()), *(values.get("wanted_activities") or ())]


def _listed(t: Translator, counts: Mapping[str, int]) -> str:
    comma = "، " if t.rtl else ", "
    return comma.join(f"{name} {count}" for name, count in counts.items()) or "0"
