"""How an invented person registers: reads which question is asked, and types or taps the answer."""

from __future__ import annotations

from random import Random

from bot.demo.companies import Answer, Invented
from bot.demo.numbers import in_arabic_digits, misspelt
from bot.demo.phone import Phone, Stuck
from handlers.answer_types.choices import ManyOf, OneOf, label_of
from handlers.forms import REGISTRATION_FORM
from handlers.questions import Question
from locales.translator import translator
from storage.unit_of_work import UnitOfWork

MOST_TURNS = 120
TYPES = 0.3  # the share of choices that are typed instead of tapped
TIRED = 0.15  # the share of people who skip to the end as soon as they may

_QUESTIONS = {question.key: question for question in REGISTRATION_FORM}


def register(uow: UnitOfWork, phone: Phone, company: Invented, rng: Random) -> int:
    """Register a company from the first word to the last; return how many messages its person sent."""
    given = dict(company.answers)
    is_tired = rng.random() < TIRED
    phone.say(uow, "/start")
    refused: set[str] = set()
    for turn in range(1, MOST_TURNS):
        asked = asked_of(uow, phone)
        if asked is None:
            return turn
        if asked == "company_number" and company.mistypes_number and asked in given and asked not in refused:
            phone.say(uow, misspelt(str(given[asked])))
        elif is_tired and phone.sees("x:"):
            phone.tap(uow, "x:")
        else:
            answer(uow, phone, asked, given.get(asked), rng, may_type=asked not in refused)
        refused.add(asked)
    raise Stuck(f"{company.legal_name} still answers after {MOST_TURNS} turns: {phone.screen.text}")


def asked_of(uow: UnitOfWork, phone: Phone) -> str | None:
    """Return the question that the last screen showed, without its page."""
    found = uow.people.find(phone.address)
    asked = found[1].asked if found else None
    return asked.partition("#")[0] if asked else None


def answer(uow: UnitOfWork, phone: Phone, key: str, given: Answer | None, rng: Random, *, may_type: bool) -> None:
    """Give one answer; leave for later what the person has none for."""
    question = _QUESTIONS[key]
    if key == "duplicate_choice":
        phone.tap(uow, "q:duplicate_choice=different")
    elif given is None:
        phone.tap(uow, f"l:{key}")
    elif isinstance(question.type, ManyOf):
        _answer_many(uow, phone, question, given, types=may_type and rng.random() < TYPES)
    elif isinstance(question.type, OneOf) and question.choices:
        _answer_one(uow, phone, question, str(given), types=may_type and rng.random() < TYPES)
    else:
        phone.say(uow, _typed(phone, key, str(given), rng))


def _typed(phone: Phone, key: str, words: str, rng: Random) -> str:
    is_number = key.startswith("agents_") or key == "company_number"
    return in_arabic_digits(words) if is_number and phone.language == "ar" and rng.random() < 0.5 else words


def _answer_one(uow: UnitOfWork, phone: Phone, question: Question, value: str, *, types: bool) -> None:
    if types:
        phone.say(uow, label_of(question, value, translator(phone.language)))
        return
    _turn_to(uow, phone, f"q:{question.key}={value}", question)
    phone.tap(uow, f"q:{question.key}={value}")


def _answer_many(uow: UnitOfWork, phone: Phone, question: Question, given: Answer, *, types: bool) -> None:
    values = (given,) if isinstance(given, str) else given
    if types:
        comma = "، " if phone.language == "ar" else ", "
        phone.say(uow, comma.join(label_of(question, value, translator(phone.language)) for value in values))
        return
    for value in values:
        _turn_to(uow, phone, f"t:{question.key}={value}", question)
        button = phone.find(f"t:{question.key}={value}")
        if button is not None and not button[1].is_on:
            phone.tap(uow, f"t:{question.key}={value}")
    phone.tap(uow, f"d:{question.key}")


def _turn_to(uow: UnitOfWork, phone: Phone, wanted: str, question: Question) -> None:
    """Turn the pages of a long list until the choice is on the screen."""
    for _ in question.choices:
        if phone.sees(wanted):
            return
        pages = [button for button in phone.screen.buttons if button.data.startswith(f"p:{question.key}=")]
        if not pages:
            return
        phone.tap(uow, pages[-1].data)
