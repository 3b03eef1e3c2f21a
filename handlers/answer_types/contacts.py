"""Answers that reach a person: e-mail and phone."""

from __future__ import annotations

from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from handlers.answer_types.text import clean
from handlers.messages import Contact
from handlers.questions import AnswerType, InvalidAnswer, Question, Situation
from locales.digits import western_digits
from locales.translator import N_, Translator

_SHORTEST_ENDING = 2  # letters: no country and no organisation has a shorter one


class Email(AnswerType):
    """An e-mail address, well formed; whether it exists only a message would tell."""

    def read(self, question: Question, typed: str, situation: Situation, *, page: int = 0) -> Any:
        problem = InvalidAnswer(
            N_("That does not look like an e-mail address. Example: {example}"), example="name@company.com"
        )
        try:
            address = validate_email(clean(typed).replace(" ", ""), check_deliverability=False)
        except EmailNotValidError:
            raise problem from None
        if len(address.ascii_domain.rpartition(".")[2]) < _SHORTEST_ENDING:
            raise problem
        return address.normalized


class Phone(AnswerType):
    """A phone number in any spelling; a number without country code is read in the company's country."""

    takes_numbers = True

    def read(self, question: Question, typed: str, situation: Situation, *, page: int = 0) -> Any:
        return {"number": self._parsed(typed, situation), "is_confirmed": False}

    def contact(self, question: Question, contact: Contact, situation: Situation) -> Any:
        number = contact.phone if contact.phone.startswith("+") else f"+{contact.phone}"
        return {"number": self._parsed(number, situation), "is_confirmed": contact.is_own}

    def show(self, question: Question, value: Any, t: Translator) -> str:
        return format_phone(value["number"])

    def _parsed(self, typed: str, situation: Situation) -> str:
        country = situation.values.get("country") or "MA"
        problem = InvalidAnswer(
            N_(
                "That phone number is not complete. Example: {example}. For another country, begin with + and its code."
            ),
            example=_example(country),
        )
        line = western_digits(clean(typed))
        if line.startswith("00"):
            line = f"+{line[2:]}"
        try:
            number = phonenumbers.parse(line, country)
        except phonenumbers.NumberParseException:
            raise problem from None
        if not phonenumbers.is_possible_number(number):
            raise problem
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def format_phone(number: str) -> str:
    """Return a stored number as people read it.

    >>> format_phone("+212661234567")
    '+212 6 61 23 45 67'
    """
    return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _example(country: str) -> str:
    sample = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    return (
        phonenumbers.format_number(sample, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        if sample
        else "+212 650-123456"
    )


email, phone = Email(), Phone()
