"""What everybody is asked: language, consent, role, company, person, and on whose account they act."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from handlers.answer_types import company_number, country, email, one_of, phone, yes_no
from handlers.answer_types.choices import OneOf
from handlers.answer_types.text import Text
from handlers.questions import Choice, Question, Situation, Values
from locales.translator import N_


class EventLanguage(OneOf):
    """One of the languages that the event speaks."""

    def read(self, question: Question, typed: str, situation: Situation, *, page: int = 0) -> Any:
        return super().read(_spoken(question, situation), typed, situation, page=page)

    def tap(self, question: Question, data: str, situation: Situation) -> Any:
        return super().tap(_spoken(question, situation), data, situation)


def _spoken(question: Question, situation: Situation) -> Question:
    languages = situation.event.languages
    return replace(question, choices=tuple(choice for choice in question.choices if choice.value in languages))


YES_NO = (
    Choice(
        value="yes",
        label=N_("Yes"),
        also=("oui", "نعم", "y", "o", "ok", "okay", "d'accord", "si", "اوكي", "ايه", "واخا"),
    ),
    Choice(value="no", label=N_("No"), also=("non", "لا", "n")),
)


def is_buyer(values: Values) -> bool:
    """Hold for order-givers."""
    return values.get("role") == "buyer"


def is_provider(values: Values) -> bool:
    """Hold for providers."""
    return values.get("role") == "provider"


def agreed(values: Values) -> bool:
    """Hold once the person agreed to be matched: without that there is nothing more to ask."""
    return values.get("consent_matching") is True


LANGUAGE = Question(
    key="language",
    name=N_("Language"),
    prompt=N_("In which language shall we talk?"),
    type=EventLanguage(),
    choices=(
        Choice(value="fr", label=N_("French"), also=("français", "francais", "fr")),
        Choice(value="ar", label=N_("Arabic"), also=("العربية", "عربي", "عربية", "ar")),
        Choice(value="en", label=N_("English"), also=("english", "en")),
    ),
    required=True,
    scope="person",
)

CONSENT = (
    Question(
        key="consent_matching",
        name=N_("Consent to matching"),
        prompt=N_(
            "To find you partners, {event} keeps your answers and shows them to the companies you are matched with. "
            "Do you agree?\nWho keeps what, why and how long: /privacy"
        ),
        type=yes_no,
        choices=YES_NO,
        required=True,
        scope="person",
        help=N_(
            "Without this consent we cannot match you, so the registration stops. You can withdraw it at any time."
        ),
    ),
    Question(
        key="consent_reminders",
        name=N_("Consent to reminders"),
        prompt=N_("May we remind you of your meetings and tell you of changes by message?"),
        type=yes_no,
        choices=YES_NO,
        required=True,
        when=agreed,
        scope="person",
        help=N_("This is a separate choice: you can be matched without reminders. You can change it at any time."),
    ),
)

COMPANY = (
    Question(
        key="role",
        name=N_("Role"),
        prompt=N_("What brings you to {event}?"),
        type=one_of,
        choices=(
            Choice(value="buyer", label=N_("I look for a provider"), also=("buyer", "acheteur", "donneur d'ordres")),
            Choice(value="provider", label=N_("I offer services"), also=("provider", "prestataire", "مناول")),
        ),
        required=True,
        when=agreed,
        help=N_("Order-givers entrust work to a provider; providers are call centres and BPO or IT companies."),
    ),
    Question(
        key="country",
        name=N_("Country"),
        prompt=N_("In which country is your company registered?"),
        type=country,
        required=True,
        when=agreed,
    ),
    Question(
        key="legal_name",
        name=N_("Legal name"),
        prompt=N_("What is the legal name of your company?"),
        type=Text(longest=120),
        required=True,
        when=agreed,
        help=N_("The name in the company register, for example: Atlas Contact SARL."),
    ),
    Question(
        key="company_number",
        name=N_("Company number"),
        prompt=N_("What is its company number?"),
        type=company_number,
        when=agreed,
        depends_on=("country",),
        help=N_("It is checked at once. Without it you can register, but partners see “not verified”."),
    ),
    Question(
        key="duplicate_choice",
        name=N_("Already registered"),
        prompt=N_("<b>{duplicate}</b> is registered already. Is that your company?"),
        type=one_of,
        choices=(
            Choice(value="join", label=N_("Yes, let me join it")),
            Choice(value="different", label=N_("No, another company")),
            Choice(value="mistyped", label=N_("I mistyped")),
        ),
        required=True,
        when=lambda values: agreed(values) and bool(values.get("duplicate_of")),
        is_listed=False,
        depends_on=("duplicate_of",),
        help=N_("If you join, a colleague or an organiser confirms you, and you become one of its delegates."),
    ),
)

ORGANISER_NAME = Question(
    key="full_name",
    name=N_("Your name"),
    prompt=N_("What is your first and last name? Colleagues read it beside what you decide."),
    type=Text(longest=80),
    scope="person",
)

PERSON = (
    Question(
        key="full_name",
        name=N_("Your name"),
        prompt=N_("What is your first and last name?"),
        type=Text(longest=80),
        required=True,
        when=agreed,
        scope="person",
    ),
    Question(
        key="job",
        name=N_("Your function"),
        prompt=N_("What is your function in the company?"),
        type=Text(longest=80),
        required=True,
        when=agreed,
        scope="person",
        help=N_("For example: head of customer service."),
    ),
    Question(
        key="phone",
        name=N_("Phone"),
        prompt=N_("On which phone can the organisers reach you on the day?"),
        type=phone,
        when=agreed,
        scope="person",
        help=N_("Partners see it only after you both said yes."),
    ),
)

EMAIL = Question(
    key="email",
    name=N_("E-mail"),
    prompt=N_("What is your professional e-mail address?"),
    type=email,
    when=agreed,
    scope="person",
    help=N_("Partners see it only after you both said yes."),
)

STANCE = (
    Question(
        key="stance",
        name=N_("On whose account"),
        prompt=N_("Do you act on your own account?"),
        type=one_of,
        choices=(
            Choice(value="own_account", label=N_("Yes, for our own company")),
            Choice(value="mandated", label=N_("Mandated by another company")),
            Choice(value="broker", label=N_("Intermediary or broker"), also=("courtier", "apporteur", "وسيط")),
        ),
        required=True,
        when=agreed,
        help=N_("Partners here meet without intermediaries; the organisers decide on each exception."),
    ),
    Question(
        key="principal",
        name=N_("Mandated by"),
        prompt=N_("Which company mandated you? Its legal name, please."),
        type=Text(longest=120),
        required=True,
        when=lambda values: agreed(values) and values.get("stance") == "mandated",
    ),
)

CONFIRM = Question(
    key="confirmed",
    name=N_("Confirmation"),
    prompt=N_("Is everything right?"),
    type=one_of,
    choices=(
        Choice(value="yes", label=N_("Send my registration"), also=("oui", "yes", "نعم", "ok", "envoyer", "ارسال")),
    ),
    required=True,
    when=agreed,
    is_listed=False,
)
