"""A draft adjusted by taps: every change is checked before it is kept, and a refused one changes nothing."""

from __future__ import annotations

import pytest

from storage.records import StoredAgenda
from tests.handlers.registrations import labels, words
from tests.world import World, data, text

ATLAS_FIRST = ("Banco", "Atlas", "d1s01", "1")
RIF_SECOND = ("Banco", "Rif", "d1s02", "2")
NORDIC_SECOND = ("Nordic", "Atlas", "d1s02", "1")
ALL = {ATLAS_FIRST, RIF_SECOND, NORDIC_SECOND}
DONE = "Done. The draft is checked: no conflict."
GONE = "That meeting is not in the draft any more."


@pytest.fixture
def drafted(world: World) -> World:
    """A draft of three meetings."""
    world.agree(("Banco", "Atlas"), ("Banco", "Rif"), ("Nordic", "Atlas"))
    world.draft(ATLAS_FIRST, RIF_SECOND, NORDIC_SECOND)
    return world


def draft_of(world: World) -> StoredAgenda:
    found = world.newest("draft")
    assert found is not None
    return found


def places(world: World) -> set[tuple[str, str, str, str]]:
    return world.places(draft_of(world).id)


def note(world: World, tapped: str) -> str:
    """Tap as the organiser and return the first sentence of the answer."""
    return words(world.organiser.tap_data(tapped)).partition("\n\n")[0]


@pytest.mark.parametrize("verb", ["list", "co", "one", "fix", "free", "forbid", "move", "to", "swap", "with"])
def test_forged_taps_of_participants_have_no_effect(drafted: World, verb: str) -> None:
    pair = drafted.pair("Banco", "Atlas")
    rest = {"to": f"{pair}@d1s05", "with": f"{pair}@{drafted.pair('Banco', 'Rif')}"}.get(verb, pair)

    shown = words(drafted.phone("Banco").tap_data(drafted.z(f"{verb}={rest}")))

    assert shown.startswith("This menu is for the organisers.")
    assert places(drafted) == ALL
    assert "pairs" not in drafted.settings()


def test_without_a_draft_or_with_an_unknown_button_the_draft_is_shown(world: World) -> None:
    assert words(world.organiser.tap_data(world.z("list=0"))) == "There is no draft. Prepare one first: /allocate"
    world.agree(("Banco", "Atlas"))
    draft = world.draft(ATLAS_FIRST)
    assert words(world.organiser.tap_data(world.z("bogus=1"))).startswith(f"Draft {draft.id}: ")


def test_companies_are_listed_by_pages(world: World) -> None:
    world.set("limits_buyer", [0, 60])
    twins = world.add_twins("Atlas", 13)
    world.agree(*[("Banco", twin) for twin in twins])
    slots = [slot.id for slot in world.problem().slots]
    world.draft(*[("Banco", twin, slot, "1") for twin, slot in zip(twins, slots, strict=False)])

    (first,) = world.organiser.tap_data(world.z("list=0"))
    (second,) = world.organiser.tap(labels(first)[-1])
    (around,) = world.organiser.tap(labels(second)[-1])

    assert text(first) == "Which company?"
    assert labels(first)[0] == "Banco Norte"
    assert labels(first)[-1] == "More (1/2) ›"
    assert len(second.rows) == 3
    assert labels(around) == labels(first)


def test_company_leads_to_its_meetings_and_a_meeting_to_what_can_be_done(drafted: World) -> None:
    organiser = drafted.organiser
    organiser.tap_data(drafted.z("list=0"))
    (company,) = organiser.tap("Banco Norte")
    (meeting,) = organiser.tap("10:40 · Banco Norte – Atlas Contact")

    pair = drafted.pair("Banco", "Atlas")
    assert text(company) == "Banco Norte"
    assert labels(company) == [
        "10:40 · Banco Norte – Atlas Contact",
        "11:05 · Banco Norte – Rif Appels",
        "Another pair…",
        "The draft",
    ]
    assert text(meeting) == "Wednesday 14 April 2027, 10:40, table 1: Banco Norte and Atlas Contact"
    assert data(meeting) == [drafted.z(f"{verb}={pair}") for verb in ("fix", "forbid", "move", "swap")] + ["m:publish"]


@pytest.mark.parametrize("number", ["4711", "x", "9" * 40])
def test_company_that_is_gone_is_said_so(drafted: World, number: str) -> None:
    assert note(drafted, drafted.z(f"co={number}")) == "That company is no longer there."


@pytest.mark.parametrize("verb", ["one", "fix", "free", "forbid", "move", "to", "swap", "with"])
def test_meeting_that_is_gone_is_said_so_and_the_draft_shown(drafted: World, verb: str) -> None:
    reply = words(drafted.organiser.tap_data(drafted.z(f"{verb}=4711~4712")))

    assert reply.startswith(f"{GONE}\n\nDraft {draft_of(drafted).id}: 3 meetings")
    assert "pairs" not in drafted.settings()


def test_fixed_meeting_is_kept_by_whatever_is_prepared_until_it_is_freed(drafted: World) -> None:
    pair = drafted.pair("Banco", "Atlas")
    organiser = drafted.organiser
    organiser.tap_data(drafted.z(f"one={pair}"))

    fixed = words(organiser.tap("Fix"))
    status = {one.key: one.status for one in drafted.problem().pairs}[pair]
    freed = words(organiser.tap("Do not fix"))

    where = "Wednesday 14 April 2027, 10:40, table 1: Banco Norte and Atlas Contact"
    assert fixed == f"Fixed: whatever is prepared from now on keeps this meeting.\n\n{where}"
    assert (status, freed) == ("fixed", f"No longer fixed.\n\n{where}")
    assert drafted.settings()["pairs"] == {}
    assert [(line.act, line.before, line.after) for line in drafted.trail(f"pair:{pair}")] == [
        ("decide_pair", None, "fixed"),
        ("decide_pair", "fixed", None),
    ]


def test_forbidden_meeting_leaves_the_draft_and_can_be_allowed_again(drafted: World) -> None:
    """There was no way back."""
    pair = drafted.pair("Banco", "Atlas")
    organiser = drafted.organiser

    (reply,) = organiser.tap_data(drafted.z(f"forbid={pair}"))
    after = places(drafted)
    status = {one.key: one.status for one in drafted.problem().pairs}[pair]
    allowed = words(organiser.tap("Undo"))

    assert text(reply).startswith(
        f"Forbidden: this meeting is out, and will not be prepared again.\n\nDraft {draft_of(drafted).id}: 2 meetings"
    )
    assert "• Banco Norte and Atlas Contact: forbidden by the organisers" in text(reply)
    assert (after, status) == ({RIF_SECOND, NORDIC_SECOND}, "forbidden")
    assert allowed.startswith("Allowed again, from the next preparation of the agenda: /allocate\n\n")
    assert drafted.settings()["pairs"] == {}


def test_meeting_is_forbidden_though_the_draft_has_other_faults(drafted: World) -> None:
    """It was said that nothing had changed, and yet it was forbidden."""
    drafted.set("tables_out", ["2"])

    said = note(drafted, drafted.z(f"forbid={drafted.pair('Banco', 'Atlas')}"))

    assert said == "Forbidden: this meeting is out, and will not be prepared again."
    assert places(drafted) == {RIF_SECOND, NORDIC_SECOND}


def test_only_times_at_which_both_are_free_are_offered(drafted: World) -> None:
    pair = drafted.pair("Banco", "Atlas")

    (reply,) = drafted.organiser.tap_data(drafted.z(f"move={pair}"))

    assert text(reply) == "To which time?"
    offered = {one.partition("@")[2] for one in data(reply)}
    assert offered.isdisjoint({"d1s01", "d1s02"})
    assert offered == {slot.id for slot in drafted.problem().slots} - {"d1s01", "d1s02"}
    assert labels(reply)[0] == "Wednesday 14 April 2027 · 11:30"


def test_meeting_is_moved_with_its_table_and_its_calendar_entry(drafted: World) -> None:
    drafted.publish(draft_of(drafted))
    drafted.draft(ATLAS_FIRST, RIF_SECOND, NORDIC_SECOND)
    pair = drafted.pair("Banco", "Atlas")
    drafted.organiser.tap_data(drafted.z(f"move={pair}"))

    (reply,) = drafted.organiser.tap("Wednesday 14 April 2027 · 11:30")

    assert text(reply).startswith(f"{DONE}\n\nDraft {draft_of(drafted).id}: 3 meetings")
    assert places(drafted) == {("Banco", "Atlas", "d1s03", "1"), RIF_SECOND, NORDIC_SECOND}
    moved = {one.pair: one for one in drafted.meetings(draft_of(drafted).id)}
    assert moved[pair].sequence == 1
    assert moved[drafted.pair("Banco", "Rif")].sequence == 0
    assert moved[pair].starts_at.astimezone(drafted.house.event.zone).strftime("%H:%M") == "11:30"
    assert [line.act for line in drafted.trail(f"agenda:{draft_of(drafted).id}")] == ["adjust"]


def test_meeting_whose_table_is_taken_gets_a_free_one(drafted: World) -> None:
    drafted.agree(("Helvetia", "Oasis"))
    drafted.draft(*ALL, ("Helvetia", "Oasis", "d1s04", "1"))

    assert note(drafted, drafted.z(f"to={drafted.pair('Banco', 'Atlas')}@d1s04")) == DONE
    assert ("Banco", "Atlas", "d1s04", "2") in places(drafted)


@pytest.mark.parametrize(
    ("slot", "why"),
    [
        ("d1s02", "somebody has a meeting at that time already"),
        ("d2s01", "somebody is not there at that time"),
        ("d1s03", "it breaks a rule of the event"),
        ("d9s99", "it breaks a rule of the event"),
        ("", "it breaks a rule of the event"),
    ],
)
def test_conflicting_move_is_refused_and_changes_nothing(drafted: World, slot: str, why: str) -> None:
    drafted.set("closed_slots", ["d1s03"])
    drafted.answer("Banco", half_days_off=["d2_am", "d2_pm"])
    summary = draft_of(drafted).summary

    said = note(drafted, drafted.z(f"to={drafted.pair('Banco', 'Atlas')}@{slot}"))

    assert said == f"⚠️ That cannot be done: {why}. Nothing has changed."
    assert places(drafted) == ALL
    assert draft_of(drafted).summary == summary
    assert drafted.trail(f"agenda:{draft_of(drafted).id}") == []


def test_move_without_a_free_table_is_refused(drafted: World) -> None:
    drafted.agree(("Helvetia", "Oasis"))
    drafted.draft(*ALL, ("Helvetia", "Oasis", "d1s04", "1"))
    drafted.set("tables_out", [str(number) for number in range(2, 25)])
    drafted.set(
        "closed_slots", [slot.id for slot in drafted.problem().slots if slot.id not in ("d1s01", "d1s02", "d1s04")]
    )
    nowhere = "There is no other time at which both are free and a table is left."

    pair = drafted.pair("Banco", "Atlas")
    assert words(drafted.organiser.tap_data(drafted.z(f"to={pair}@d1s04"))) == nowhere
    assert words(drafted.organiser.tap_data(drafted.z(f"move={pair}"))) == nowhere
    assert ATLAS_FIRST in places(drafted)


def test_fault_that_was_there_before_does_not_stop_a_change(drafted: World) -> None:
    """With one table out, no meeting at all could be moved."""
    drafted.set("tables_out", ["2"])

    assert note(drafted, drafted.z(f"to={drafted.pair('Banco', 'Atlas')}@d1s05")) == DONE
    assert places(drafted) == {("Banco", "Atlas", "d1s05", "1"), RIF_SECOND, NORDIC_SECOND}


def test_meetings_swap_time_and_table(drafted: World) -> None:
    pair, other = drafted.pair("Banco", "Atlas"), drafted.pair("Banco", "Rif")
    drafted.draft(ATLAS_FIRST, RIF_SECOND, ("Nordic", "Atlas", "d1s03", "1"))

    (offer,) = drafted.organiser.tap_data(drafted.z(f"swap={pair}"))
    (done,) = drafted.organiser.tap("11:05 · Banco Norte – Rif Appels")

    assert text(offer) == "With which meeting does it swap its time?"
    assert data(offer) == [
        drafted.z(f"with={pair}@{other}"),
        drafted.z(f"with={pair}@{drafted.pair('Nordic', 'Atlas')}"),
    ]
    assert text(done).startswith(DONE)
    assert places(drafted) == {
        ("Banco", "Atlas", "d1s02", "2"),
        ("Banco", "Rif", "d1s01", "1"),
        ("Nordic", "Atlas", "d1s03", "1"),
    }


def test_swap_that_would_book_somebody_twice_is_neither_offered_nor_done(drafted: World) -> None:
    pair, other = drafted.pair("Banco", "Atlas"), drafted.pair("Banco", "Rif")
    (offer,) = drafted.organiser.tap_data(drafted.z(f"swap={pair}"))

    said = note(drafted, drafted.z(f"with={pair}@{other}"))

    assert data(offer) == []
    assert said == "⚠️ That cannot be done: somebody has a meeting at that time already. Nothing has changed."
    assert places(drafted) == ALL


def test_meeting_alone_has_nothing_to_swap_with(world: World) -> None:
    world.agree(("Banco", "Atlas"))
    world.draft(ATLAS_FIRST)

    assert words(world.organiser.tap_data(world.z(f"swap={world.pair('Banco', 'Atlas')}"))) == (
        "There is no other time at which both are free and a table is left."
    )


def test_swap_with_a_meeting_that_is_gone_or_with_itself_changes_nothing(drafted: World) -> None:
    pair = drafted.pair("Banco", "Atlas")

    assert note(drafted, drafted.z(f"with={pair}@4711~4712")) == GONE
    assert note(drafted, drafted.z(f"with={pair}@{pair}")).startswith("⚠️ That cannot be done: ")
    assert places(drafted) == ALL
