"""The words of the exported files, and how keys of the taxonomy are written in them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.exports.records import AuditEntry, Party, Records
from handlers.forms import labels
from handlers.joining import companies
from handlers.organising import draft, organiser
from handlers.trail import act_words, told_changes, value_words
from handlers.trail.teller import Teller
from locales import markup
from locales.countries import country_name
from locales.dates import format_moment, format_number
from locales.digits import strip_bidi
from locales.translator import LANGUAGE_NAMES, N_, Translator
from storage.records import StoredAgenda

ROLES = {
    # Translators: one company that has work to entrust, in a list of participants.
    "buyer": N_("Order-giver"),
    # Translators: one company that offers its services, in a list of participants.
    "provider": N_("Provider"),
}
STANCES = {"mandated": N_("mandated"), "broker": N_("broker")}
PUBLISHED = N_("Agenda {version}, published {moment}")
DRAFT = N_("Draft {version}, not published")
NO_AGENDA = N_("No agenda yet")


def plain(t: Translator, msgid: str, **params: str | int) -> str:
    """Return words without isolates: a cell of its own needs none."""
    return strip_bidi(t.plain(msgid, isolate=False, **params))


def role(party: Party, t: Translator) -> str:
    """Return what a company is, with a word of warning when it does not act on its own account."""
    name = plain(t, ROLES[party.role]) if party.role in ROLES else ""
    return f"{name} ({plain(t, STANCES[party.stance])})" if party.stance in STANCES else name


def status(party: Party, t: Translator) -> str:
    """Return where a company's registration stands."""
    return plain(t, organiser.STATUS[party.status])


def trust(party: Party, t: Translator) -> str:
    """Return the step of the trust ladder with its meaning."""
    return f"{party.trust}: {plain(t, companies.TRUST[party.trust])}"


def country(party: Party, t: Translator) -> str:
    """Return the name of a company's country."""
    return country_name(party.country, t.language) if party.country else ""


def languages(party: Party, t: Translator) -> str:
    """Return the languages a company works in or asks for."""
    return listed((plain(t, labels.LANGUAGES[key]) for key in party.languages if key in labels.LANGUAGES), t)


def delegates(party: Party, t: Translator) -> str:
    """Return who comes, each with the function and the language they chat in."""
    spoken = (
        (one.name, " ".join(filter(None, (one.job, f"[{LANGUAGE_NAMES[one.language]}]" if one.language else ""))))
        for one in party.delegates
    )
    return "\n".join(f"{name}: {rest}" if rest else name for name, rest in spoken)


def reason(code: str, t: Translator) -> str:
    """Return why a wish could not be placed."""
    return plain(t, draft.WHY.get(code, draft.WHY_OTHERWISE))


def act(key: str, t: Translator) -> str:
    """Return what was done; a key without words stands for itself."""
    return strip_bidi(act_words.act(key, t))


def subject(line: AuditEntry, records: Records, t: Translator) -> str:
    """Return what it was done to, with its key, which stays the same whatever names change."""
    words = strip_bidi(act_words.subject(line.subject, records.names, t))
    return words if words == line.subject else f"{words} ({line.subject})"


def sides(line: AuditEntry, records: Records, t: Translator) -> tuple[str, str]:
    """Return what an audit line kept of before and after, in words; after begins with what a change asked for."""
    teller = Teller(names=records.names, event=records.event, t=t, today=line.done_at.date())
    before, after = value_words.sides(line, teller)
    asked = markup.plain(told_changes.asked(line.after, teller))
    return strip_bidi(before), strip_bidi("\n".join(filter(None, (asked, after))))


def listed(items: Iterable[str], t: Translator) -> str:
    """Return items with commas between."""
    return ("، " if t.rtl else ", ").join(items)


def version(records: Records, t: Translator) -> str:
    """Return which agenda this is: a published one, or a draft."""
    agenda: StoredAgenda | None = records.agenda
    if agenda is None:
        return plain(t, NO_AGENDA)
    number = format_number(agenda.id, t.language)
    if agenda.published_at is None:
        return plain(t, DRAFT, version=number)
    moment = format_moment(agenda.published_at, records.event.zone, t.language)
    return plain(t, PUBLISHED, version=number, moment=moment)
