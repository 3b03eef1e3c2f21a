"""Which meeting two companies mean: none that was not named, and always why theirs cannot be meant."""

from __future__ import annotations

from tests.handlers.live.changing import readings, refusal
from tests.world import World

BEGUN = "The meeting of Banco Norte and Atlas Contact has begun at 10:40."


def test_meeting_that_has_begun_is_said_to_have(morning: World) -> None:
    meant = {
        "cancel Banco / Atlas": "cancel;Banco",
        "Atlas / Banco cancel": "cancel;Atlas",
        "ألغوا موعد Banco مع Atlas": "cancel;Banco",
        "move Banco / Atlas to 14:30": "move;Banco;d1s07",
        "give Banco / Atlas to somebody": "delegate;Banco",
        "swap Banco / Atlas with Lumen / Zagora": "swap;Banco;Lumen~Zagora",
    }

    assert {said: readings(morning, said, minutes=50) for said in meant} == {said: [one] for said, one in meant.items()}
    assert refusal(morning, "cancel Banco / Atlas", minutes=50) == BEGUN
    assert refusal(morning, "swap Banco / Atlas with Lumen / Zagora", minutes=50) == BEGUN


def test_two_who_do_not_meet_are_said_not_to(morning: World) -> None:
    said = {
        "cancel Banco / Zagora": "Banco Norte and Zagora Back Office do not meet.",
        "cancel Banco and Lumen": "Banco Norte and Lumen Energie are both order-givers.",
        "move Atlas / Rif to 14:30": "Atlas Contact and Rif Appels are both providers.",
        "swap Nordic with Rif": "Nordic Retail and Rif Appels do not meet.",
        "add Atlas / Rif": "Atlas Contact and Rif Appels are both providers.",
        "cancel Banco / Xyzzy": "I cannot find “Xyzzy”.",
        "cancel Nordic / Xyzzy": "I cannot find “Xyzzy”.",
    }

    assert {one: refusal(morning, one) for one in said} == said
    assert {one: readings(morning, one)[0] for one in said} == {
        "cancel Banco / Zagora": "cancel;Banco",
        "cancel Banco and Lumen": "cancel;Banco",
        "move Atlas / Rif to 14:30": "move;Atlas;d1s07",
        "swap Nordic with Rif": "swap;Nordic",
        "add Atlas / Rif": "add;Atlas",
        "cancel Banco / Xyzzy": "cancel;Banco",
        "cancel Nordic / Xyzzy": "cancel;Nordic",
    }


def test_swap_takes_single_companies_and_pairs(morning: World) -> None:
    meant = {
        "swap Nordic and Lumen": "swap;Nordic~Atlas;Lumen",
        "swap Nordic with Lumen / Zagora": "swap;Nordic~Atlas;Lumen~Zagora",
        "swap Lumen / Zagora with Nordic": "swap;Lumen~Zagora;Nordic~Atlas",
    }

    assert {said: readings(morning, said) for said in meant} == {said: [one] for said, one in meant.items()}


def test_meeting_that_is_there_is_added_to_be_refused(morning: World) -> None:
    assert readings(morning, "add Banco / Atlas") == ["add;Banco~Atlas"]


def test_mistyped_companies_are_offered(morning: World) -> None:
    morning.change("Rif", legal_name="Azgoun Relation Client")

    assert readings(morning, "cancel Azgun") == ["cancel;Rif"]
    assert readings(morning, "cancel Banco / Azgun") == ["cancel;Banco~Rif"]
    assert readings(morning, "add Azgun") == ["add;Rif"]
    assert refusal(morning, "cancel Banco / Azgun") == "I cannot find “Azgun”."
