"""Country names: written from CLDR, and recognised as people type them in any of the three languages."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources

from babel.core import get_global
from rapidfuzz import fuzz, process

from locales.dates import babel_locale
from locales.digits import fold
from locales.languages import LANGUAGES

# What people write that CLDR does not: short names, former names, parts taken for the whole, other spellings.
_ALIASES = {
    "AE": "EAU UAE Emirats Emirates Dubai Dubaï Abu-Dhabi الإمارات دبي",
    "BA": "Bosnie Bosnia البوسنة",
    "BO": "Bolivie Bolivia",
    "CD": "RDC DRC Zaïre République-démocratique-du-Congo RD-Congo "
    "Democratic-Republic-of-the-Congo Democratic-Republic-of-Congo",
    "CF": "RCA Centrafrique",
    "CG": "Congo-Brazza République-du-Congo Republic-of-the-Congo",
    "CI": "RCI Ivory-Coast Cote-d-Ivoire كوت-ديفوار",
    "CN": "RPC PRC",
    "CV": "Cap-Vert",
    "CZ": "République-tchèque Czech-Republic Czechia التشيك",
    "DE": "RFA BRD Deutschland ألمانيا-الاتحادية",
    "DZ": "Algérie Algeria الجزاير",
    "ES": "España Espagna إسبانية اسبانيا",
    "GB": "UK Grande-Bretagne Great-Britain Britain Angleterre England Écosse Scotland Wales Pays-de-Galles "
    "Irlande-du-Nord Northern-Ireland بريطانيا بريطانيا-العظمى إنجلترا انكلترا انجلترا اسكتلندا",
    "IR": "Perse",
    "IT": "Italia ايطاليا",
    "KR": "Republic-of-Korea South-Korea Corée كوريا",
    "LY": "Libye Libya",
    "MA": "Maroc Morocco Marruecos Maghrib Lmaghrib Moroco المغرب-الأقصى",
    "MD": "Moldavie Moldova",
    "MK": "Macédoine Macedonia مقدونيا",
    "MM": "Birmanie Burma بورما",
    "NL": "Hollande Holland Pays-Bas هولندة",
    "PS": "Palestine Palestina فلسطين Cisjordanie Gaza غزة",
    "PT": "Purtugal البرتقال",
    "RU": "Russie Russia روسية",
    "SA": "KSA Arabie-Saoudite Saudi Arabie-Saoudite السعودية",
    "SK": "Slovaquie Slovakia",
    "SY": "Syrie Syria سورية",
    "SZ": "Swaziland",
    "TL": "Timor",
    "TN": "Tunisie Tunisia تونس",
    "TR": "Turquie Turkey Turkiye تركية",
    "TW": "Taiwan Taïwan",
    "US": "USA US États-Unis-d-Amérique Etats-Unis United-States-of-America America Amérique أمريكا امريكا",
    "VA": "Vatican الفاتيكان",
    "VN": "Viêt-Nam Vietnam",
}
# Words before the name itself, dropped when the whole is not known. Longest first.
_OPENINGS = tuple(
    fold(words)
    for words in (
        "la république islamique de",
        "the islamic republic of",
        "la république fédérale de",
        "the federal republic of",
        "the people s republic of",
        "la république du",
        "la république de",
        "la république d",
        "the republic of",
        "république du",
        "république de",
        "république d",
        "republic of",
        "le royaume du",
        "le royaume de",
        "the kingdom of",
        "royaume du",
        "royaume de",
        "royaume d",
        "kingdom of",
        "المملكة",
        "الجمهورية",
        "جمهورية",
        "مملكة",
        "دولة",
        "le",
        "la",
        "les",
        "l",
        "the",
        "au",
        "aux",
        "en",
        "in",
        "من",
        "في",
        "ب",
    )
)
_ARTICLE = fold("ال")
_SHORTEST_PREFIX = 3
_SHORTEST_FUZZY = 4
_CLOSE_ENOUGH = 84
_MOST = 6


@cache
def country_codes() -> frozenset[str]:
    """Return the two-letter codes of ISO 3166, and Kosovo's."""
    lines = resources.files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8").splitlines()
    return frozenset(line[:2] for line in lines if line and not line.startswith("#")) | {"XK"}


def country_name(code: str, language: str) -> str:
    """Return the name of a country, its code when CLDR has none.

    >>> country_name("CI", "fr"), country_name("MA", "ar"), country_name("GB", "en")
    ('Côte d’Ivoire', 'المغرب', 'United Kingdom')
    """
    territories = babel_locale(language).territories
    return str(territories.get(code, code))


def find_countries(text: str) -> list[str]:
    """Return the codes of the countries that `text` may name, best first; a single one when it is certain.

    >>> find_countries("le Maroc"), find_countries("المملكة المغربية"), find_countries("Ivory Coast")
    (['MA'], ['MA'], ['CI'])
    >>> find_countries("Congo"), find_countries("Allemange"), find_countries("xyz")
    (['CD', 'CG'], ['DE'], [])
    """
    certain = exact_country(text)
    if certain is not None:
        return [certain]
    forms = list(_forms(fold(text)))
    found = (reading(form) for reading in (_beginning, _containing, _resembling) for form in forms)
    return next((codes for codes in found if codes), [])[:_MOST]


def exact_country(text: str) -> str | None:
    """Return the country whose name, alias or code was typed in full, None when it was not.

    >>> exact_country("maroc"), exact_country("FRA"), exact_country("Maro")
    ('MA', 'FR', None)
    """
    index = _index()
    typed = fold(text)
    return next((index[form] for form in _forms(typed) if form in index), None)


def _forms(typed: str) -> Iterable[str]:
    yield typed
    for opening in _OPENINGS:
        if typed.startswith(f"{opening} "):
            yield from _forms(typed[len(opening) + 1 :])
            break
    if typed.startswith(_ARTICLE):
        yield typed[len(_ARTICLE) :]


@cache
def _index() -> dict[str, str]:
    """Map every folded name, alias and code to its country; the first to claim a form keeps it."""
    index: dict[str, str] = {}
    for code, form in _claims():
        index.setdefault(form, code)
    return index


def _claims() -> Iterable[tuple[str, str]]:
    codes = sorted(country_codes())
    for code in codes:
        for language in LANGUAGES:
            yield from ((code, form) for form in _forms(fold(country_name(code, language))))
    for code, words in _ALIASES.items():
        yield from ((code, fold(word)) for word in words.split())
    yield from _DEMONYMS
    yield from ((code, code.lower()) for code in codes)
    for alias, several in get_global("territory_aliases").items():
        if len(alias) == 3 and alias.isalpha() and several[0] in country_codes():
            yield several[0], alias.lower()


# Arabic official names use an adjective: المملكة المغربية, الجمهورية التونسية.
_DEMONYMS = tuple(
    (code, form)
    for code, word in {
        "AE": "الإمارات العربية المتحدة",
        "DZ": "الجزائرية الديمقراطية الشعبية",
        "EG": "مصر العربية",
        "FR": "الفرنسية",
        "GB": "المتحدة",
        "IT": "الإيطالية",
        "JO": "الأردنية الهاشمية",
        "LB": "اللبنانية",
        "MA": "المغربية",
        "MR": "الإسلامية الموريتانية",
        "SA": "العربية السعودية",
        "SY": "العربية السورية",
        "TN": "التونسية",
    }.items()
    for form in (fold(word), fold(word).removeprefix(_ARTICLE))
)


def _beginning(typed: str) -> list[str]:
    if len(typed) < _SHORTEST_PREFIX:
        return []
    return _codes(form for form in _index() if form.startswith(typed) and len(form) > _SHORTEST_PREFIX)


def _containing(typed: str) -> list[str]:
    """Return the countries of which a whole word was typed ("Corée"), or that stand whole in what was typed."""
    if len(typed) < _SHORTEST_PREFIX:
        return []
    long = (form for form in _index() if len(form) > _SHORTEST_PREFIX)
    return _codes(form for form in long if f" {typed} " in f" {form} " or f" {form} " in f" {typed} ")


def _resembling(typed: str) -> list[str]:
    if len(typed) < _SHORTEST_FUZZY:
        return []
    long = [form for form in _index() if len(form) >= _SHORTEST_FUZZY]
    close = process.extract(typed, long, scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH, limit=_MOST)
    return _codes(form for form, _, _ in close)


def _codes(forms: Iterable[str]) -> list[str]:
    index = _index()
    return list(dict.fromkeys(index[form] for form in forms))
