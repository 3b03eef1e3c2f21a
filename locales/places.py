"""Time zones as people give them: a city, a country, "GMT+1", or the IANA name itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

from rapidfuzz import fuzz, process

from locales.countries import find_countries
from locales.dates import babel_locale
from locales.digits import fold, strip_bidi, western_digits
from locales.languages import LANGUAGES
from locales.zones import UTC, zone_names

# The zones put first where the tables' own order (by geography) would not start with where most companies are.
_FIRST = {
    "AU": ("Australia/Sydney", "Australia/Brisbane", "Australia/Adelaide", "Australia/Perth"),
    "BR": ("America/Sao_Paulo",),
    "CA": ("America/Toronto", "America/Winnipeg", "America/Edmonton", "America/Vancouver", "America/Halifax"),
    "CY": ("Asia/Nicosia",),
    "PS": ("Asia/Hebron",),
    "RU": ("Europe/Moscow",),
    "UA": ("Europe/Kyiv",),
    "US": ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    "UZ": ("Asia/Tashkent",),
    "XK": ("Europe/Belgrade",),
}

# Cities of the trade that have no zone of their own.
_CITIES = {
    "Africa/Casablanca": (
        "Rabat Salé Fès Fez Meknès Marrakech Tanger Tangier Tétouan Oujda Agadir Kénitra Mohammedia Nador "
        "Casa الرباط سلا فاس مكناس مراكش طنجة تطوان وجدة أكادير القنيطرة المحمدية البيضاء كازا"
    ),
    "Europe/Paris": (
        "Lyon Marseille Lille Toulouse Nantes Bordeaux Strasbourg Nice Rennes Grenoble Montpellier Metz Nancy "
        "ليون مرسيليا ليل تولوز بوردو ستراسبورغ"
    ),
    "Europe/Madrid": (
        "Barcelone Barcelona Valence Valencia Séville Sevilla Seville Bilbao Malaga Saragosse برشلونة فالنسيا إشبيلية"
    ),
    "Europe/Brussels": "Anvers Antwerp Liège Gand Ghent Charleroi Namur أنتويرب لييج",
    "Europe/Zurich": "Genève Geneva Lausanne Berne Bern Bâle Basel جنيف لوزان برن بازل",
    "Europe/London": "Manchester Birmingham Liverpool Leeds Glasgow Édimbourg Edinburgh مانشستر برمنغهام",
    "Europe/Berlin": (
        "Munich München Hambourg Hamburg Francfort Frankfurt Cologne Köln Düsseldorf Stuttgart ميونخ هامبورغ فرانكفورت"
    ),
    "Europe/Rome": "Milan Milano Turin Torino Naples Napoli ميلانو تورينو",
    "Europe/Amsterdam": "Rotterdam La-Haye The-Hague Utrecht Eindhoven روتردام لاهاي",
    "Europe/Lisbon": "Porto بورتو",
    "America/Toronto": "Montréal Montreal Québec Quebec Ottawa مونتريال كيبك أوتاوا",
    "America/New_York": "Washington Boston Miami Atlanta واشنطن بوسطن",
    "America/Los_Angeles": "San-Francisco Seattle سان-فرانسيسكو",
    "Africa/Tunis": "Sfax Sousse صفاقس سوسة",
    "Africa/Algiers": "Oran Constantine وهران قسنطينة",
    "Asia/Dubai": "Abu-Dhabi Abou-Dabi أبوظبي دبي",
    "Asia/Riyadh": "Djeddah Jeddah جدة",
    "Asia/Kolkata": "Mumbai Bombay Delhi Bangalore مومباي دلهي بنغالور",
}

# Clock differences that are not whole hours, where one principal zone keeps them all year.
_BROKEN_HOURS = {
    (1, 3, 30): "Asia/Tehran",
    (1, 4, 30): "Asia/Kabul",
    (1, 5, 30): "Asia/Kolkata",
    (1, 5, 45): "Asia/Kathmandu",
    (1, 6, 30): "Asia/Yangon",
    (1, 9, 30): "Australia/Darwin",
}

_OFFSET = re.compile(r"(?:gmt|utc|z)?\s*([+\-−–])\s*(\d{1,2})(?:\s*[:.h]?\s*(\d{2}))?\s*h?", re.IGNORECASE)
_UTC_WORDS = frozenset({"utc", "gmt", "z", "gmt 0", "utc 0", "gmt0", "غرينتش", "توقيت غرينتش"})
_WEST, _EAST = -12, 14
_CLOSE_ENOUGH = 83
_SHORTEST_FUZZY = 5
_MOST = 8


@cache
def _zones_by_country() -> dict[str, tuple[str, ...]]:
    lines = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    zones: dict[str, tuple[str, ...]] = {}
    for code, _, name, *_ in rows:
        zones[code] = (*zones.get(code, ()), name)
    for code, first in _FIRST.items():
        zones[code] = tuple(dict.fromkeys(first + zones.get(code, ())))
    return zones


def country_zones(code: str) -> tuple[str, ...]:
    """Return the time zones of a country, the principal one first.

    >>> country_zones("PT")
    ('Europe/Lisbon', 'Atlantic/Madeira', 'Atlantic/Azores')
    """
    return _zones_by_country().get(code, ())


def country_zone(code: str) -> str | None:
    """Return the principal time zone of a country, None when it has none.

    >>> country_zone("MA"), country_zone("CA"), country_zone("BV")
    ('Africa/Casablanca', 'America/Toronto', None)
    """
    return next(iter(country_zones(code)), None)


def zone_city(name: str, language: str) -> str:
    """Return the city that names a time zone, in the reader's language.

    >>> zone_city("Africa/Casablanca", "ar"), zone_city("Europe/London", "fr")
    ('الدار البيضاء', 'Londres')
    """
    known = babel_locale(language).time_zones.get(name, {})
    return str(known.get("city") or name.rpartition("/")[2].replace("_", " "))


def find_zones(text: str, language: str) -> list[str]:
    """Return the time zones that `text` may mean, best first; a name in the reader's language wins over another.

    >>> find_zones("باريس", "ar"), find_zones("Lyon", "fr"), find_zones("GMT+1", "en")
    (['Europe/Paris'], ['Europe/Paris'], ['Etc/GMT-1'])
    >>> find_zones("Maroc", "fr"), find_zones("nowhere", "en")
    (['Africa/Casablanca'], [])
    """
    typed = western_digits(strip_bidi(text)).strip()
    return (_offset(typed) or _named(typed) or _city(typed, language) or _country(typed) or _resembling(typed))[:_MOST]


def _offset(typed: str) -> list[str]:
    if fold(typed) in _UTC_WORDS:
        return [UTC]
    matched = _OFFSET.fullmatch(typed)
    if matched is None:
        return []
    sign = 1 if matched[1] == "+" else -1
    return _at_offset(sign, int(matched[2]), int(matched[3] or 0))


def _at_offset(sign: int, hours: int, minutes: int) -> list[str]:
    if minutes:
        broken = _BROKEN_HOURS.get((sign, hours, minutes))
        return [broken] if broken else []
    if not _WEST <= sign * hours <= _EAST:
        return []
    # the tables' names count westward: what people call GMT+1 is Etc/GMT-1
    return [f"Etc/GMT{'-' if sign > 0 else '+'}{hours}"] if hours else [UTC]


def _named(typed: str) -> list[str]:
    name = _names_by_lower_case().get(typed.replace(" ", "_").lower())
    return [name] if name and "/" in name else []


@cache
def _names_by_lower_case() -> dict[str, str]:
    return {name.lower(): name for name in zone_names()}


def _city(typed: str, language: str) -> list[str]:
    wanted = fold(typed)
    own, any_language = _cities(language), _all_cities()
    return [own[wanted]] if wanted in own else [any_language[wanted]] if wanted in any_language else []


def _country(typed: str) -> list[str]:
    return list(dict.fromkeys(name for code in find_countries(typed) for name in country_zones(code)))


def _resembling(typed: str) -> list[str]:
    if len(typed) < _SHORTEST_FUZZY:
        return []
    cities = _all_cities()
    close = process.extract(fold(typed), list(cities), scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH, limit=_MOST)
    return list(dict.fromkeys(cities[city] for city, _, _ in close))


@cache
def _cities(language: str) -> dict[str, str]:
    zones = [name for names in _zones_by_country().values() for name in names]
    return {fold(zone_city(name, language)): name for name in zones}


@cache
def _all_cities() -> dict[str, str]:
    cities = dict(_trade_cities())
    for language in LANGUAGES:
        cities |= _cities(language)
    return cities


def _trade_cities() -> Iterable[tuple[str, str]]:
    for name, words in _CITIES.items():
        yield from ((fold(word), name) for word in words.split())
