"""What order-givers are asked about the work they want to entrust."""

from __future__ import annotations

from handlers.answer_types import band, countries, many_of, one_of, time_zone, yes_no
from handlers.forms import labels
from handlers.forms.activities import ACTIVITY_CHOICES
from handlers.forms.common import YES_NO, agreed, is_buyer
from handlers.questions import Choice, Question, Values
from locales.translator import N_


def asks_buyer(values: Values) -> bool:
    """Hold for order-givers who agreed to be matched."""
    return agreed(values) and is_buyer(values)


def _calls_consumers_unasked(values: Values) -> bool:
    return (
        asks_buyer(values) and values.get("prospecting") == "outbound" and "b2c" in (values.get("people_called") or ())
    )


BUYER = (
    Question(
        key="wanted_activities",
        name=N_("Work to entrust"),
        prompt=N_("What do you want to entrust?"),
        type=many_of,
        choices=ACTIVITY_CHOICES,
        most=3,
        required=True,
        when=asks_buyer,
    ),
    Question(
        key="required_languages",
        name=N_("Languages required"),
        prompt=N_("In which languages must the work be done?"),
        type=many_of,
        choices=labels.choices(labels.LANGUAGES),
        required=True,
        when=asks_buyer,
    ),
    Question(
        key="language_level",
        name=N_("Language level"),
        prompt=N_("At which level at least?"),
        type=one_of,
        choices=labels.choices(labels.LANGUAGE_LEVELS),
        required=True,
        when=asks_buyer,
    ),
    Question(
        key="size_needed",
        name=N_("Size needed"),
        prompt=N_("How many full-time agents or positions do you need?"),
        type=band,
        choices=labels.choices(labels.CAPACITY),
        required=True,
        when=asks_buyer,
    ),
    Question(
        key="people_called",
        name=N_("People in contact"),
        prompt=N_("Whom will the agents talk to?"),
        type=many_of,
        choices=labels.choices(labels.CALLED),
        required=True,
        when=asks_buyer,
    ),
    Question(
        key="called_countries",
        name=N_("Their countries"),
        prompt=N_("In which countries are these people?"),
        type=countries,
        required=True,
        when=asks_buyer,
    ),
    Question(
        key="prospecting",
        name=N_("Prospecting"),
        prompt=N_("Is there prospecting by phone?"),
        type=one_of,
        choices=labels.choices(labels.PROSPECTING),
        required=True,
        when=asks_buyer,
        help=N_("Several countries restrict it. We only point out the rules that we know; this is no legal advice."),
    ),
    Question(
        key="consent_base",
        name=N_("Consent of the people called"),
        prompt=N_("Did the people you want to call agree to it?"),
        type=one_of,
        choices=labels.choices(labels.CONSENT_BASES),
        required=True,
        when=_calls_consumers_unasked,
    ),
    Question(
        key="sector",
        name=N_("Sector"),
        prompt=N_("In which sector do you work?"),
        type=many_of,
        choices=labels.choices(labels.SECTORS),
        most=3,
        when=asks_buyer,
    ),
    Question(
        key="wanted_channels",
        name=N_("Channels"),
        prompt=N_("Through which channels?"),
        type=many_of,
        choices=labels.choices(labels.CHANNELS),
        when=asks_buyer,
    ),
    Question(
        key="hours_needed",
        name=N_("Hours"),
        prompt=N_("At which hours?"),
        type=one_of,
        choices=labels.choices(labels.HOURS),
        when=asks_buyer,
    ),
    Question(
        key="client_zone",
        name=N_("Time zone"),
        prompt=N_("In which time zone are these hours?"),
        type=time_zone,
        when=lambda values: asks_buyer(values) and "hours_needed" in values,
    ),
    Question(
        key="accepted_prices",
        name=N_("Price models"),
        prompt=N_("Which price models suit you?"),
        type=many_of,
        choices=labels.choices(labels.PRICES),
        most=2,
        when=asks_buyer,
    ),
    Question(
        key="payment_term",
        name=N_("Payment term"),
        prompt=N_("How soon do you pay an invoice?"),
        type=one_of,
        choices=labels.choices(labels.PAYMENT_TERMS),
        when=asks_buyer,
    ),
    Question(
        key="start_wanted",
        name=N_("Start"),
        prompt=N_("When should the work start?"),
        type=one_of,
        choices=labels.choices(labels.START),
        when=asks_buyer,
    ),
    Question(
        key="required_labels",
        name=N_("Requirements"),
        prompt=N_("Which requirements are a must? A provider without them will not be proposed."),
        type=many_of,
        choices=labels.choices(labels.REQUIREMENTS),
        when=asks_buyer,
    ),
    Question(
        key="visit_city",
        name=N_("City to visit"),
        prompt=N_("Is there a city where you could visit a centre?"),
        type=one_of,
        choices=(*labels.choices(labels.SITES), Choice(value="none", label=N_("No visit planned"))),
        when=asks_buyer,
    ),
    Question(
        key="already_offshore",
        name=N_("Offshore experience"),
        prompt=N_("Do you already work with a centre abroad?"),
        type=yes_no,
        choices=YES_NO,
        when=asks_buyer,
    ),
)
