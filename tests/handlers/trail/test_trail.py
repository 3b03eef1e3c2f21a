"""What was done, in words, day by day, on pages, in three languages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.trail import act_words
from handlers.trail.act_words import Names
from locales.digits import strip_bidi
from locales.markup import FSI, PDI
from locales.translator import translator
from tests.handlers.live.changing import second_organiser
from tests.handlers.live.days import MORNING, THREE, open_day, person
from tests.handlers.registrations import make_organiser, new_phone, person_of, words
from tests.world import World, data, text

NOBODY = Names(companies={}, people={})
NAMES = {"en": "English", "fr": "Français", "ar": "العربية"}


def trail(world: World) -> list[str]:
    """Return the lines of the first page below its title."""
    return words(world.organiser.tap_data("i:acts")).splitlines()[1:]


def newest(world: World) -> list[str]:
    """Return the lines of the newest act, below the heading of its day."""
    lines = trail(world)[2:]
    return lines[: next((number for number, line in enumerate(lines) if number and not line.startswith(" ")), None)]


def details(world: World) -> list[str]:
    return [line.removeprefix("   ") for line in newest(world)[1:]]


def approve(world: World, said: str) -> list[str]:
    """Say a change, approve it, and return what the trail tells of it."""
    world.organiser.say(said)
    world.organiser.tap("Approve")
    return details(world)


def test_acts_are_told_with_who_when_what_and_before_and_after(world: World) -> None:
    atlas = world.ids["Atlas"]
    world.change("Atlas", status="submitted")
    world.organiser.now = MORNING
    world.organiser.tap_data(f"o:approve={atlas}")

    lines = words(world.organiser.tap_data("i:acts")).splitlines()

    assert lines[:5] == [
        "What was done",
        "",
        "Wednesday 14 April 2027",
        "• 09:00, organiser: company approved, company Atlas Contact",
        "   waiting → status: approved",
    ]


def test_each_day_is_said_once(world: World) -> None:
    with world.begin() as uow:
        for hours in (0, 30, 31):
            uow.audit.add(person_id=None, act="adjust", subject="agenda:4", now=MORNING + timedelta(hours=hours))

    assert trail(world)[:7] == [
        "",
        "Thursday 15 April 2027",
        "• 16:00, command line: draft adjusted, agenda 4",
        "• 15:00, command line: draft adjusted, agenda 4",
        "",
        "Wednesday 14 April 2027",
        "• 09:00, command line: draft adjusted, agenda 4",
    ]


def test_participants_acts_are_left_to_the_export(world: World) -> None:
    """A registration and its answers would drown what organisers do."""
    assert not [line for line in trail(world) if "registration sent" in line or "answer changed" in line]


def test_pages_lead_back_in_time(world: World) -> None:
    with world.begin() as uow:
        for number in range(10):
            uow.audit.add(person_id=None, act="adjust", subject=f"agenda:{number}", now=MORNING)

    world.organiser.say("/organise")
    (first,) = world.organiser.tap("What was done")
    (second,) = world.organiser.tap("Older ›")

    assert [line.rpartition(" ")[2] for line in text(first).splitlines()[3:]] == list("98765432")
    assert [line.rpartition(" ")[2] for line in text(second).splitlines()[3:5]] == list("10")
    assert data(first)[1] == "m:organise"


def test_before_anything_was_done_it_says_so(world: World) -> None:
    from storage.models import audit

    with world.database.engine.begin() as connection:
        connection.execute(audit.delete())

    assert words(world.organiser.tap_data("i:acts")) == "Nothing was done yet."


def test_people_and_companies_that_are_gone_keep_their_number(world: World) -> None:
    with world.begin() as uow:
        uow.audit.add(person_id=None, act="refused", subject="company:4711", now=MORNING)
        uow.audit.add(person_id=None, act="called", subject="person:4711", now=MORNING)

    assert [line.rpartition(", ")[2] for line in trail(world)[2:4]] == ["person #4711", "company #4711"]


def test_people_are_called_by_their_names(world: World) -> None:
    banco = person_of(world.phone("Banco"))
    assert banco is not None
    company = f"company:{world.ids['Banco']}"
    with world.begin() as uow:
        for act, after in (("turn_away", None), ("admit", company)):
            uow.audit.add(
                person_id=None, act=act, subject=f"person:{banco.id}", before="pending", after=after, now=MORNING
            )

    assert trail(world)[2:6] == [
        "• 09:00, command line: colleague admitted, person Buyer Banco",
        "   waiting → company Banco Norte",
        "• 09:00, command line: colleague not admitted, person Buyer Banco",
        "   waiting → nothing",
    ]


# --- Changes of the day ---

REQUESTS = (
    "table_out;1;d1s03",
    "table_out;1;day",
    "table_name;1;Salon B",
    "late;{Nordic};d1s03",
    "late;{Nordic};all",
    "early;{Atlas};d1s02",
    "gone;{Atlas};d1s02",
    "rest;d1s02;15",
    "delay;d1s02;10",
    "drop;d1s02",
    "pause;d1s02;d1s04",
    "pause;d1s02;day",
    "move;{Banco}~{Rif};d1s07",
    "cancel;{Banco}~{Rif}",
    "add;{Helvetia}~{Atlas};d1s04",
    "add;{Helvetia}~{Atlas};all",
    "swap;{Banco}~{Atlas};{Lumen}~{Rif}",
)


@pytest.mark.parametrize("request_", REQUESTS)
def test_change_begins_with_what_was_asked_as_its_preview_did(morning: World, request_: str) -> None:
    (preview,) = morning.organiser.tap_data(f"c:x={request_.format_map(morning.ids)}")
    morning.organiser.tap("Approve")

    assert details(morning)[0] == text(preview).splitlines()[0]


def test_meetings_are_told_at_the_times_in_force(morning: World) -> None:
    """After a delay the trail still told the times of the event file."""
    first = approve(morning, "everything after 11:30 +15")
    second = approve(morning, "move Banco / Rif to 14:45")

    assert first == [
        "Everything from 11:30 on begins 15 min later, until the end of the day.",
        (
            "version 1 · Banco Norte – Rif Appels at 11:30, table 2"
            " → version 2 · told: 2 · Banco Norte – Rif Appels at 11:45, table 2"
        ),
    ]
    assert second == [
        "Banco Norte and Rif Appels meet at 14:45 instead of 11:45.",
        (
            "version 2 · Banco Norte – Rif Appels at 11:45, table 2"
            " → version 3 · told: 2 · Banco Norte – Rif Appels at 14:45, table 2"
        ),
    ]


def test_meeting_of_another_day_is_told_with_its_day(morning: World) -> None:
    morning.organiser.tap_data(f"c:x=move;{morning.pair('Banco', 'Rif')};d2s01")
    morning.organiser.tap("Approve")

    assert details(morning) == [
        "Banco Norte and Rif Appels meet at 10:25 (Thursday 15 April 2027) instead of 11:30.",
        (
            "version 1 · Banco Norte – Rif Appels at 11:30, table 2"
            " → version 2 · told: 2 · Banco Norte – Rif Appels at 10:25 (Thursday 15 April 2027), table 2"
        ),
    ]


def test_change_of_delegate_names_who_goes(morning: World) -> None:
    """Both sides read the same, and nobody was named."""
    colleague = person(morning, "Helvetia").id
    with morning.begin() as uow:
        uow.people.change(colleague, company_id=morning.ids["Banco"], membership="delegate")
    pair = morning.pair("Banco", "Rif")
    given = []
    for key in ("Banco", "Helvetia"):
        morning.organiser.tap_data(f"c:x=delegate;{pair};{person(morning, key).id}")
        morning.organiser.tap("Approve")
        given.append(details(morning))

    place = "Banco Norte – Rif Appels at 11:30, table 2"
    assert given == [
        [
            "Buyer Banco goes to the meeting of Banco Norte and Rif Appels at 11:30.",
            f"version 1 · {place} → version 2 · told: 2 · {place}: Buyer Banco",
        ],
        [
            "Buyer Helvetia goes to the meeting of Banco Norte and Rif Appels at 11:30.",
            f"version 2 · {place}: Buyer Banco → version 3 · told: 2 · {place}: Buyer Helvetia",
        ],
    ]


def test_names_of_a_change_are_forgotten_with_their_people(morning: World) -> None:
    banco = person(morning, "Banco")
    morning.organiser.tap_data(f"c:x=delegate;{morning.pair('Banco', 'Rif')};{banco.id}")
    morning.organiser.tap("Approve")
    with morning.begin() as uow:
        (line,) = uow.audit.of_subject("change:1")
        uow.people.erase(banco.id)

    assert details(morning)[0] == f"#{banco.id} goes to the meeting of Banco Norte and Rif Appels at 11:30."
    assert not [name for name in ("Buyer", "Norte", "Appels") if name in f"{line.before} {line.after}"]


def test_change_that_moves_no_meeting_tells_what_was_asked(morning: World) -> None:
    assert approve(morning, "table 9 out until 11:20") == ["Table 9 is out until 11:30.", "told: 0"]


def test_long_change_is_cut_between_meetings(morning: World) -> None:
    """It was cut in the middle of a word."""
    shifted = approve(morning, "everything after 11:00 +15")

    before, _, after = shifted[1].partition(" → ")
    assert before == (
        "version 1 · Lumen Energie – Zagora Back Office at 11:05, table 3 · "
        "Nordic Retail – Atlas Contact at 11:05, table 1 · …"
    )
    assert after == (
        "version 2 · told: 6 · Lumen Energie – Zagora Back Office at 11:20, table 3 · "
        "Nordic Retail – Atlas Contact at 11:20, table 1 · …"
    )


def test_change_of_an_old_line_is_told_by_its_kind_and_the_event_file(world: World) -> None:
    """Before the times in force were kept, a line had none."""
    open_day(world, *THREE)
    pair = world.pair("Banco", "Atlas")
    with world.begin() as uow:
        uow.audit.add(
            person_id=None,
            act="change_approved",
            subject="change:4",
            before={"version": 1, "meetings": [f"{pair} d1s01 1", None]},
            after={"version": 2, "told": 2, "request": "move;1~2;d1s03", "meetings": [f"{pair} d9s99 Salon B"]},
            now=MORNING,
        )

    assert newest(world) == [
        "• 09:00, command line: day changed, change 4",
        "   Move a meeting",
        (
            "   version 1 · Banco Norte – Atlas Contact at 10:40, table 1"
            " → version 2 · told: 2 · Banco Norte – Atlas Contact at d9s99, table Salon B"
        ),
    ]


def test_change_of_a_kind_that_is_no_more_is_told_without_it(world: World) -> None:
    with world.begin() as uow:
        after = {"version": 2, "told": 2, "request": "eclipse;d1s03"}
        uow.audit.add(person_id=None, act="change_approved", subject="change:4", after=after, now=MORNING)

    assert details(world) == ["version 2, told: 2"]


def test_what_is_dealt_with_as_a_whole_has_its_words(morning: World) -> None:
    approve(morning, "table 1 out until 11:20")
    morning.organiser.tap("Send now")

    assert newest(morning) == ["• 10:00, organiser: changes told at once, changes of the day", "   told: 3"]


# --- Three languages ---

SAID = {
    "en": [
        "Wednesday 14 April 2027",
        "• 10:01, organiser: broadcast paused, broadcast 1",
        "   scheduled → messages held back: 0",
        "• 10:01, organiser: broadcast approved, broadcast 1",
        (
            "   waits for approval → status: scheduled, time of sending: Thursday 15 April 2027 at 08:15, "
            "texts: English “Doors <b>open</b> & close”"
        ),
        "• 10:00, organiser: audience of a broadcast chosen, broadcast 1",
        "   roles: Order-givers, channels: Telegram",
        "• 10:00, Nadia: changes told at once, changes of the day",
        "   told: 2",
        "• 10:00, Nadia: day changed, change 1",
        "   Everything from 11:30 on begins 15 min later, until the end of the day.",
        (
            "   version 1 · Banco Norte – Rif Appels at 11:30, table 2"
            " → version 2 · told: 2 · Banco Norte – Rif Appels at 11:45, table 2"
        ),
    ],
    "fr": [
        "mercredi 14 avril 2027",
        "• 10:01, organiser\xa0: diffusion mise en pause, diffusion 1",
        "   programmée → messages retenus\xa0: 0",
        "• 10:01, organiser\xa0: diffusion approuvée, diffusion 1",
        (
            "   en attente d’approbation → statut\xa0: programmée, départ\xa0: jeudi 15 avril 2027 à 08:15, "
            "textes\xa0: English «\xa0Doors <b>open</b> & close\xa0»"
        ),
        "• 10:00, organiser\xa0: destinataires d’une diffusion choisis, diffusion 1",
        "   rôles\xa0: Donneurs d’ordres, canaux\xa0: Telegram",
        "• 10:00, Nadia\xa0: modifications annoncées aussitôt, modifications de la journée",
        "   prévenus\xa0: 2",
        "• 10:00, Nadia\xa0: journée modifiée, modification 1",
        "   À partir de 11:30, tout commence 15 min plus tard, jusqu’à la fin de la journée.",
        (
            "   version 1 · Banco Norte – Rif Appels à 11:30, table 2"
            " → version 2 · prévenus\xa0: 2 · Banco Norte – Rif Appels à 11:45, table 2"
        ),
    ],
    "ar": [
        "الأربعاء 14 أبريل 2027",
        "• الساعة ⟨10:01⟩، ⟨organiser⟩: إيقاف رسالة جماعية مؤقتًا، الرسالة الجماعية ⟨1⟩",
        "   قبل: مبرمجة ← بعد: رسائل محتجزة: ⟨0⟩",
        "• الساعة ⟨10:01⟩، ⟨organiser⟩: الموافقة على رسالة جماعية، الرسالة الجماعية ⟨1⟩",
        (
            "   قبل: في انتظار الموافقة ← بعد: الحالة: مبرمجة، موعد الإرسال: الخميس 15 أبريل 2027 على الساعة ⟨08:15⟩، "
            "النصوص: ⟨English⟩ «⟨Doors <b>open</b> & close⟩»"
        ),
        "• الساعة ⟨10:00⟩، ⟨organiser⟩: اختيار متلقّي رسالة جماعية، الرسالة الجماعية ⟨1⟩",
        "   التفاصيل: الأدوار: ⟨الجهات المتعاقدة⟩، القنوات: ⟨Telegram⟩",
        "• الساعة ⟨10:00⟩، ⟨Nadia⟩: إبلاغ التعديلات فورًا، تعديلات برنامج اليوم",
        "   التفاصيل: عدد من أُبلغوا: ⟨2⟩",
        "• الساعة ⟨10:00⟩، ⟨Nadia⟩: تعديل اليوم، التعديل ⟨1⟩",
        "   ابتداءً من ⟨11:30⟩ يتأخر كل شيء بـ⟨15⟩ د، إلى نهاية اليوم.",
        (
            "   قبل: النسخة ⟨1⟩ · ⟨Banco Norte – Rif Appels⟩ على الساعة ⟨11:30⟩، الطاولة ⟨2⟩"
            " ← بعد: النسخة ⟨2⟩ · عدد من أُبلغوا: ⟨2⟩ · ⟨Banco Norte – Rif Appels⟩ على الساعة ⟨11:45⟩، الطاولة ⟨2⟩"
        ),
    ],
}


@pytest.mark.parametrize("language", list(SAID))
def test_trail_is_in_words_in_every_language(morning: World, language: str) -> None:
    """Machine words showed through, and what had isolates was isolated once more."""
    reader = second_organiser(morning, name="Nadia")
    reader.say("/change")
    reader.say("everything after 11:30 +15")
    reader.tap("Approve")
    reader.tap_data("c:now")
    _broadcast(morning)
    reader.say(f"/language {NAMES[language]}")

    (page,) = reader.tap_data("i:acts")

    lines = text(page).replace(FSI, "⟨").replace(PDI, "⟩").splitlines()
    assert lines[2:14] == SAID[language]


def _broadcast(world: World) -> None:
    """Write down what becomes of a broadcast, as its acts do."""
    organiser = person_of(world.organiser)
    assert organiser is not None
    everybody = {"purpose": "event", "statuses": ["approved"], "roles": [], "channels": [], "companies": []}
    chosen = {**everybody, "roles": ["buyer"], "channels": ["telegram"]}
    texts = {"en": "Doors <b>open</b>\n& close", "fr": None, "ar": None}
    scheduled = {"status": "scheduled", "starts_at": "2027-04-15T08:15:00+00:00", "texts": texts}
    told = (
        ("broadcast_audience", everybody, chosen),
        ("broadcast_approve", "waiting", scheduled),
        ("broadcast_pause", "scheduled", {"held": 0}),
    )
    with world.begin() as uow:
        for minutes, (act, before, after) in enumerate(told):
            now = MORNING + timedelta(hours=1, minutes=min(minutes, 1))
            uow.audit.add(person_id=organiser.id, act=act, subject="broadcast:1", before=before, after=after, now=now)


TRAILS = {
    "fr": [
        "vendredi 9 avril 2027 à 18:00",
        "• 09:00, ligne de commande : règle de l’événement modifiée, date limite des souhaits",
    ],
    "ar": [
        "التفاصيل: الجمعة 9 أبريل 2027 على الساعة 18:00",
        "• الساعة 09:00، سطر الأوامر: تعديل قاعدة من قواعد الملتقى، آخر أجل للرغبات",
    ],
}


@pytest.mark.parametrize("language", list(TRAILS))
def test_trail_in_other_languages(world: World, language: str) -> None:
    organiser = make_organiser(new_phone(world.database, world.house, 98), language=NAMES[language])
    with world.begin() as uow:
        uow.audit.add(
            person_id=None,
            act="set_up",
            subject="wishes_close_at",
            before=None,
            after="2027-04-09T18:00:00+00:00",
            now=MORNING,
        )

    lines = [strip_bidi(line).replace("\xa0", " ") for line in words(organiser.tap_data("i:acts")).splitlines()]

    assert [lines[4].strip(), lines[3]] == TRAILS[language]


def test_acts_and_subjects_without_words_stand_for_themselves() -> None:
    t = translator("en")

    assert act_words.act("unheard_of", t) == "unheard_of"
    assert [
        act_words.subject(key, NOBODY, t)
        for key in ("tables_out", "unheard_of", "agenda:3", "pair:1~2", "change", "wishes")
    ] == ["tables that are out", "unheard_of", "agenda 3", "pair #1 – #2", "changes of the day", "the wishes"]
