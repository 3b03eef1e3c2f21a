"""Free words of organisers: every kind of change in three languages, any digits and accents, and nothing guessed."""

from __future__ import annotations

import pytest

from handlers.understanding.readings import Left
from tests.handlers.live.changing import reading_of, readings, refusal
from tests.world import World

SAID = {
    "table_out;7;d1s03": ("table 7 out until 11:20", "table 7 en panne jusqu’à 11h20", "الطاولة ٧ معطلة حتى ١١:٢٠"),
    "table_out;7;d1s02": (
        "Table 7 is broken until 11",
        "La table n° 7 est CASSÉE jusqu'à 11 h",
        "الطاولة 7 معطلة حتى 11",
    ),
    "table_out;7;day": ("table 7 out all day", "table 7 hors service toute la journée", "الطاولة 7 معطلة طوال اليوم"),
    "table_out;7;all": ("table 7 out for good", "table 7 en panne définitivement", "الطاولة 7 معطلة نهائيا"),
    "table_out;7": ("table 7 down", "table 7 indisponible", "طاولة 7 معطلة"),
    "table_back;7": ("table 7 works again", "table 7 réparée", "الطاولة 7 عادت"),
    "table_name;7;Salon B": (
        "rename table 7 to Salon B",
        "renommer la table 7 en Salon B",
        "تسمية الطاولة 7 باسم Salon B",
    ),
    "late;Banco;d1s03": (
        "Banco Norte late until 11:20",
        "Banco en retard jusqu'à 11h20",
        "Banco Norte متأخرة حتى 11:20",
    ),
    "late;Banco;d1s02": ("banco will be late 45 min", "Banco : retard de 45 minutes", "Banco متأخرة +45 دقيقة"),
    "early;Banco;d1s03": ("Banco leaves at 11:30", "Banco part à 11h30", "Banco تغادر على الساعة 11:30"),
    "gone;Banco": ("Banco Norte has left", "Banco est partie", "Banco غادرت"),
    "gone;Banco;day": ("Banco gone today", "Banco absent aujourd’hui", "Banco غائبة اليوم"),
    "gone;Banco;all": ("Banco is gone for good", "Banco est partie définitivement", "Banco غادرت نهائيا"),
    "back;Banco": ("Banco is back", "Banco est de retour", "Banco عادت"),
    "rest;d1s02;15": ("everything after 11:00 +15", "tout après 11h +15 min", "كل ما بعد ١١:٠٠ +١٥"),
    "rest;d1s02;30": (
        "all after 11 half an hour late",
        "tout après 11h une demi-heure de retard",
        "الكل بعد 11:00 نصف ساعة",
    ),
    "delay;d1s02;10": ("slot 11:05 +10", "créneau de 11h05 : retard de 10 min", "فترة 11:05 +10 دقائق"),
    "drop;d1s02": ("cancel the 11:05 slot", "supprimer le créneau de 11h05", "إلغاء فترة 11:05"),
    "pause;d1s02;d1s03": (
        "add a break 11:05-11:30",
        "ajouter une pause de 11h05 à 11h30",
        "إضافة استراحة من 11:05 إلى 11:30",
    ),
    "move;Banco~Atlas;d1s04": (
        "move Banco / Atlas to 11:55",
        "déplacer Banco et Atlas à 11h55",
        "نقل Banco / Atlas إلى 11:55",
    ),
    "cancel;Lumen~Rif": ("cancel Lumen / Rif", "annuler Rif avec Lumen", "إلغاء موعد Lumen و Rif"),
    "add;Helvetia~Atlas;d1s04": (
        "add Helvetia / Atlas at 11:55",
        "ajouter Atlas – Helvetia à 11h55",
        "إضافة Helvetia مع Atlas 11:55",
    ),
    "add;Helvetia~Atlas": ("add a meeting of Helvetia with Atlas", "ajoute Helvetia / Atlas", "اضف Helvetia / Atlas"),
    "swap;Banco~Atlas;Lumen~Zagora": (
        "swap Banco / Atlas and Lumen / Zagora",
        "échanger Banco / Atlas et Lumen / Zagora",
        "تبديل Banco / Atlas و Lumen / Zagora",
    ),
    "delegate;Banco~Atlas": (
        "give Banco / Atlas to Amina",
        "confier Banco / Atlas à Amina",
        "إسناد Banco / Atlas إلى أمينة",
    ),
}


@pytest.mark.parametrize("position", range(3), ids=["en", "fr", "ar"])
def test_every_kind_of_change_is_understood_in_every_language(morning: World, position: int) -> None:
    assert {said[position]: readings(morning, said[position]) for said in SAID.values()} == {
        said[position]: [meant] for meant, said in SAID.items()
    }


def test_words_without_a_change_mean_nothing(morning: World) -> None:
    said = ("good morning", "Lyon?", "où est la salle", "شكرا", "", "7", "Banco Norte")

    assert [readings(morning, one) for one in said] == [[]] * len(said)


INCOMPLETE = {
    "table out": "table_out",
    "table 99 out until 11": "table_out;;d1s02",
    "late until 11:30": "late;;d1s03",
    "slot 3 +10": "delay;;10",
    "everything until 12:20 +10": "rest;;10",
    "Banco late tomorrow": "late;Banco",
    "Banco leaves in 20 min": "early;Banco",
    "Banco gone at 12:20": "gone;Banco",
    "Banco gone from tomorrow on": "away;Banco;d2s01",
    "break": "pause",
    "Banco late": "late;Banco",
    "Banco late until 23:00": "late;Banco;day",
    "Banco leaves": "early;Banco",
    "everything after 11:00 late": "rest;d1s02",
    "everything after 23:00 +15": "rest;;15",
    "slot 11:07 +10": "delay;;10",
    "break at 11:05": "pause;d1s02",
    "break 16:50-20:00": "pause;d1s12;day",
    "cancel": "cancel",
    "cancel Nordic": "cancel;Nordic~Atlas",
    "cancel Banco": "cancel;Banco",
    "move Banco / Atlas": "move;Banco~Atlas",
    "move Banco / Atlas to 11:56": "move;Banco~Atlas",
    "swap Nordic and Banco": "swap;Nordic~Atlas;Banco",
    "swap Banco / Atlas": "swap;Banco~Atlas",
    "add Helvetia": "add;Helvetia",
    "rename table 7": "table_name;7",
    "Banco late until 25:70": "late;Banco",
}


def test_what_is_not_said_stays_open(morning: World) -> None:
    assert {said: readings(morning, said) for said in INCOMPLETE} == {
        said: [meant] for said, meant in INCOMPLETE.items()
    }


def test_whoever_is_gone_on_the_last_day_is_gone_for_good(morning: World) -> None:
    assert readings(morning, "Banco gone", days=1) == ["gone;Banco;all"]


def test_dropped_slot_is_found_by_its_time(morning: World) -> None:
    morning.set("closed_slots", ["d1s02"])

    assert readings(morning, "slot 11:05 takes place after all") == ["reopen;d1s02"]
    assert readings(morning, "le créneau de 11h05 a lieu") == ["reopen;d1s02"]
    assert readings(morning, "فتح فترة 11:05") == ["reopen;d1s02"]


def test_near_identical_names_are_all_offered(morning: World) -> None:
    morning.add_twins("Atlas", 2)
    morning.change("Atlas0", legal_name="Atlas Contacts")
    morning.change("Atlas1", legal_name="Atlas Kontakt")

    assert readings(morning, "atlas late until 11:30") == [f"late;{one};d1s03" for one in ("Atlas", "Atlas0", "Atlas1")]
    assert readings(morning, "Atlas Contact late until 11:30") == ["late;Atlas;d1s03"]
    assert readings(morning, "Atlas Contak late until 11:30") == [
        f"late;{one};d1s03" for one in ("Atlas", "Atlas1", "Atlas0")
    ]
    assert readings(morning, "cancel Banco / atlas") == ["cancel;Banco~Atlas"]


def test_company_called_like_a_change_is_a_company(morning: World) -> None:
    morning.change("Banco", legal_name="Table Pause")
    morning.change("Rif", legal_name="Late & Move")

    assert readings(morning, "Table Pause late until 11:30") == ["late;Banco;d1s03"]
    assert readings(morning, "cancel Late & Move / Table Pause") == ["cancel;Banco~Rif"]


def test_two_companies_of_one_name_are_both_offered(morning: World) -> None:
    morning.change("Rif", legal_name="Atlas Contact")

    assert readings(morning, "Atlas Contact late until 11:30") == ["late;Atlas;d1s03", "late;Rif;d1s03"]


def test_table_is_found_by_the_name_it_was_given(morning: World) -> None:
    morning.set("table_names", {"7": "Salon B"})

    assert readings(morning, "table Salon B out until 11:20") == ["table_out;7;d1s03"]
    assert readings(morning, "table 7 out until 11:20") == ["table_out;7;d1s03"]
    assert readings(morning, "Salon B out until 11:20") == ["table_out;7;d1s03"]
    assert readings(morning, "rename Salon B to 7") == ["table_name;7;7"]


def test_table_is_found_by_the_name_that_the_event_file_gave_it(morning: World) -> None:
    said = (
        "table quiet corner out until 12",
        "le salon calme est hors service jusqu’à 12h",
        "الركن الهادئ معطل حتى 12",
    )

    assert [readings(morning, one) for one in said] == [["table_out;1;d1s05"]] * 3


def test_table_that_is_not_there_is_said_not_to_be(morning: World) -> None:
    assert refusal(morning, "table 99 out") == "There is no table 99."
    assert readings(morning, "table 99 out") == ["table_out"]


MORE_SAID = {
    "rest;;15": (
        *("everything is 15 minutes late", "delay everything by 15 min", "all +15"),
        *("tout est en retard de 15 min", "tout décaler de 15 min", "كل شيء متأخر 15 دقيقة", "أجّلوا كل شيء 15 دقيقة"),
    ),
    "rest;;10": ("everyone 10 minutes late", "tout le monde a 10 min de retard", "الجميع متأخرون 10 دقائق"),
    "rest;d1s05;15": (
        *("all meetings after 12 are delayed by 15 minutes", "shift all slots from 12:00 by a quarter of an hour"),
        *("tout ce qui suit 12h décalé de 15 minutes", "décaler tout de 15 min à partir de 12h20"),
    ),
    "delay;d1s05;10": (
        "delay the 12:20 slot by 10 min",
        "décaler le créneau de 12h20 de 10 min",
        "أجل فترة 12:20 10 دقائق",
    ),
    "drop;d1s05": ("cancel the 12:20-12:40 slot", "le créneau de 12h20 n’a pas lieu"),
    "pause;d1s05;d1s06": ("break 12:20 for 25 minutes", "pause à 12h20 pendant 25 min"),
    "table_out;7;d1s07;d1s05": (
        *("table 7 out from 12:20 to 14:30", "table 7 out 12:20-14:30", "table 7 en panne de 12h20 à 14h30"),
        "الطاولة 7 معطلة من 12:20 إلى 14:30",
    ),
    "table_out;7;;d1s05": ("table 7 out from 12:20", "table 7 out at 12:20", "table 7 en panne à partir de 12h20"),
    "table_out;7;d1s06;d1s05": ("table 7 out from 12:20 for 25 min",),
    "table_out;7;d1s03": (
        "table 7 not working until 11:20",
        "la table 7 ne marche pas jusqu’à 11h20",
        "table 7 out for 75 min",
    ),
    "table_out;7": ("الطاولة 7 خربانة", "table 7 broken, not urgent", "table 7 est cassée, pas de problème"),
    "table_back;7": ("الطاولة 7 تم إصلاحها", "table 7 repaired at 10:00"),
    "table_back;7;d1s07": ("table 7 back at 14:00", "table 7 réparée à 14h"),
    "table_name;7;Salon B": ("غيّر اسم الطاولة 7 إلى Salon B",),
    "away;Banco;d1s05;d1s07": (
        *("Banco gone from 12:20 to 14:00", "Banco away 12:20-14:00", "Banco leaves at 12:20 and is back at 14:00"),
        *("Banco absent de 12h20 à 14h", "Banco غائبة من 12:20 إلى 14:00"),
    ),
    "away;Banco;d1s05;all": ("Banco gone from 12:20 for good",),
    "late;Banco;d1s07": (
        *("Banco gone until 14:00", "Banco gone from 10:00 to 14:00", "Banco is not here until 14:00"),
        *("Banco won’t be here before 14:00", "Banco ne sera pas là avant 14h", "Banco غائبة حتى 14:00"),
    ),
    "late;Banco;d1s05": (
        *(
            "Banco 2 hours late",
            "retard de 2 h pour Banco",
            "Banco متأخرة ساعتين",
            "Banco arrives at 12:20",
            "Banco late until noon",
            "Banco late until 12:20 pm",
            "Banco not before 12:20",
        ),
        *(
            "Banco arrivera à 12h",
            "Banco en retard jusqu’à midi",
            "Banco pas avant 12h20",
            "ستصل Banco على الساعة 12:20",
        ),
    ),
    "late;Banco;d1s02": (
        "Banco an hour late",
        "Banco 1h de retard",
        "retard d’une heure pour Banco",
        "Banco متأخرة ساعة",
    ),
    "late;Banco;day": ("Banco late for the rest of the day",),
    "early;Banco;d1s05": (
        *("Banco has to go at 12:20", "Banco gone from 12:20", "Banco stays until 12:20"),
        *("Banco doit partir à 12h20", "Banco est là jusqu’à 12h20", "Banco تغادر في 12:20"),
    ),
    "gone;Banco": ("Banco isn’t here", "Banco n’est pas là", "Banco ne vient pas", "لن تأتي Banco"),
    "gone;Banco;day": ("Banco not coming today", "Banco gone for the rest of the day"),
    "back;Banco": ("Banco has arrived", "Banco est arrivée"),
    "back;Banco;d1s07": ("Banco back at 14:00",),
    "move;Banco~Rif;d1s07": (
        *(
            "postpone Banco / Rif to the 14:30 slot",
            "delay Banco / Rif to 2:30 pm",
            "move Banco / Rif from 11:30 to 14:30",
        ),
        *("move the 11:30 meeting of Banco to 14:30", "déplace Banco / Rif vers 14 h 30"),
        *("انقل Banco / Rif إلى 14:30", "أجّل Banco / Rif إلى 14:30"),
    ),
    "move;Banco~Rif;d1s07;9": ("move Banco / Rif to table 9 at 14:30",),
    "move;Banco~Rif;d1s03;9": ("move Banco / Rif to table 9",),
    "swap;Banco~Rif;Lumen~Zagora": ("بدل Banco / Rif مع Lumen / Zagora",),
    "delegate;Banco~Rif": ("أعطوا Banco / Rif لمندوب آخر",),
    "cancel;Banco~Rif": ("Banco Rif cancel", "cancel Banco at 11:30"),
}


def test_what_people_say_otherwise_is_understood(morning: World) -> None:
    said = {one: [meant] for meant, several in MORE_SAID.items() for one in several}

    assert {one: readings(morning, one) for one in said} == said


OF_DAYS = {
    "table 7 out until tomorrow 11:00": "table_out;7;d2s03",
    "table 7 out tomorrow": "table_out;7;day;d2s01",
    "table 7 out tomorrow from 11 to 12": "table_out;7;d2s05;d2s02",
    "table 7 out until tomorrow 23:00": "table_out;7;all",
    "Banco late until tomorrow at 11": "late;Banco;d2s03",
    "Banco late until tomorrow": "late;Banco;d2s01",
    "Banco late tomorrow until 11:00": "away;Banco;d2s01;d2s03",
    "Banco en retard jusqu’à demain 11h": "late;Banco;d2s03",
    "Banco متأخرة حتى الغد 11:00": "late;Banco;d2s03",
    "Banco late until 15/4 11:00": "late;Banco;d2s03",
    "Banco late until Thursday 11:00": "late;Banco;d2s03",
    "Banco en retard jusqu’au jeudi 15 avril à 11h": "late;Banco;d2s03",
    "Banco late until Wednesday 11:20": "late;Banco;d1s03",
    "Banco gone tomorrow": "away;Banco;d2s01;day",
    "Banco gone 11:00 to 12:00 tomorrow": "away;Banco;d2s02;d2s05",
    "Banco gone from 12:20 until tomorrow 11:00": "away;Banco;d1s05;d2s03",
    "Banco leaves at 11:30 tomorrow": "early;Banco;d2s03",
    "move Banco / Rif to tomorrow 10:25": "move;Banco~Rif;d2s01",
    "add Helvetia / Atlas tomorrow 10:25": "add;Helvetia~Atlas;d2s01",
    "break tomorrow 10:25-10:50": "pause;d2s01;d2s02",
    "slot 10:25 tomorrow +10": "delay;d2s01;10",
}


def test_another_day_is_the_day_that_is_meant(morning: World) -> None:
    assert {said: readings(morning, said) for said in OF_DAYS} == {said: [meant] for said, meant in OF_DAYS.items()}


def test_day_without_meetings_is_refused(morning: World) -> None:
    for said in ("Banco late until 20/4 11:00", "Banco late until 20 April 11:00", "Banco gone the day after tomorrow"):
        assert readings(morning, said) == []
    assert refusal(morning, "Banco late until 20/4 11:00") == "No meeting slot is left on Tuesday 20 April 2027."


LEFT = {
    "tables 7, 8 and 9 out until 12:20": ("table_out;7;d1s05", ["table 8", "table 9"]),
    "tables 7/8 out": ("table_out;7", ["table 8"]),
    "tables 7 to 9 out until 12": ("table_out;7;d1s05", ["table 9"]),
    "الطاولتان 7 و8 معطلتان": ("table_out;7", ["table 8"]),
    "tables 7 and 99 out": ("table_out;7", ["table 99"]),
    "table 15 may be out because of Rif": ("table_out;15", ["company Rif"]),
    "Banco and Lumen late until 12:20": ("late;Banco;d1s05", ["company Lumen"]),
    "Banco وLumen متأخرتان حتى 12:20": ("late;Banco;d1s05", ["company Lumen"]),
    "Banco late, Banco Norte arrives at 12:20": ("late;Banco;d1s05", []),
    "slot 12:20 +10 and slot 12:45 +5": ("delay;d1s05;10", ["time 12:45", "minutes 5"]),
    "Banco late 12": ("late;Banco", ["number 12"]),
    "Banco gone at 12:20": ("gone;Banco", ["time 12:20"]),
    "Banco late tomorrow": ("late;Banco", ["day 2027-04-15"]),
    "cancel Banco at 12:21": ("cancel;Banco", ["time 12:21"]),
    "move Banco / Rif to tomorrow": ("move;Banco~Rif", ["day 2027-04-15"]),
    "everything until 12:20 +10": ("rest;;10", ["time 12:20"]),
    "rename table 7 to Rif 8 at 12": ("table_name;7;Rif 8 at 12", []),
}


def test_what_a_reading_does_not_use_is_known(morning: World) -> None:
    names = {str(number): key for key, number in morning.ids.items()}

    def shown(one: Left) -> str:
        return f"{one.part} {names[one.value] if one.part == 'company' else one.value}"

    found = {
        said: (readings(morning, said)[0], [shown(one) for one in reading_of(morning, said).left]) for said in LEFT
    }

    assert found == LEFT


REFUSED = {
    "Banco late until 9:00": "09:00 has passed.",
    "Banco leaves at 9:00": "09:00 has passed.",
    "table 7 out from 14:30 to 12:20": "12:20 is not after 14:30.",
    "table 7 out from 23:00": "No meeting slot is left after 23:00.",
    "slot 12:20 takes place after all": "No slot ahead is dropped, so there is no break to take back.",
}


def test_arabic_name_joined_to_the_word_and_is_found(morning: World) -> None:
    morning.change("Rif", legal_name="أزدور للخدمات")

    assert readings(morning, "Banco وأزدور متأخرتان حتى 12:20") == ["late;Banco;d1s05"]
    assert [one.value for one in reading_of(morning, "Banco وأزدور متأخرتان حتى 12:20").left] == [
        str(morning.ids["Rif"])
    ]


def test_time_that_cannot_be_is_refused_with_its_reason(morning: World) -> None:
    assert {said: refusal(morning, said) for said in REFUSED} == REFUSED
    assert [readings(morning, said) for said in REFUSED] == [[]] * len(REFUSED)


HINTS = {
    "everything after 12:00 +500": ("rest;d1s05", "A delay is at most 180 minutes."),
    "everything after 23:00 +15": ("rest;;15", "No meeting slot is left after 23:00."),
    "slot 12:21 +10": ("delay;;10", "No slot begins at 12:21."),
    "move Banco / Rif to 12:21": ("move;Banco~Rif", "No slot begins at 12:21."),
}


def test_time_that_no_slot_has_is_asked_with_its_reason(morning: World) -> None:
    assert {said: (readings(morning, said)[0], refusal(morning, said)) for said in HINTS} == HINTS


def test_slot_that_has_begun_or_is_dropped_is_said_to(morning: World) -> None:
    morning.set("closed_slots", ["d1s05"])

    assert refusal(morning, "slot 10:40 +10", minutes=50) == "The slot of 10:40 has begun already."
    assert refusal(morning, "slot 12:20 +10") == "The slot of 12:20 is dropped."


def test_delay_by_minutes_before_the_day_has_begun_is_asked(morning: World) -> None:
    assert readings(morning, "Banco late 20 min", days=-1) == ["late;Banco"]


def test_everyone_of_one_company_is_not_everything(morning: World) -> None:
    for said in ("Atlas Contact and everyone there 60 min late", "everyone of Atlas is 60 min late"):
        assert readings(morning, said) == ["late;Atlas;d1s02"]


def test_mistyped_name_is_offered_and_quoted(morning: World) -> None:
    morning.change("Zagora", legal_name="Azgoun Relation Client")

    assert readings(morning, "Azgun late until 12:20") == ["late;Zagora;d1s05"]
    assert refusal(morning, "Azgun late until 12:20") == "I cannot find “Azgun”."
    assert not reading_of(morning, "Azgun late until 12:20").is_certain
    assert readings(morning, "add Helvetia / Azgun") == ["add;Helvetia~Zagora"]
    assert not reading_of(morning, "add Helvetia / Azgun").is_certain


def test_mistyped_name_beside_one_that_is_found_is_quoted(morning: World) -> None:
    morning.change("Zagora", legal_name="Azgoun Relation Client")

    assert readings(morning, "Banco and Azgun late until 12:20 because of the trains") == ["late;Banco;d1s05"]
    assert refusal(morning, "Banco and Azgun late until 12:20 because of the trains") == "I cannot find “Azgun”."


def test_name_that_nobody_has_is_quoted_as_it_was_typed(morning: World) -> None:
    assert readings(morning, "Xyzzÿ late until 12:20") == ["late;;d1s05"]
    assert refusal(morning, "Xyzzÿ late until 12:20") == "I cannot find “Xyzzÿ”."
