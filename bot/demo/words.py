"""What invented companies and people are called: coined names, so that nobody real is meant.

A company is a coined stem with the words of its trade: "Zalmora Contact SARL", "مركز زلمورا للنداء".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from random import Random

_HEADS: Mapping[str, str] = {
    "provider": "Zal Tif Our Mel Az Bel Kar Sef Nou Tam Igh Dar Lem Yas Rim Faz",
    "buyer": "Val Bre Lum Cor Ard Sol Mar Ver Nor Cha Per Tro Gal Hel Vin Oth",
    "ar": "زل تيف أور مل أز بل كر سف نو تم",
}
_TAILS: Mapping[str, str] = {
    "provider": "mora nout ghane lila dour zine kecha rassa wane fera goun sifa",
    "buyer": "vance mène delle nelle tance rive guère sière lys dieu quant bert",
    "ar": "مورا نوت غان ليلى دور زين كشا راسا وان فيرا",
}
_TRADES: Mapping[str, Sequence[str]] = {
    "fr": (
        "{} Contact SARL",
        "Centre d’appels {}",
        "{} Services SA",
        "{} Relation client SARL",
        "{} Offshore SARL AU",
        "Groupe {} BPO",
    ),
    "en": ("{} Outsourcing Ltd", "{} Support Services", "{} Digital BPO", "{} Care Centre"),
    "ar": ("مركز {} للنداء", "شركة {} للخدمات", "{} لترحيل الخدمات", "مجموعة {} لعلاقات الزبناء"),
}
SECTOR_WORDS: Mapping[str, Mapping[str, str]] = {
    "energy_utilities": {"fr": "Énergie", "es": "Energía", "en": "Energy", "ar": "للطاقة"},
    "renewables": {"fr": "Solaire", "es": "Solar", "en": "Renewables", "ar": "للطاقات المتجددة"},
    "agrifood": {"fr": "Saveurs", "es": "Alimentación", "en": "Foods", "ar": "للأغذية"},
    "banking": {"fr": "Banque", "es": "Banca", "en": "Bank", "ar": "للتمويل"},
    "insurance": {"fr": "Assurances", "es": "Seguros", "en": "Insurance", "ar": "للتأمين"},
    "telecom": {"fr": "Télécom", "es": "Telecom", "en": "Telecom", "ar": "للاتصالات"},
    "retail_ecommerce": {"fr": "Distribution", "es": "Tiendas", "en": "Retail", "ar": "للتجارة"},
    "health": {"fr": "Santé", "es": "Salud", "en": "Health", "ar": "للصحة"},
    "travel_hospitality": {"fr": "Voyages", "es": "Viajes", "en": "Travel", "ar": "للأسفار"},
    "transport_logistics": {"fr": "Logistique", "es": "Logística", "en": "Logistics", "ar": "للنقل"},
}
_LEGAL_FORMS: Mapping[str, str] = {"FR": "SAS", "ES": "SL", "BE": "SRL", "CH": "SA", "GB": "Ltd", "DE": "GmbH"}

_FIRST_NAMES: Mapping[str, str] = {
    "ma": "Amina Youssef Salma Karim Nadia Hicham Imane Omar Ghita Mehdi Zineb Anas Houda Reda Siham Tarik",
    "eu": "Claire Julien Elena Marc Sofia Thomas Inès Pablo Anna Lukas Emma Hugo Laura Peter Marie Diego",
    "ar": "أمينة يوسف سلمى كريم نادية هشام إيمان عمر غيثة مهدي زينب أنس",
}
_LAST_NAMES: Mapping[str, str] = {
    "ma": "Alaoui Bennis Chraibi Idrissi Tazi Lahlou Berrada Amrani Fassi Sebti Kadiri Naciri Zniber Rami",
    "eu": "Martin Leroy Garcia Dubois Keller Moreau Peeters Schmidt Lopez Girard Wouters Favre Carter Navarro",
    "ar": "العلوي بنيس الشرايبي الإدريسي التازي لحلو برادة العمراني الفاسي السبتي القادري الناصري",
}
JOBS: Mapping[str, Sequence[str]] = {  # such as suit everybody
    "fr": ("Responsable des opérations", "Responsable relation client", "Responsable des achats", "Gérance"),
    "en": ("Head of Operations", "Customer Service Director", "Chief Executive", "Procurement Manager"),
    "ar": ("إدارة العمليات", "علاقات الزبناء", "الإدارة العامة", "قسم المشتريات"),
}


def person_name(kind: str, rng: Random) -> tuple[str, str]:
    """Return a first and a last name as they are common among some people: ``ma``, ``eu``, or ``ar`` (in Arabic)."""
    return rng.choice(_FIRST_NAMES[kind].split()), rng.choice(_LAST_NAMES[kind].split())


def stems(kind: str, rng: Random) -> list[str]:
    """Return every coined stem of a kind once, in random order."""
    found = [head + tail for head, tail in product(_HEADS[kind].split(), _TAILS[kind].split())]
    rng.shuffle(found)
    return found


def provider_name(stem: str, language: str, rng: Random) -> str:
    """Return the legal name of an invented provider."""
    return rng.choice(_TRADES[language]).format(stem)


def buyer_name(stem: str, country: str, sector: str, language: str) -> str:
    """Return the legal name of an invented order-giver: its sector stands in it."""
    words = SECTOR_WORDS[sector]
    if language == "ar":
        return f"شركة {stem} {words['ar']}"
    spoken = {"ES": "es", "GB": "en", "DE": "en"}.get(country, "fr")
    return f"{stem} {words[spoken]} {_LEGAL_FORMS.get(country, 'SA')}"
