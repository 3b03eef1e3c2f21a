"""Whom a broadcast reaches: every kind of choice, all of them together, and those who are never reached."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.broadcasting.audience import Audience, reach
from storage.records import Consent
from tests.handlers.broadcasting.desk import Desk
from tests.handlers.registrations import new_phone
from tests.phone import NOON
from tests.world import BUYERS, PROVIDERS, START, World

EVERYBODY = {*BUYERS, *PROVIDERS}


def reached(world: World, **chosen: object) -> set[str]:
    """Return the short names of the companies whose people are reached."""
    with world.begin() as uow:
        found = reach(uow, world.house.event, replace(Audience(), **chosen))  # type: ignore[arg-type]
    numbers = {one.company.id for one in found.recipients}
    return {key for key, number in world.ids.items() if number in numbers}


def left_out(world: World, **chosen: object) -> dict[str, int]:
    with world.begin() as uow:
        found = reach(uow, world.house.event, replace(Audience(), **chosen))  # type: ignore[arg-type]
    return {reason: len(people) for reason, people in found.left_out.items()}


def decide(desk: Desk, key: str, purpose: str, *, is_given: bool) -> None:
    decision = Consent(purpose=purpose, is_given=is_given, text_version="1", language="en", decided_at=NOON)
    person_id = desk.person_id(key)
    with desk.world.begin() as uow:
        uow.consents.add(person_id, decision)


def test_everybody_approved_is_reached_once(world: World) -> None:
    assert reached(world) == EVERYBODY
    assert left_out(world) == {}


def test_role(world: World) -> None:
    assert reached(world, roles=("buyer",)) == set(BUYERS)
    assert reached(world, roles=("buyer", "provider")) == EVERYBODY


def test_language(world: World) -> None:
    assert reached(world, languages=("fr", "ar")) == {"Lumen", "Rif"}


def test_kinds_narrow_each_other(world: World) -> None:
    assert reached(world, languages=("fr", "ar"), roles=("provider",)) == {"Rif"}


def test_channel_is_that_of_the_best_address(desk: Desk) -> None:
    with desk.world.begin() as uow:
        uow.people.change_address("telegram:11", dead_reason=None)
        _, other = uow.people.add(at="web:lumen", language_hint=None, name_hint=None, now=START)
        uow.people.change(other.id, company_id=desk.world.ids["Lumen"], membership="delegate", language="fr")
        uow.consents.add(
            other.id,
            Consent(purpose="matching", is_given=True, text_version="1", language="fr", decided_at=START),
        )

    with desk.world.begin() as uow:
        found = reach(uow, desk.world.house.event, Audience(channels=("web",)))
    assert [one.address.address for one in found.recipients] == ["web:lumen"]
    assert found.counts() == {("fr", "web"): 1}


def test_status(world: World) -> None:
    world.change("Rif", status="submitted")
    world.change("Souss", status="draft")

    assert reached(world) == EVERYBODY - {"Rif", "Souss"}
    assert reached(world, statuses=("submitted", "draft")) == {"Rif", "Souss"}


def test_session_and_table_are_those_of_one_meeting(world: World) -> None:
    world.agree(("Lumen", "Atlas"), ("Banco", "Rif"))
    world.publish(world.draft(("Lumen", "Atlas", "d1s01", "1"), ("Banco", "Rif", "d2s01", "1")))
    first, second = "day1-morning", "day2-morning"

    assert reached(world, sessions=(first,)) == {"Lumen", "Atlas"}
    assert reached(world, tables=("1",)) == {"Lumen", "Atlas", "Banco", "Rif"}
    assert reached(world, tables=("1",), sessions=(second,)) == {"Banco", "Rif"}
    assert reached(world, tables=("2",)) == set()


def test_delegate_who_sits_there_is_meant_and_not_the_colleagues(desk: Desk) -> None:
    world = desk.world
    world.agree(("Lumen", "Atlas"))
    draft = world.draft(("Lumen", "Atlas", "d1s01", "1"))
    banco = desk.person_id("Banco")
    with world.begin() as uow:
        (meeting,) = uow.agendas.meetings(draft.id)
        sits = replace(meeting, buyer_delegate_id=banco)
        uow.agendas.replace_meetings(draft.id, [sits], summary={})
    world.publish(draft)

    assert reached(world, tables=("1",)) == {"Banco", "Atlas"}


def test_session_without_an_agenda_is_nobody(world: World) -> None:
    assert reached(world, sessions=("day1-morning",)) == set()


def test_acknowledged_or_not(desk: Desk) -> None:
    world = desk.world
    world.agree(("Lumen", "Atlas"))
    draft = world.draft(("Lumen", "Atlas", "d1s01", "1"))
    world.publish(draft)
    world.phone("Lumen").tap_data(f"k:{draft.id}")

    assert reached(world, acknowledged=("yes",)) == {"Lumen"}
    assert reached(world, acknowledged=("no",)) == {"Atlas"}
    assert reached(world, acknowledged=("yes", "no")) == {"Lumen", "Atlas"}


def test_list(world: World) -> None:
    assert reached(world, companies=(world.ids["Rif"], world.ids["Banco"], 999)) == {"Rif", "Banco"}


def test_those_who_are_never_reached(desk: Desk) -> None:
    world = desk.world
    decide(desk, "Lumen", "matching", is_given=False)
    world.change("Banco", status="refused")
    world.answer("Rif", withdrawn=True)
    atlas = world.phone("Atlas").address
    with world.begin() as uow:
        uow.people.change_address(atlas, dead_reason="blocked")

    assert reached(world) == EVERYBODY - {"Lumen", "Banco", "Rif", "Atlas"}
    assert left_out(world) == {"no_consent": 1, "refused": 1, "withdrawn": 1, "dead_address": 1}


def test_consent_given_again_counts(desk: Desk) -> None:
    decide(desk, "Lumen", "matching", is_given=False)
    decide(desk, "Lumen", "matching", is_given=True)

    assert "Lumen" in reached(desk.world)


def test_helpful_messages_need_consent_to_reminders_too(desk: Desk) -> None:
    decide(desk, "Lumen", "reminders", is_given=False)

    assert "Lumen" in reached(desk.world)
    assert reached(desk.world, purpose="reminders") == EVERYBODY - {"Lumen"}
    assert left_out(desk.world, purpose="reminders") == {"no_reminders": 1}


def test_person_without_an_address_is_left_out(desk: Desk) -> None:
    gone = new_phone(desk.world.database, desk.world.house, 50)
    address = desk.world.phone("Oasis").address
    gone.say("/start")
    with desk.world.begin() as uow:
        stranger = uow.people.find(gone.address)
        assert stranger is not None
        uow.people.change_address(address, person_id=stranger[1].id)

    assert left_out(desk.world) == {"no_address": 1}


def test_colleague_who_is_not_admitted_yet_is_nobody(desk: Desk) -> None:
    person_id = desk.person_id("Oasis")
    with desk.world.begin() as uow:
        uow.people.change(person_id, membership="pending")

    assert "Oasis" not in reached(desk.world)
    assert left_out(desk.world) == {}


def test_person_with_two_addresses_gets_it_once(desk: Desk) -> None:
    person_id = desk.person_id("Oasis")
    with desk.world.begin() as uow:
        uow.people.add(at="web:oasis", language_hint=None, name_hint=None, now=NOON)
        uow.people.change_address("web:oasis", person_id=person_id)

    with desk.world.begin() as uow:
        found = reach(uow, desk.world.house.event, Audience(companies=(desk.world.ids["Oasis"],)))
    assert [one.channel for one in found.recipients] == ["telegram"]


def test_preferred_channel_comes_first(desk: Desk) -> None:
    person_id = desk.person_id("Oasis")
    with desk.world.begin() as uow:
        uow.people.add(at="web:oasis", language_hint=None, name_hint=None, now=NOON)
        uow.people.change_address("web:oasis", person_id=person_id)
        uow.people.change(person_id, preferred_channel="web")

    with desk.world.begin() as uow:
        found = reach(uow, desk.world.house.event, Audience(companies=(desk.world.ids["Oasis"],)))
    assert [one.channel for one in found.recipients] == ["web"]


def test_nobody_registered_is_nobody(desk: Desk) -> None:
    with desk.world.begin() as uow:
        found = reach(uow, desk.world.house.event, Audience(), after=10**6, limit=5)

    assert (found.recipients, found.left_out, found.last_id) == ([], {}, 0)


@pytest.mark.parametrize("kind", ["roles", "tables"])
def test_audience_survives_storage(kind: str) -> None:
    audience = Audience(companies=(3, 7)).toggled(kind, "1").toggled(kind, "2").toggled(kind, "1")

    assert Audience.from_json(audience.to_json()) == audience
    assert getattr(audience, kind) == ("2",)
