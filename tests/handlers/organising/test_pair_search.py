"""Two companies that a draft does not bring together: found by tap or by name, added, fixed or forbidden."""

from __future__ import annotations

import pytest

from handlers.organising import pair_search
from tests.handlers.registrations import labels, words
from tests.world import World, data, text

ONE = ("Banco", "Atlas", "d1s01", "1")
NOT_TOGETHER = "⚠️ These two companies cannot be brought together."


@pytest.fixture
def drafted(world: World) -> World:
    """A draft of one meeting."""
    world.agree(("Banco", "Atlas"))
    world.draft(ONE)
    return world


def places(world: World) -> set[tuple[str, str, str, str]]:
    draft = world.newest("draft")
    assert draft is not None
    return world.places(draft.id)


def status(world: World, pair: str) -> str | None:
    return {one.key: one.status for one in world.problem().pairs}.get(pair)


def test_meeting_is_added_by_taps_and_kept_by_whatever_is_prepared(drafted: World) -> None:
    organiser = drafted.organiser
    organiser.say("/publish")
    (first,) = organiser.tap("Another pair…")
    (second,) = organiser.tap("Nordic Retail")
    (pair,) = organiser.tap("Rif Appels")
    (times,) = organiser.tap("Add to the draft…")
    (added,) = organiser.tap("Wednesday 14 April 2027 · 11:05")

    assert text(first) == "Which company? Tap it, or type a part of its name."
    assert labels(first) == sorted(labels(first))
    assert len(labels(first)) == 12
    assert text(second) == "With whom shall Nordic Retail meet? Tap it, or type a part of its name."
    assert "Banco Norte" not in labels(second)
    assert text(pair) == "Nordic Retail and Rif Appels do not meet in this draft."
    assert labels(pair) == ["Add to the draft…", "Fix", "Forbid", "The draft"]
    assert text(times) == "To which time?"
    assert labels(times)[0] == "Wednesday 14 April 2027 · 10:40"
    assert text(added).startswith("Added and fixed: whatever is prepared from now on keeps this meeting.\n\nDraft ")
    assert "No conflict: nobody and no table is booked twice." in text(added)
    assert places(drafted) == {ONE, ("Nordic", "Rif", "d1s02", "1")}
    assert status(drafted, drafted.pair("Nordic", "Rif")) == "fixed"


def test_companies_are_found_by_typed_names_without_accents(drafted: World) -> None:
    organiser = drafted.organiser
    organiser.tap_data(drafted.z("pair="))

    (first,) = organiser.say("RÎF")
    organiser.tap("Rif Appels")
    (second,) = organiser.say("lumen")
    (pair,) = organiser.tap("Lumen Energie")

    assert labels(first) == ["Rif Appels"]
    assert labels(second) == ["Lumen Energie"]
    assert text(pair) == "Lumen Energie and Rif Appels do not meet in this draft."


def test_name_that_nobody_has_is_asked_again(drafted: World) -> None:
    drafted.organiser.tap_data(drafted.z("pair="))

    said = words(drafted.organiser.say("Inconnu <b>"))
    (found,) = drafted.organiser.say("oasis")

    assert said == "No approved company is called “Inconnu <b>”. Type a part of its name."
    assert labels(found) == ["Oasis Relation"]


def test_typed_name_after_the_draft_is_gone_or_by_somebody_else_is_answered(drafted: World) -> None:
    drafted.organiser.tap_data(drafted.z("pair="))
    draft = drafted.newest("draft")
    assert draft is not None
    drafted.publish(draft)
    assert words(drafted.organiser.say("oasis")) == "There is no draft. Prepare one first: /allocate"

    drafted.draft(ONE)
    drafted.organiser.tap_data(drafted.z("pair="))
    with drafted.begin() as uow:
        found = uow.people.find(drafted.organiser.address)
        assert found is not None
        uow.people.change(found[1].id, organiser_role=None)
    assert words(drafted.organiser.say("oasis")).startswith("This menu is for the organisers.")


def test_long_lists_have_pages(drafted: World) -> None:
    drafted.add_twins("Atlas", 13)

    (first,) = drafted.organiser.tap_data(drafted.z(f"pair={drafted.ids['Nordic']}"))
    (second,) = drafted.organiser.tap("More (1/2) ›")
    (everybody,) = drafted.organiser.tap_data(drafted.z("pair="))
    (next_page,) = drafted.organiser.tap("More (1/3) ›")
    (typed,) = drafted.organiser.say("a")

    assert len(first.rows) == pair_search.ON_A_PAGE + 1
    assert not set(labels(first)) & set(labels(second)[:-1])
    assert not set(labels(everybody)) & set(labels(next_page)[:-1])
    assert all(not label.startswith("More") for label in labels(typed))


def test_pair_outside_the_draft_is_fixed_and_freed(drafted: World) -> None:
    pair = drafted.pair("Nordic", "Rif")
    fixed = words(drafted.organiser.tap_data(drafted.z(f"fix={pair}")))
    is_fixed = status(drafted, pair)
    freed = words(drafted.organiser.tap("Do not fix"))

    assert fixed.startswith("Fixed: whatever is prepared from now on keeps this meeting.\n\nNordic Retail and ")
    assert (is_fixed, status(drafted, pair)) == ("fixed", None)
    assert freed.startswith("No longer fixed.")


def test_pair_outside_the_draft_is_forbidden_and_allowed_again(drafted: World) -> None:
    drafted.agree(("Nordic", "Rif"))
    pair = drafted.pair("Nordic", "Rif")
    (forbidden,) = drafted.organiser.tap_data(drafted.z(f"forbid={pair}"))
    is_forbidden = status(drafted, pair)
    drafted.organiser.tap("Allow again")

    assert text(forbidden).startswith("Forbidden: this meeting is out, and will not be prepared again.")
    assert labels(forbidden) == ["Allow again", "The draft"]
    assert (is_forbidden, status(drafted, pair)) == ("forbidden", "open")
    assert places(drafted) == {ONE}


@pytest.mark.parametrize("act", ["fix={}", "move={}", "to={}@d1s05"])
def test_refused_pair_cannot_be_brought_together_and_nobody_learns_who_refused(drafted: World, act: str) -> None:
    drafted.wish("Rif", "Nordic", "no")
    pair = drafted.pair("Nordic", "Rif")

    said = words(drafted.organiser.tap_data(drafted.z(act.format(pair))))

    assert said == f"{NOT_TOGETHER}\n\nNordic Retail and Rif Appels do not meet in this draft."
    assert places(drafted) == {ONE}
    assert "pairs" not in drafted.settings()


def test_time_at_which_one_of_them_is_busy_is_refused(drafted: World) -> None:
    pair = drafted.pair("Nordic", "Atlas")

    said = words(drafted.organiser.tap_data(drafted.z(f"to={pair}@d1s01")))

    assert said.startswith("⚠️ That cannot be done: somebody has a meeting at that time already.")
    assert "pairs" not in drafted.settings()


@pytest.mark.parametrize("rest", ["1~1", "0~0", "x", "", "{Atlas}~{Banco}", "{Banco}~{Nordic}", "{Banco}"])
@pytest.mark.parametrize("verb", ["one", "fix", "free", "forbid", "move", "to", "swap", "with"])
def test_forged_pair_is_said_to_be_gone(drafted: World, verb: str, rest: str) -> None:
    pair = rest.format(**drafted.ids)

    said = words(drafted.organiser.tap_data(drafted.z(f"{verb}={pair}")))

    assert said.startswith("That meeting is not in the draft any more.")
    assert "pairs" not in drafted.settings()


def test_company_that_is_not_approved_is_neither_offered_nor_taken(drafted: World) -> None:
    drafted.change("Rif", status="submitted")

    (offered,) = drafted.organiser.tap_data(drafted.z(f"pair={drafted.ids['Nordic']}"))
    (first,) = drafted.organiser.tap_data(drafted.z(f"pair={drafted.ids['Rif']}"))

    assert "Rif Appels" not in labels(offered)
    assert text(first).startswith("Which company?")


@pytest.mark.parametrize("version", ["0", "4711", "", "x"])
def test_button_of_another_draft_shows_the_present_one(drafted: World, version: str) -> None:
    pair = drafted.pair("Banco", "Atlas")

    said = words(drafted.organiser.tap_data(f"z:{version}.forbid={pair}"))

    assert said.startswith("This draft is not the newest. Here is the present one.\n\nDraft ")
    assert places(drafted) == {ONE}


def test_company_screen_leads_to_another_pair(drafted: World) -> None:
    drafted.organiser.tap_data(drafted.z(f"co={drafted.ids['Banco']}"))

    (second,) = drafted.organiser.tap("Another pair…")

    assert text(second).startswith("With whom shall Banco Norte meet?")
    assert data(second)[0].startswith(drafted.z(f"one={drafted.ids['Banco']}~"))
