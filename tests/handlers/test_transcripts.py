"""Whole conversations as people read them, in each language; `--regenerate-transcripts` writes them anew.

A changed transcript is read as a diff: it is what people will see.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from handlers.visit import House
from locales.translator import LANGUAGE_NAMES, translator
from storage import Database
from tests.handlers.registrations import (
    asked_of,
    company_of,
    invitation_of,
    make_organiser,
    new_phone,
    register,
    register_buyer,
)
from tests.phone import Phone

FOLDER = Path(__file__).parent / "transcripts"
CODE = "d-a-code-of-16-chars"


def speaker(database: Database, house: House, language: str, number: int = 1) -> Phone:
    """Return the phone of somebody whose platform speaks their language, after they chose it."""
    phone = new_phone(database, house, number, language_hint=language)
    phone.say("/start")
    phone.tap(LANGUAGE_NAMES[language])
    return phone


def tap(phone: Phone, *data: str) -> None:
    for one in data:
        phone.tap(one)


def provider(database: Database, house: House, language: str) -> Phone:
    """A manager in Fez: taps, types an ICE in Arabic digits, mistypes once, goes back, stops, resumes, corrects."""
    phone = speaker(database, house, language)
    tap(phone, "q:consent_matching=yes", "q:consent_reminders=yes", "q:role=provider", "q:country=MA")
    phone.say("مركز أطلس للاتصال ش.م.م" if language == "ar" else "Atlas Contact SARL")
    phone.say("٠٠١٥٦١١٩١-٠٠٠٠-٦٧")
    phone.say("ICE ٠٠١٥٦١١٩١-٠٠٠٠-٦٦")
    phone.say("Amina Alaoui")
    phone.say(translator(language).plain("Help"))
    phone.tap("b:job")
    phone.say("Amina El Alaoui")
    phone.say("Directrice" if language != "en" else "Director")
    phone.say(translator(language).plain("Stop for today"))
    phone.tap("m:resume")
    phone.share_contact("212612345678")
    phone.say("amina@")
    phone.say("amina@atlas.example")
    phone.send_media("voice")
    phone.tap("q:stance=own_account")
    tap(phone, "t:activities=inbound_service", "t:activities=retention", "p:activities=1", "d:activities")
    tap(phone, "t:spoken_languages=fr", "t:spoken_languages=ar", "d:spoken_languages")
    phone.say("٢٥")
    phone.tap("q:agents_ar=10")
    phone.say("40")
    phone.tap("q:seats_total=51_150")
    tap(phone, "t:served_sectors=banking", "d:served_sectors", "l:channels_in_production", "x:hours_held")
    phone.tap("m:edit")
    tap(phone, "e:=1", "e:seats_free")
    phone.tap("q:seats_free=6_15")
    phone.tap("q:confirmed=yes")
    phone.tap("m:profile")
    return phone


def buyer(database: Database, house: House, language: str) -> Phone:
    """An operations director in Lyon: types everything, wants no reminders, leaves what may wait."""
    phone = speaker(database, house, language)
    label = translator(language).plain
    phone.say(label("Yes"))
    phone.say(label("No"))
    phone.say(label("I look for a provider"))
    phone.say(label("France") if language == "en" else {"fr": "france", "ar": "فرنسا"}[language])
    phone.say("Lumen Énergie & Fils SAS")
    phone.say("732 829 320 00074")
    phone.say("Luc Martin")
    phone.say("COO")
    phone.say("06 12 34 56 78")
    phone.say("luc@lumen.example")
    phone.say(label("Mandated by another company"))
    phone.say("Grand Groupe SA")
    phone.say("1, 3")
    phone.say(", ".join((label("French"), label("Arabic"))))
    phone.say(label("Fluent"))
    phone.say("20")
    phone.say("2")
    phone.say({"fr": "France, Belgique", "ar": "فرنسا وبلجيكا", "en": "France and Belgium"}[language])
    phone.say(label("Yes, outbound prospecting"))
    phone.say(label("They are our customers"))
    phone.say("1")
    phone.say(label("Leave a question for later"))
    phone.say(label("Office hours"))
    phone.say("Paris")
    phone.say(label("Skip to the end"))
    phone.tap("q:confirmed=yes")
    return phone


def delegate(database: Database, house: House, language: str) -> Phone:
    """Sent by the company: joins by its link, asks what is kept, withdraws reminders, leaves."""
    first = register_buyer(new_phone(database, house, 5))
    code = invitation_of(first)
    phone = new_phone(database, house, language_hint=language)
    phone.say(f"/start {code}")
    phone.transcript = [line.replace(code, CODE) for line in phone.transcript]
    phone.tap(LANGUAGE_NAMES[language])
    tap(phone, "q:consent_matching=yes", "q:consent_reminders=yes")
    phone.say("Carmen Ruiz")
    phone.say("Head of operations")
    phone.say("+34 612 34 56 78")
    phone.say("/privacy")
    phone.tap("v:off")
    phone.say("/help")
    phone.say("/export")
    phone.say("/erase")
    phone.tap("v:erase")
    return phone


def organiser(database: Database, house: House, language: str) -> Phone:
    """Approves one company, asks another something, refuses a third, takes it back; sees who cannot be reached."""
    phone = make_organiser(new_phone(database, house, 9, language_hint=language), language=LANGUAGE_NAMES[language])
    first = register(new_phone(database, house), stance="Intermediary or broker", company_number="later")
    second = register_buyer(new_phone(database, house, 2, now=first.now))
    phone.receive_pushes()
    phone.say("/organise")
    phone.tap("o:next=0")
    phone.tap(f"o:refuse={company_of(first).id}")
    phone.say("Euroffshore <b> & co")
    phone.tap(f"o:refuse_now={company_of(first).id}")
    phone.tap(f"o:undo={company_of(first).id}")
    phone.tap(f"o:see={company_of(first).id}")
    phone.tap(f"o:next={company_of(first).id}")
    phone.tap(f"o:ask={company_of(second).id}")
    phone.say("Lyon?")
    phone.tap(f"o:ask_now={company_of(second).id}")
    second.now = phone.now
    second.say("Lyon, Paris")
    phone.receive_pushes()
    phone.tap(f"o:see={company_of(second).id}")
    phone.tap(f"o:approve={company_of(second).id}")
    phone.tap_data(f"o:refuse={company_of(second).id}")
    assert asked_of(phone) is None
    return phone


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
@pytest.mark.parametrize("play", [provider, buyer, delegate, organiser], ids=lambda play: play.__name__)
def test_conversation_reads_as_it_was_agreed(
    sqlite_database: Database,
    house: House,
    language: str,
    play: Callable[[Database, House, str], Phone],
    *,
    regenerate_transcripts: bool,
) -> None:
    golden = FOLDER / f"{play.__name__}.{language}.txt"

    transcript = "\n".join(play(sqlite_database, house, language).transcript) + "\n"

    if regenerate_transcripts:
        FOLDER.mkdir(exist_ok=True)
        golden.write_text(transcript, encoding="utf-8")
    assert transcript == golden.read_text(encoding="utf-8")
