"""What invented companies answer about their work: what a buyer wants hangs together, and so does what a provider does.

Every value is a key of the taxonomy, or words for the questions that are typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from locales.countries import country_name
from matching import taxonomy

Given = dict[str, str | tuple[str, ...]]

_PROFILES: Sequence[Sequence[str]] = (
    ("inbound_service", "tech_support", "order_taking", "moderation_social"),
    ("inbound_service", "retention", "surveys", "order_taking"),
    ("telesales_b2b", "appointment_setting", "surveys"),
    ("back_office", "claims_files", "data_entry", "inbound_service"),
    ("telesales_b2c", "retention", "collections"),
    ("accounting", "payroll_hr", "data_entry"),
    ("app_dev", "app_support", "testing", "infra_helpdesk"),
)
_FEWEST_PROFILES = 2
_COMPANIES_A_PROFILE = 12
_SPOKEN_IN: Mapping[str, tuple[str, ...]] = {
    "FR": ("fr",),
    "BE": ("fr", "nl"),
    "CH": ("fr", "de"),
    "ES": ("es",),
    "GB": ("en",),
    "DE": ("de", "en"),
    "SA": ("ar", "en"),
}
_SPOKEN_BY_PROVIDERS = {"fr": 0.94, "ar": 0.7, "en": 0.6, "es": 0.5, "de": 0.25, "nl": 0.2}
_BANDS = ("1_5", "6_15", "16_50", "51_150", "151_500")
_ZONES = {"FR": "Paris", "BE": "Bruxelles", "CH": "Zurich", "ES": "Madrid", "GB": "London", "DE": "Berlin"}
_OPTIONAL = 0.7  # the share of optional questions that people take the time for


def profiles(companies: int) -> Sequence[Sequence[str]]:
    """Return what the companies of an event work on: few of them agree on few things, so that they can meet."""
    return _PROFILES[: max(_FEWEST_PROFILES, companies // _COMPANIES_A_PROFILE)]


def of_buyer(work: Sequence[Sequence[str]], country: str, language: str, sector: str, rng: Random) -> Given:
    """Return what an order-giver wants."""
    spoken = _SPOKEN_IN.get(country, ("fr",))
    wanted = _some(rng.choice(work), 1, 3, rng)
    sells = bool({"telesales_b2c", "telesales_b2b", "appointment_setting"} & set(wanted))
    needed: Given = {
        "wanted_activities": wanted,
        "required_languages": spoken[: 1 if rng.random() < 0.75 else 2],
        "language_level": rng.choice(("native", "fluent", "fluent", "working")),
        "size_needed": rng.choice(_BANDS[1:4]),
        "people_called": _some(("b2b", "b2c"), 1, 2, rng),
        "called_countries": country_name(country if country in _SPOKEN_IN else "FR", language),
        "prospecting": "outbound" if sells else rng.choice(("none", "inbound_only", "inbound_only")),
        "consent_base": rng.choice(("existing_contract", "prior_consent", "unknown")),
    }
    optional: Given = {
        "sector": (sector,),
        "wanted_channels": _some(("voice_in", "email", "chat", "whatsapp_messaging", "social"), 1, 3, rng),
        "hours_needed": rng.choice(("office", "office", "evenings_saturday", "seven_days")),
        "client_zone": _ZONES.get(country, "Paris"),
        "accepted_prices": _some(taxonomy.PRICE_MODELS, 1, 2, rng),
        "payment_term": rng.choice(("30", "45", "60")),
        "start_wanted": rng.choice(("under_1", "1_3", "3_6", "study")),
        "visit_city": rng.choice(("casablanca", "rabat_sale", "fes", "tanger", "none")),
        "already_offshore": rng.choice(("yes", "no")),
    }
    if rng.random() < 0.15:
        optional["required_labels"] = (rng.choice(("iso_27001", "iso_9001", "cndp")),)
    return needed | _kept(optional, rng)


def of_provider(work: Sequence[Sequence[str]], rng: Random) -> Given:
    """Return what a provider does and holds."""
    known = dict.fromkeys(activity for profile in rng.sample(work, 2) for activity in profile)
    spoken = tuple(language for language, share in _SPOKEN_BY_PROVIDERS.items() if rng.random() < share) or ("fr",)
    free = rng.randrange(4)
    held: Given = {
        "activities": _some(tuple(known), 3, 5, rng),
        "spoken_languages": _ordered(spoken, taxonomy.LANGUAGES),
        **{f"agents_{language}": str(rng.choice((5, 8, 12, 20, 35, 50, 80))) for language in spoken},
        "seats_free": _BANDS[free],
    }
    optional: Given = {
        "seats_total": _BANDS[free + 1],
        "served_sectors": _some(taxonomy.SECTORS[:-1], 1, 4, rng),
        "channels_in_production": _some(("voice_in", "voice_out", "email", "chat", "whatsapp_messaging"), 2, 4, rng),
        "hours_held": _some(("office", "evenings_saturday", "seven_days"), 1, 3, rng),
        "offered_prices": _some(taxonomy.PRICE_MODELS, 2, 4, rng),
        "longest_payment_term": rng.choice(("30", "45", "60", "over_60")),
        "deposit": rng.choice(("yes", "no", "no")),
        "earliest_start": rng.choice(("under_1", "1_3", "1_3", "3_6")),
        "labels_held": _some(("iso_9001", "iso_27001", "cndp", "iso_18295_1", "label_rs"), 1, 3, rng),
        "refusals": _some(("cold_prospecting", "results_only", "intermediaries", "night_work"), 1, 1, rng),
        "site_city": rng.choice(("casablanca", "rabat_sale", "fes", "meknes", "marrakech", "tanger", "agadir")),
        "visit_possible": rng.choice(("yes", "yes", "no")),
    }
    return held | _kept(optional, rng)


def _some(keys: Sequence[str], least: int, most: int, rng: Random) -> tuple[str, ...]:
    chosen = rng.sample(list(keys), min(len(keys), rng.randint(least, most)))
    return _ordered(chosen, keys)


def _ordered(chosen: Sequence[str], keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(key for key in keys if key in chosen)


def _kept(optional: Given, rng: Random) -> Given:
    return {key: value for key, value in optional.items() if rng.random() < _OPTIONAL}
