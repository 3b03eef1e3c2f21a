"""Free words of organisers: every kind of change in three languages, any digits and accents, and nothing guessed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.live.words import read
from tests.handlers.live.changing import TEN, day_of
from tests.world import World

WITHOUT_COMPANIES = ("table_out", "table_back", "table_name", "rest", "delay", "drop", "reopen", "pause")


def readings(world: World, said: str, **later: int) -> list[str]:
    """Return what words mean, with the short names of companies for their ids."""
    names = {str(number): key for key, number in world.ids.items()}
    found = read(said, day_of(world, TEN + timedelta(**later)))
    return [str(one) if one.kind in WITHOUT_COMPANIES else _named(str(one), names) for one in found]


def _named(request: str, names: dict[str, str]) -> str:
    parts = request.split(";")
    return ";".join("~".join(names.get(one, one) for one in part.split("~")) for part in parts)


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
    "add Banco / Lumen": "add;Banco",
    "cancel Banco / Zagora": "cancel;Banco",
    "slot 11:05 takes place after all": "reopen",
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
