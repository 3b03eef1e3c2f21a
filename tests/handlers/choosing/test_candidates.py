"""Companies as matching sees them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.choosing import candidates
from matching.weights import Weights
from storage.records import Wish
from tests.phone import NOON
from tests.world import BUYERS, PROVIDERS, World


def wish(one: int, other: int, kind: str, *, is_expired: bool = False) -> Wish:
    expired_at = NOON + timedelta(days=3) if is_expired else None
    return Wish(company_id=one, counterpart_id=other, kind=kind, made_at=NOON, expired_at=expired_at)  # type: ignore[arg-type]


def test_answers_become_values_and_columns_stay_what_they_are(world: World) -> None:
    with world.begin() as uow:
        found = {one.id: one for one in candidates.approved_candidates(uow, world.house.event)}

    atlas = found[world.ids["Atlas"]]
    assert (atlas.role, atlas.country, atlas.trust, atlas.approved) == ("provider", "MA", 0, True)
    assert atlas.activities == frozenset({"inbound_service"})
    assert atlas.agents_per_language == {"fr": 60}
    assert atlas.labels_held is None
    assert found[world.ids["Banco"]].agents_per_language is None


def test_labels_count_as_claimed(world: World) -> None:
    with world.begin() as uow:
        company = uow.companies.get(world.ids["Atlas"])
        made = candidates.candidate(company, {"labels_held": ["iso_27001"]}, world.house.event)

    assert made.labels_held == {"iso_27001": "claimed"}


def test_only_approved_companies_are_judged(world: World) -> None:
    world.change("Atlas", status="submitted")
    with world.begin() as uow:
        judged = candidates.judge(uow, world.house.event)

    ids = world.ids
    assert set(judged.buyers.index) == {ids[key] for key in BUYERS}
    assert set(judged.providers.index) == {ids[key] for key in PROVIDERS if key != "Atlas"}
    assert candidates.is_open(judged, ids["Banco"], ids["Rif"])
    assert candidates.is_open(judged, ids["Rif"], ids["Banco"])
    assert not candidates.is_open(judged, ids["Banco"], ids["Atlas"])
    assert not candidates.is_open(judged, ids["Banco"], ids["Nordic"])
    assert not candidates.is_open(judged, 4711, 4712)


def test_company_is_judged_with_the_other_side_alone(world: World) -> None:
    with world.begin() as uow:
        judged = candidates.judge(uow, world.house.event, only_for=world.ids["Banco"])
        nobody = candidates.judge(uow, world.house.event, only_for=4711)

    assert set(judged.buyers.index) == {world.ids["Banco"]}
    assert set(judged.providers.index) == {world.ids[key] for key in PROVIDERS}
    assert not nobody.buyers.index
    assert not nobody.providers.index


def test_weights_of_the_organisers_replace_the_usual_ones(world: World) -> None:
    usual = Weights()
    changed = usual.changed("buyer", "price", 50)
    with world.begin() as uow:
        before = candidates.weights(uow)
        uow.settings.set("weights", {"buyer": dict(changed.buyer), "provider": dict(changed.provider)}, now=NOON)
        after = candidates.weights(uow)

    assert (before, after) == (usual, changed)


def test_expired_request_is_silence_until_it_is_answered() -> None:
    expired, answer = wish(1, 2, "yes", is_expired=True), wish(2, 1, "must")

    assert candidates.wishes_of([expired]) == {}
    assert candidates.wishes_of([expired, answer]) == {(1, 2): "yes", (2, 1): "must"}
    assert candidates.wishes_of([wish(1, 2, "no")]) == {(1, 2): "no"}


def test_judged_pairs_are_read_once_until_something_changes(world: World) -> None:
    with world.begin() as uow:
        first = candidates.judge(uow, world.house.event)
    with world.begin() as uow:
        again = candidates.judge(uow, world.house.event)
    with world.begin() as uow:
        uow.companies.change(world.ids["Banco"], trust=3)
    with world.begin() as uow:
        changed = candidates.judge(uow, world.house.event)

    assert again is first
    assert changed is not first
    assert changed.company(world.ids["Banco"]).trust == 3


def test_judged_pairs_do_not_pile_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "MOST_JUDGED", 1)

    with world.begin() as uow:
        judged = [candidates.judge(uow, world.house.event, only_for=number) for number in world.ids.values()]

    assert len(judged) == len(world.ids)
