"""How each type of answer is read, shown and offered: one module per family, one instance per type."""

from handlers.answer_types.choices import band, many_of, one_of, yes_no
from handlers.answer_types.contacts import email, phone
from handlers.answer_types.numbers import company_number, number
from handlers.answer_types.places import city, countries, country, time_zone
from handlers.answer_types.text import date, text
from handlers.questions import AnswerType, InvalidAnswer

__all__ = [
    "AnswerType",
    "InvalidAnswer",
    "band",
    "city",
    "company_number",
    "countries",
    "country",
    "date",
    "email",
    "many_of",
    "number",
    "one_of",
    "phone",
    "text",
    "time_zone",
    "yes_no",
]
