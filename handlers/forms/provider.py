"""What providers are asked about what they do and hold."""

from __future__ import annotations

from handlers.answer_types import band, many_of, one_of, yes_no
from handlers.answer_types.numbers import Number
from handlers.forms import labels
from handlers.forms.activities import ACTIVITY_CHOICES
from handlers.forms.common import YES_NO, agreed, is_provider
from handlers.questions import Condition, Question, Values
from locales.translator import N_
from matching.taxonomy import LANGUAGES

MOST_AGENTS = 20_000


def asks_provider(values: Values) -> bool:
    """Hold for providers who agreed to be matched."""
    return agreed(values) and is_provider(values)


def _speaks(language: str) -> Condition:
    return lambda values: asks_provider(values) and language in (values.get("spoken_languages") or ())


_AGENTS_PROMPTS = {
    "fr": N_("How many agents work in French?"),
    "es": N_("How many agents work in Spanish?"),
    "ar": N_("How many agents work in Arabic?"),
    "en": N_("How many agents work in English?"),
    "de": N_("How many agents work in German?"),
    "nl": N_("How many agents work in Dutch?"),
    "it": N_("How many agents work in Italian?"),
    "pt": N_("How many agents work in Portuguese?"),
}
_AGENTS_NAMES = {
    "fr": N_("Agents in French"),
    "es": N_("Agents in Spanish"),
    "ar": N_("Agents in Arabic"),
    "en": N_("Agents in English"),
    "de": N_("Agents in German"),
    "nl": N_("Agents in Dutch"),
    "it": N_("Agents in Italian"),
    "pt": N_("Agents in Portuguese"),
}

AGENTS = tuple(
    Question(
        key=f"agents_{language}",
        name=_AGENTS_NAMES[language],
        prompt=_AGENTS_PROMPTS[language],
        type=Number(least=1, most=MOST_AGENTS, suggested=(5, 10, 20, 50)),
        required=True,
        when=_speaks(language),
    )
    for language in LANGUAGES
)

PROVIDER = (
    Question(
        key="activities",
        name=N_("Activities"),
        prompt=N_("What do you do?"),
        type=many_of,
        choices=ACTIVITY_CHOICES,
        most=5,
        required=True,
        when=asks_provider,
    ),
    Question(
        key="spoken_languages",
        name=N_("Languages"),
        prompt=N_("In which languages do your agents work?"),
        type=many_of,
        choices=labels.choices(labels.LANGUAGES),
        required=True,
        when=asks_provider,
    ),
    *AGENTS,
    Question(
        key="seats_free",
        name=N_("Free within 60 days"),
        prompt=N_("How many seats can you free within 60 days?"),
        type=band,
        choices=labels.choices(labels.CAPACITY),
        required=True,
        when=asks_provider,
        help=N_("Order-givers ask for what is available soon, not for the size of the building."),
    ),
    Question(
        key="seats_total",
        name=N_("Seats in all"),
        prompt=N_("And how many seats in all?"),
        type=band,
        choices=labels.choices(labels.CAPACITY),
        when=asks_provider,
    ),
    Question(
        key="served_sectors",
        name=N_("Sectors served"),
        prompt=N_("In which sectors do you have a client you may name?"),
        type=many_of,
        choices=labels.choices(labels.SECTORS),
        when=asks_provider,
    ),
    Question(
        key="channels_in_production",
        name=N_("Channels"),
        prompt=N_("Which channels do you handle today?"),
        type=many_of,
        choices=labels.choices(labels.CHANNELS),
        when=asks_provider,
    ),
    Question(
        key="hours_held",
        name=N_("Hours"),
        prompt=N_("Which hours do you hold today?"),
        type=many_of,
        choices=labels.choices(labels.HOURS),
        when=asks_provider,
    ),
    Question(
        key="offered_prices",
        name=N_("Price models"),
        prompt=N_("Which price models do you accept?"),
        type=many_of,
        choices=labels.choices(labels.PRICES),
        when=asks_provider,
    ),
    Question(
        key="longest_payment_term",
        name=N_("Longest payment term"),
        prompt=N_("What is the longest payment term you accept?"),
        type=one_of,
        choices=labels.choices(labels.PAYMENT_TERMS),
        when=asks_provider,
    ),
    Question(
        key="deposit",
        name=N_("Deposit"),
        prompt=N_("Do you ask for a deposit?"),
        type=yes_no,
        choices=YES_NO,
        when=asks_provider,
    ),
    Question(
        key="earliest_start",
        name=N_("Earliest start"),
        prompt=N_("When could you start?"),
        type=one_of,
        choices=labels.choices(labels.START, only=("under_1", "1_3", "3_6", "over_6")),
        when=asks_provider,
    ),
    Question(
        key="labels_held",
        name=N_("Labels held"),
        prompt=N_("Which labels do you hold? The organisers may ask for the document."),
        type=many_of,
        choices=labels.choices(labels.LABELS),
        when=asks_provider,
    ),
    Question(
        key="refusals",
        name=N_("What you refuse"),
        prompt=N_("Is there work that you refuse? You will not be proposed for it."),
        type=many_of,
        choices=labels.choices(labels.REFUSALS),
        when=asks_provider,
        help=N_("Only used to avoid useless meetings; a buyer does not see this list."),
    ),
    Question(
        key="site_city",
        name=N_("City of the site"),
        prompt=N_("In which city is your site?"),
        type=one_of,
        choices=labels.choices(labels.SITES),
        when=asks_provider,
    ),
    Question(
        key="visit_possible",
        name=N_("Visit possible"),
        prompt=N_("Can your site be visited?"),
        type=yes_no,
        choices=YES_NO,
        when=asks_provider,
    ),
)
