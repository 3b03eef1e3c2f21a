"""Invented companies for benchmarks: every question answered nine times in ten, answers drawn by a seed."""

import random
from collections.abc import Sequence

from matching import taxonomy
from matching.company import Company, company_from_answers

ANSWERED = 0.9  # share of the questions that a company has answered


def invent_companies(*, buyers: int, providers: int, seed: int) -> list[Company]:
    """Return buyers with ids from 0 on, then providers."""
    draw = random.Random(seed)
    asked = [invent_buyer(draw, index) for index in range(buyers)]
    offered = [invent_provider(draw, buyers + index) for index in range(providers)]
    return asked + offered


def invent_buyer(draw: random.Random, number: int) -> Company:
    """Return one buyer."""
    answers: dict[str, object] = {
        "wanted_activities": _some(draw, taxonomy.ACTIVITIES, most=3),
        "sector": _some(draw, taxonomy.SECTORS, most=2),
        "required_languages": _some(draw, taxonomy.LANGUAGES[:5], most=2),
        "language_level": draw.choice(taxonomy.LANGUAGE_LEVELS),
        "wanted_channels": _some(draw, taxonomy.CHANNELS_HANDLED, most=3),
        "size_needed": draw.choice(taxonomy.CAPACITY_BANDS),
        "hours_needed": draw.choice(taxonomy.HOURS),
        "accepted_prices": _some(draw, taxonomy.PRICE_MODELS, most=2),
        "payment_term": draw.choice(taxonomy.PAYMENT_TERMS),
        "start_wanted": draw.choice(taxonomy.START_WINDOWS),
        "required_labels": _some(draw, taxonomy.BLOCKING_REQUIREMENTS, most=1),
        "people_called": _some(draw, taxonomy.CALLED, most=2),
        "called_countries": _some(draw, ("FR", "ES", "BE", "CH"), most=2),
        "prospecting": draw.choice(taxonomy.PROSPECTING),
        "consent_base": draw.choice(taxonomy.CONSENT_BASES),
        "visit_city": draw.choice((*taxonomy.SITES, "none")),
        "already_offshore": draw.random() < 0.5,
    }
    return _company(draw, answers, number, "buyer")


def invent_provider(draw: random.Random, number: int) -> Company:
    """Return one provider."""
    languages = _some(draw, taxonomy.LANGUAGES, most=4)
    answers: dict[str, object] = {
        "activities": _some(draw, taxonomy.ACTIVITIES, most=5),
        "served_sectors": _some(draw, taxonomy.SECTORS, most=4),
        "spoken_languages": languages,
        "agents_per_language": {language: draw.randint(1, 200) for language in languages},
        "channels_in_production": _some(draw, taxonomy.CHANNELS_HANDLED, most=6),
        "seats_free": draw.choice(taxonomy.CAPACITY_BANDS),
        "seats_total": draw.choice(taxonomy.CAPACITY_BANDS),
        "hours_held": _some(draw, taxonomy.HOURS, most=3),
        "offered_prices": _some(draw, taxonomy.PRICE_MODELS, most=3),
        "longest_payment_term": draw.choice(taxonomy.PAYMENT_TERMS),
        "deposit": draw.random() < 0.3,
        "earliest_start": draw.choice(taxonomy.START_WINDOWS[:4]),
        "labels_held": {label: draw.choice(taxonomy.LABEL_PROOFS) for label in _some(draw, taxonomy.LABELS, most=5)},
        "refusals": _some(draw, taxonomy.REFUSALS, most=2) if draw.random() < 0.3 else [],
        "site_city": draw.choice(taxonomy.SITES),
        "visit_possible": draw.random() < 0.9,
    }
    return _company(draw, answers, number, "provider")


def _company(draw: random.Random, answers: dict[str, object], number: int, role: str) -> Company:
    return company_from_answers(
        {key: value for key, value in answers.items() if draw.random() < ANSWERED},
        id=number,
        role=role,
        trust=draw.choice(taxonomy.TRUST_LEVELS),
        references=draw.choice((None, 0, 1, 2)),
        group=f"group-{draw.randrange(5000)}",
    )


def _some(draw: random.Random, keys: Sequence[str], *, most: int) -> list[str]:
    return draw.sample(keys, draw.randint(1, most))
