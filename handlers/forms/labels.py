"""What people read for the keys of the taxonomy: one English source for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.questions import Choice
from locales.translator import N_

ECOSYSTEMS: Mapping[str, str] = {
    "crm": N_("Customer relations"),
    "bpo": N_("Business processes"),
    "ito": N_("Information technology"),
    "eso": N_("Engineering, research"),
    "kpo": N_("Knowledge and data"),
}

ACTIVITIES: Mapping[str, str] = {
    "inbound_service": N_("Customer service (inbound)"),
    "tech_support": N_("Technical support"),
    "order_taking": N_("Order taking"),
    "retention": N_("Retention"),
    "telesales_b2b": N_("Telesales to companies"),
    "telesales_b2c": N_("Telesales to consumers"),
    "appointment_setting": N_("Appointment setting"),
    "collections": N_("Debt collection"),
    "surveys": N_("Surveys"),
    "moderation_social": N_("Moderation, social media"),
    "back_office": N_("Back office"),
    "accounting": N_("Accounting"),
    "payroll_hr": N_("Payroll and HR"),
    "claims_files": N_("Claims and files"),
    "data_entry": N_("Data entry"),
    "procurement": N_("Procurement"),
    "app_dev": N_("Software development"),
    "app_support": N_("Application support"),
    "infra_helpdesk": N_("Infrastructure, helpdesk"),
    "testing": N_("Testing"),
    "mechanical_electrical": N_("Mechanical, electrical"),
    "automotive_aero": N_("Automotive, aerospace"),
    "civil": N_("Civil engineering"),
    "embedded": N_("Embedded systems"),
    "data_analysis": N_("Data analysis"),
    "market_research": N_("Market research"),
    "legal_support": N_("Legal support"),
    "ai_annotation": N_("AI data annotation"),
}

SECTORS: Mapping[str, str] = {
    "energy_utilities": N_("Energy, utilities"),
    "renewables": N_("Renewable energy"),
    "agrifood": N_("Agrifood"),
    "banking": N_("Banking"),
    "insurance": N_("Insurance"),
    "telecom": N_("Telecoms"),
    "it_software": N_("IT, software"),
    "retail_ecommerce": N_("Retail, e-commerce"),
    "health": N_("Health"),
    "travel_hospitality": N_("Travel, hospitality"),
    "public": N_("Public sector"),
    "transport_logistics": N_("Transport, logistics"),
    "media": N_("Media"),
    "other": N_("Another sector"),
}

LANGUAGES: Mapping[str, str] = {
    "fr": N_("French"),
    "es": N_("Spanish"),
    "ar": N_("Arabic"),
    "en": N_("English"),
    "de": N_("German"),
    "nl": N_("Dutch"),
    "it": N_("Italian"),
    "pt": N_("Portuguese"),
}

LANGUAGE_LEVELS: Mapping[str, str] = {
    "native": N_("Native speakers"),
    "fluent": N_("Fluent"),
    "working": N_("Working knowledge"),
}

CHANNELS: Mapping[str, str] = {
    "voice_in": N_("Inbound calls"),
    "voice_out": N_("Outbound calls"),
    "email": N_("E-mail"),
    "chat": N_("Live chat"),
    "whatsapp_messaging": N_("WhatsApp, messaging"),
    "sms_rcs": N_("SMS, RCS"),
    "social": N_("Social media"),
    "mail_scan": N_("Paper mail, scanning"),
    "voice_payment": N_("Payment by voice"),
    "ai_agent_supervision": N_("Supervising AI agents"),
}

CAPACITY: Mapping[str, str] = {
    "1_5": "1–5",
    "6_15": "6–15",
    "16_50": "16–50",
    "51_150": "51–150",
    "151_500": "151–500",
    "over_500": "> 500",
}

HOURS: Mapping[str, str] = {
    "office": N_("Office hours"),
    "evenings_saturday": N_("Evenings and Saturday"),
    "seven_days": N_("Seven days a week"),
    "24_7": "24/7",
}

PRICES: Mapping[str, str] = {
    "per_productive_hour": N_("Per productive hour"),
    "per_fte_month": N_("Per full-time agent and month"),
    "per_contact": N_("Per contact"),
    "per_result": N_("Per result"),
    "fixed_plus_bonus": N_("Fixed plus bonus"),
}

PAYMENT_TERMS: Mapping[str, str] = {
    "30": N_("30 days"),
    "45": N_("45 days"),
    "60": N_("60 days"),
    "over_60": N_("More than 60 days"),
}

START: Mapping[str, str] = {
    "under_1": N_("Within a month"),
    "1_3": N_("In 1 to 3 months"),
    "3_6": N_("In 3 to 6 months"),
    "over_6": N_("In more than 6 months"),
    "study": N_("Still studying it"),
}

LABELS: Mapping[str, str] = {
    "iso_18295_1": "ISO 18295-1",
    "iso_18295_2": "ISO 18295-2",
    "nf_345": "NF 345",
    "copc": "COPC",
    "iso_9001": "ISO 9001",
    "iso_27001": "ISO 27001",
    "pci_dss": "PCI DSS",
    "hds": "HDS",
    "label_rs": "Label Responsabilité Sociale",
    "cndp": N_("CNDP declaration"),
}

REQUIREMENTS: Mapping[str, str] = {
    **LABELS,
    "data_protection": N_("Data protection in place"),
    "visit": N_("Visit of the site"),
}

CALLED: Mapping[str, str] = {"b2b": N_("Companies (B2B)"), "b2c": N_("Consumers (B2C)")}

PROSPECTING: Mapping[str, str] = {
    "none": N_("No calls at all"),
    "inbound_only": N_("Only calls we receive"),
    "outbound": N_("Yes, outbound prospecting"),
}

CONSENT_BASES: Mapping[str, str] = {
    "existing_contract": N_("They are our customers"),
    "prior_consent": N_("They agreed beforehand"),
    "none": N_("No consent"),
    "unknown": N_("I do not know"),
}

SITES: Mapping[str, str] = {
    "casablanca": N_("Casablanca"),
    "rabat_sale": N_("Rabat-Salé"),
    "mohammedia": N_("Mohammedia"),
    "fes": N_("Fez"),
    "meknes": N_("Meknes"),
    "marrakech": N_("Marrakesh"),
    "tanger": N_("Tangier"),
    "tetouan": N_("Tetouan"),
    "oujda": N_("Oujda"),
    "agadir": N_("Agadir"),
    "kenitra": N_("Kenitra"),
    "other": N_("Another city"),
}

REFUSALS: Mapping[str, str] = {
    "cold_prospecting": N_("Cold prospecting"),
    "outbound_b2c": N_("Prospecting of consumers"),
    "results_only": N_("Payment only on results"),
    "payment_over_60": N_("Payment after 60 days"),
    "night_work": N_("Night work"),
    "intermediaries": N_("Intermediaries"),
}


def choices(
    labels: Mapping[str, str], *, only: Sequence[str] | None = None, group: str | None = None
) -> tuple[Choice, ...]:
    """Return choices in the order of the taxonomy."""
    keys = labels if only is None else only
    return tuple(Choice(value=key, label=labels[key], group=group) for key in keys)
