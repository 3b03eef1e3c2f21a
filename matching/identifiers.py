"""Company numbers by country, checked offline: is it spelt right, and is it a company we know already?

A valid checksum proves spelling, not existence. Numbers arrive as people type or paste them: Arabic-Indic
or Persian digits, no-break spaces, dashes, dots, the name of the number in front ("ICE : …", "N° TVA …"),
invisible direction marks. `normalise` removes all that; `check_number` tries every scheme of the country
and says what is wrong when none fits. The arithmetic is python-stdnum 2.2
(https://arthurdejong.org/python-stdnum/); what it leaves open is closed here: the length of a LEI, numbers
made of zeros only, the company behind a branch.

Countries without a scheme (US, CI …) give free text, kept as typed and never verified.

Error: ``InvalidNumber`` (a ``ValueError``), the only exception that leaves this module, whatever the text.
"""

import re
import unicodedata
from dataclasses import dataclass

from stdnum import exceptions

from matching.european_vat import EUROPEAN_LENGTHS, VAT_COUNTRIES, european_scheme
from matching.number_schemes import COUNTRY_NAMES, LEI, SCHEMES, Scheme

LONGEST_FREE_TEXT = 64  # characters; the longest register numbers known to us have about 20

_LABELS = (
    "التعريف الموحد للمقاولة",
    "المعرف الجبائي",
    r"IDENTIFIANT\s+COMMUN(?:\s+DE\s+L.ENTREPRISE)?",
    r"MATRICULE\s+FISCALE?",
    r"PARTITA\s+IVA",
    r"R\.?C\.?S\.?(?:\s+\D*)?",
    r"U\.?ST\.?-?ID\.?-?NR\.?",
    r"P\.\s*IVA",
    *("ICE", "SIREN", "SIRET", "TVA", "VAT", "CIF", "NIF", "NIPC", "NINEA", "UID", "IDE", "BCE", "KBO"),
    *("BTW", "IVA", "LEI", "MF", "EIN", "INTRACOMMUNAUTAIRE", "INTRACOM"),
)
_NUMBER_SIGN = r"(?:N\s*°|N(?:O|R|RO)\b\.?|NUM[EÉ]RO)(?:\s*DE\s|\s*D['’])?"
_LABEL = re.compile(rf"^(?:{_NUMBER_SIGN}|(?:{'|'.join(_LABELS)})(?=[\W_]|[A-Z]{{0,3}}\d|$))[\s:.#=°-]*", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−_./\\:,;'’()\[\]·•|#،؛ـ]+")
_SWISS_REGISTER = re.compile(r"(?:MWST|TVA|IVA|HR|RC)$")
_FREE_TEXT_RUBBISH = re.compile(r"[\W_]+")


class InvalidNumber(ValueError):
    """The text cannot be a company number of that country.

    ``reason`` is one of ``bad_length``, ``bad_characters``, ``bad_checksum``, ``bad_component`` (a part of
    the number, such as a province or a country code, does not exist). ``number`` is what was understood,
    ``lengths`` the lengths that would do (empty when any length does), ``name`` what the number is called
    in that country (empty for free text), ``example`` a well-formed one.
    """

    def __init__(
        self, reason: str, *, country: str, number: str, lengths: tuple[int, ...], name: str, example: str
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.country = country
        self.number = number
        self.lengths = lengths
        self.name = name
        self.example = example


@dataclass(frozen=True, kw_only=True)
class CheckedNumber:
    """A company number that passed: how to store it, how to show it, and which company it belongs to."""

    country: str  # ISO 3166-1 alpha-2, upper case
    scheme: str  # "ma.ice", "fr.siret", …; "" for free text
    compact: str  # what is stored
    formatted: str  # what is shown
    group_key: str  # equal for two numbers of one company, e.g. "MA:001561191"
    verified: bool  # True when the number is well-formed for its scheme; it may still not exist


def normalise(raw: str) -> str:
    """Return the bare number in a typed text: ASCII digits, capitals, no separators, no name in front.

    >>> normalise("ICE : ٠٠١٥٦١١٩١-٠٠٠٠-٦٦")
    '001561191000066'
    >>> normalise("n° TVA FR 40 303.265.045")
    'FR40303265045'
    """
    return _compact(_without_labels(_visible(raw)))


def number_name(country: str) -> str:
    """Return what the company number of a country is called there, or "" where none can be checked.

    >>> number_name("MA"), number_name("fr"), number_name("US")
    ('ICE', 'SIREN / SIRET', '')
    """
    country = country.strip().upper()
    return COUNTRY_NAMES.get(country, "VAT" if country in EUROPEAN_LENGTHS else "")


def check_number(country: str, raw: str) -> CheckedNumber:
    """Return the checked company number of a country (ISO 3166-1 alpha-2, or "EU" for any VAT number).

    A legal entity identifier (LEI) is accepted from everybody. Raises ``InvalidNumber``.

    >>> check_number("MA", "00 15 61 191 0000 66").group_key
    'MA:001561191'
    >>> check_number("FR", "73282932000074").group_key == check_number("FR", "FR44732829320").group_key
    True
    >>> check_number("US", "EIN 12-3456789").verified
    False
    """
    country = country.strip().upper()
    visible = _visible(raw)
    number = _compact(_without_labels(visible))
    for lei in (_compact(visible), number):  # a LEI may begin with the letters of a label
        if _fits(LEI, lei) and _reason(LEI, lei) is None:
            return _checked("LEI", LEI, lei)
    if country == "EU":
        country, number = _european(number)
    schemes = _schemes(country)
    return _first_valid(country, schemes, number) if schemes else _free_text(country, visible, number)


def _visible(raw: str) -> str:
    """Compatibility form with ASCII digits, without controls, direction marks or joiners."""
    text = unicodedata.normalize("NFKC", raw)
    kept = (char for char in text if unicodedata.category(char) not in {"Cf", "Mn"})
    return "".join(" " if unicodedata.category(char) == "Cc" else _ascii_digit(char) for char in kept).strip()


def _ascii_digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)


def _without_labels(text: str) -> str:
    while (shorter := _LABEL.sub("", text, count=1).lstrip()) != text:
        text = shorter
    return text


def _compact(text: str) -> str:
    return _SEPARATORS.sub("", text).upper()


def _schemes(country: str) -> tuple[Scheme, ...]:
    if country in EUROPEAN_LENGTHS:
        return (european_scheme(country),)
    return SCHEMES.get(country, ())


def _european(number: str) -> tuple[str, str]:
    """Return the country that a VAT number names in front, with the number."""
    country = VAT_COUNTRIES.get(number[:2])
    if country is None:
        raise InvalidNumber(
            "bad_component", country="EU", number=number, lengths=(), name="VAT", example="FR40303265045"
        )
    return country, number


def _first_valid(country: str, schemes: tuple[Scheme, ...], number: str) -> CheckedNumber:
    reasons: list[str] = []
    for scheme in schemes:
        candidate = _without_country(country, scheme, number)
        if not _fits(scheme, candidate):
            continue
        reason = _reason(scheme, candidate)
        if reason is None:
            return _checked(country, scheme, candidate)
        reasons.append(reason)
    reason = reasons[0] if reasons else _misfit(country, schemes, number)
    lengths = sorted({length for scheme in schemes for length in scheme.lengths})
    raise InvalidNumber(
        reason,
        country=country,
        number=number,
        lengths=tuple(lengths),
        name=number_name(country),
        example=schemes[0].example,
    )


def _without_country(country: str, scheme: Scheme, number: str) -> str:
    """Drop the country in front ("BE0428759497") and the register behind ("CHE100155212TVA")."""
    if country == "CH":
        number = _SWISS_REGISTER.sub("", number)
    for prefix in scheme.prefixes:
        if number.startswith(prefix) and len(number) - len(prefix) in scheme.lengths:
            return number[len(prefix) :]
    return number


def _fits(scheme: Scheme, number: str) -> bool:
    return len(number) in scheme.lengths and _spelt_with(scheme, number)


def _spelt_with(scheme: Scheme, number: str) -> bool:
    return number.isascii() and (number.isalnum() if scheme.has_letters else number.isdigit())


def _misfit(country: str, schemes: tuple[Scheme, ...], number: str) -> str:
    spelt = (_spelt_with(scheme, _without_country(country, scheme, number)) for scheme in schemes)
    has_digit = any(char.isdigit() for char in number)
    return "bad_length" if not number or (has_digit and any(spelt)) else "bad_characters"


def _reason(scheme: Scheme, number: str) -> str | None:
    """Return why stdnum refuses the number, or None when it is well-formed."""
    if "0" in number and not set("123456789") & set(number):
        return "bad_component"  # zeros satisfy most checksums and belong to nobody
    try:
        scheme.validate(number)
    except exceptions.InvalidFormat:
        return "bad_characters"
    except exceptions.InvalidComponent:
        return "bad_component"
    except exceptions.ValidationError:
        return "bad_checksum"
    return None


def _checked(country: str, scheme: Scheme, number: str) -> CheckedNumber:
    compact = scheme.validate(number)
    return CheckedNumber(
        country=country,
        scheme=scheme.key,
        compact=compact,
        formatted=scheme.formatted(compact),
        group_key=f"{country}:{scheme.company(compact)}",
        verified=True,
    )


def _free_text(country: str, visible: str, number: str) -> CheckedNumber:
    compact = _FREE_TEXT_RUBBISH.sub("", number)
    reason = ""
    if not compact or len(visible) > LONGEST_FREE_TEXT:
        reason = "bad_length"
    elif not any(char.isdigit() for char in compact):
        reason = "bad_characters"
    if reason:
        raise InvalidNumber(reason, country=country, number=compact, lengths=(), name="", example="")
    return CheckedNumber(
        country=country,
        scheme="",
        compact=compact,
        formatted=" ".join(visible.split()),
        group_key=f"{country}:{compact}",
        verified=False,
    )
