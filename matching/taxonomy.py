"""The stable ASCII keys of the trade: what companies do, speak, hold, pay and refuse.

A key is stored in answers and never renamed or translated; what people read comes from the
catalogues. The order of a tuple is the order on screen, and where a scale exists (levels, bands,
hours, terms, start windows, proofs) it runs as the comment beside it says.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

ROLES: Final = ("buyer", "provider")

ECOSYSTEMS: Final = ("crm", "bpo", "ito", "eso", "kpo")

ACTIVITIES_BY_ECOSYSTEM: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "crm": (
            "inbound_service",
            "tech_support",
            "order_taking",
            "retention",
            "telesales_b2b",
            "telesales_b2c",
            "appointment_setting",
            "collections",
            "surveys",
            "moderation_social",
        ),
        "bpo": ("back_office", "accounting", "payroll_hr", "claims_files", "data_entry", "procurement"),
        "ito": ("app_dev", "app_support", "infra_helpdesk", "testing"),
        "eso": ("mechanical_electrical", "automotive_aero", "civil", "embedded"),
        "kpo": ("data_analysis", "market_research", "legal_support", "ai_annotation"),
    }
)

ACTIVITIES: Final = tuple(key for keys in ACTIVITIES_BY_ECOSYSTEM.values() for key in keys)

SECTORS: Final = (
    "energy_utilities",
    "renewables",
    "agrifood",
    "banking",
    "insurance",
    "telecom",
    "it_software",
    "retail_ecommerce",
    "health",
    "travel_hospitality",
    "public",
    "transport_logistics",
    "media",
    "other",
)

LANGUAGES: Final = ("fr", "es", "ar", "en", "de", "nl", "it", "pt")

LANGUAGE_LEVELS: Final = ("native", "fluent", "working")  # best first

CHANNELS_HANDLED: Final = (
    "voice_in",
    "voice_out",
    "email",
    "chat",
    "whatsapp_messaging",
    "sms_rcs",
    "social",
    "mail_scan",
    "voice_payment",
    "ai_agent_supervision",
)

CAPACITY_BOUNDS: Final[Mapping[str, tuple[int, int | None]]] = MappingProxyType(
    {
        "1_5": (1, 5),
        "6_15": (6, 15),
        "16_50": (16, 50),
        "51_150": (51, 150),
        "151_500": (151, 500),
        "over_500": (501, None),
    }
)
"""Lowest and highest number of seats (or full-time equivalents) of each band, both included."""

CAPACITY_BANDS: Final = tuple(CAPACITY_BOUNDS)  # smallest first

HOURS: Final = ("office", "evenings_saturday", "seven_days", "24_7")  # each covers those before it

PRICE_MODELS: Final = (
    "per_productive_hour",
    "per_fte_month",
    "per_contact",
    "per_result",
    "fixed_plus_bonus",
)

PAYMENT_TERMS: Final = ("30", "45", "60", "over_60")  # days, shortest first

START_MONTHS: Final[Mapping[str, tuple[int, int | None]]] = MappingProxyType(
    {"under_1": (0, 1), "1_3": (1, 3), "3_6": (3, 6), "over_6": (6, None), "study": (0, None)}
)
"""Months from now in which the work starts: after the first figure, at the latest at the second."""

START_WINDOWS: Final = tuple(START_MONTHS)  # soonest first; "study" has no date yet

LABELS: Final = (
    "iso_18295_1",
    "iso_18295_2",
    "nf_345",
    "copc",
    "iso_9001",
    "iso_27001",
    "pci_dss",
    "hds",
    "label_rs",
    "cndp",
)

LABEL_PROOFS: Final = ("claimed", "document", "checked")  # weakest first

BLOCKING_REQUIREMENTS: Final = (*LABELS, "data_protection", "visit")
"""What a buyer may require: any label, a data-protection set-up, a visit of the site."""

DATA_PROTECTION_LABELS: Final = ("cndp", "iso_27001", "hds")
"""Any one of these meets the requirement ``data_protection``."""

SITES: Final = (
    "casablanca",
    "rabat_sale",
    "mohammedia",
    "fes",
    "meknes",
    "marrakech",
    "tanger",
    "tetouan",
    "oujda",
    "agadir",
    "kenitra",
    "other",
)

CALLED: Final = ("b2b", "b2c")

PROSPECTING: Final = ("none", "inbound_only", "outbound")

CONSENT_BASES: Final = ("existing_contract", "prior_consent", "none", "unknown")

STANCES: Final = ("own_account", "mandated", "broker")

REFUSALS: Final = (
    "cold_prospecting",  # outbound calls without contract or consent
    "outbound_b2c",  # any outbound prospecting of consumers
    "results_only",  # a price that depends on results alone
    "payment_over_60",  # terms beyond sixty days
    "night_work",  # round-the-clock hours
    "intermediaries",  # a counterpart that does not act on its own account
)

WISHES: Final = ("must", "yes", "no")

TRUST_LEVELS: Final = (0, 1, 2, 3, 4)
"""0 declared, 1 number well-formed, 2 e-mail or channel phone confirmed, 3 document seen by an
organiser, 4 met and rated in a past edition."""


def capacity_band(seats: int) -> str:
    """Return the band that a number of seats (or full-time equivalents, at least 1) falls in.

    >>> capacity_band(5), capacity_band(40), capacity_band(2000)
    ('1_5', '16_50', 'over_500')
    """
    if seats < 1:
        raise ValueError(f"at least one seat is needed, got {seats}")
    return next(band for band, (_, upper) in CAPACITY_BOUNDS.items() if upper is None or seats <= upper)


def ecosystem_of(activity: str) -> str:
    """Return the ecosystem that an activity belongs to; ``KeyError`` for an unknown activity.

    >>> ecosystem_of("payroll_hr")
    'bpo'
    """
    for ecosystem, activities in ACTIVITIES_BY_ECOSYSTEM.items():
        if activity in activities:
            return ecosystem
    raise KeyError(activity)
