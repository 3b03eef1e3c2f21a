"""What the trail kept of a broadcast, in words."""

from __future__ import annotations

import pytest

from events.event import Event
from handlers.broadcasting.audience import Audience
from handlers.trail import broadcast_words, value_words
from tests.handlers.trail.test_value_words import Line, marked, teller

EVERYTHING = Audience(
    purpose="reminders",
    statuses=("approved", "submitted"),
    roles=("buyer",),
    languages=("fr", "ar"),
    channels=("telegram", "web"),
    sessions=("unheard_of",),
    tables=("7",),
    acknowledged=("no",),
    companies=(1, 2, 3),
).to_json()

AUDIENCES = {
    "en": "purpose: helpful information · registration: approved companies, companies waiting for approval · "
    "roles: Order-givers · languages: French, Arabic · channels: Telegram, Web · sessions: unheard_of · "
    "tables: 7 · acknowledgement: has not acknowledged the present agenda · companies: Lumen, ⟨أطلس⟩, #3",
    "fr": "finalité : information utile · inscription : entreprises approuvées, entreprises en attente d’approbation · "
    "rôles : Donneurs d’ordres · langues : Français, Arabe · canaux : Telegram, Web · sessions : unheard_of · "
    "tables : 7 · accusé de réception : n’a pas accusé réception de l’agenda actuel · entreprises : Lumen, ⟨أطلس⟩, #3",
    "ar": "الغرض: معلومة مفيدة فقط · التسجيل: ⟨المقاولات المقبولة⟩، ⟨المقاولات في انتظار القبول⟩ · "
    "الأدوار: ⟨الجهات المتعاقدة⟩ · اللغات: ⟨الفرنسية⟩، ⟨العربية⟩ · القنوات: ⟨Telegram⟩، ⟨الويب⟩ · "
    "الجلسات: ⟨unheard_of⟩ · الطاولات: ⟨7⟩ · تأكيد الاطلاع: ⟨لم يؤكّد الاطلاع على جدول المواعيد الحالي⟩ · "
    "المقاولات: ⟨Lumen⟩، ⟨أطلس⟩، ⟨#3⟩",
}


@pytest.mark.parametrize("language", list(AUDIENCES))
def test_audience_is_told_in_words(event: Event, language: str) -> None:
    said = broadcast_words.told(EVERYTHING, teller(event, language))

    assert marked(said).replace("\xa0", " ") == AUDIENCES[language]


def test_what_is_open_to_everybody_is_left_out(event: Event) -> None:
    said = broadcast_words.told(Audience().to_json(), teller(event))

    assert said == "purpose: the event, registration: approved companies"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        ("draft", "brouillon"),
        ("paused", "en pause"),
        ("2027-04-14T08:15:00+00:00", "mercredi 14 avril 2027 à 08:15"),
        ({"is_emergency": True}, "urgence : oui"),
        ({"held": 4}, "messages retenus : 4"),
        ({"released": 4, "dropped": 0}, "messages relancés : 4, messages abandonnés : 0"),
        ({"asked": 2}, "collègues sollicités : 2"),
        ({"status": "waiting", "people": 9}, "statut : en attente d’approbation, personnes : 9"),
        ({"en": "Hall B", "fr": None}, "English « Hall B »"),
        (
            {"status": "scheduled", "texts": {"en": "A", "fr": "B"}},
            "statut : programmée · textes : English « A », Français « B »",
        ),
        ({"status": "scheduled", "texts": {"en": None}}, "statut : programmée"),
        ({"unheard_of": 1}, "unheard_of : 1"),
        ({"purpose": "unheard_of"}, "finalité : unheard_of"),
    ],
)
def test_acts_on_a_broadcast_are_told_in_words(event: Event, value: object, said: str) -> None:
    assert broadcast_words.told(value, teller(event, "fr")).replace("\xa0", " ") == said


def test_draft_of_a_broadcast_is_no_company_that_still_answers(event: Event) -> None:
    declined = Line(act="broadcast_decline", subject="broadcast:1", before="waiting", after="draft")
    refused = Line(act="refused", subject="company:1", before="draft", after={"status": "refused", "text": None})

    assert [value_words.sides(one, teller(event, "ar")) for one in (declined, refused)] == [
        ("في انتظار الموافقة", "مسودة"),
        ("قيد الإجابة", "الحالة: مرفوضة"),
    ]
