from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.check import check
from scheduling.disruption import (
    Back,
    Disruption,
    Gone,
    Late,
    LeavesEarly,
    PairAdded,
    PairCancelled,
    RestDropped,
    SlotBack,
    SlotDelayed,
    SlotDropped,
    TableBack,
    TableOut,
)
from scheduling.errors import InvalidProblem
from scheduling.model import (
    Agenda,
    Leftover,
    Meeting,
    Pair,
    Participant,
    Precedence,
    Problem,
    Reason,
    Slot,
    Table,
    numbered_tables,
)
from scheduling.repair import repair
from scheduling.repair_report import Change, Repair
from scheduling.standby import Offer
from tests.scheduling.published import published_days


def day(
    *held: str,
    slots: int = 3,
    tables: int | tuple[Table, ...] = 2,
    people: str = "abxy",
    wished: str = "",
    **rules: object,
) -> tuple[Problem, Agenda]:
    """Build a day from meetings written `ax@1:2` (pair, slot, table); `wished` pairs are not placed."""
    meetings = tuple(
        Meeting(pair=f"{text[0]}~{text[1]}", a=text[0], b=text[1], slot=text[3], table=text[5:]) for text in held
    )
    pairs = tuple(Pair(a=text[0], b=text[1], weight=2.0) for text in (*held, *wished.split()))
    problem = Problem(
        participants=tuple(Participant(id=name) for name in people),
        slots=tuple(Slot(id=str(number)) for number in range(1, slots + 1)),
        tables=numbered_tables(tables) if isinstance(tables, int) else tables,
        pairs=pairs,
    )
    return replace(problem, **rules), Agenda(meetings=meetings, weight=2.0 * len(meetings))


def places(found: Repair) -> dict[str, tuple[str, str]]:
    return {meeting.pair: (meeting.slot, meeting.table) for meeting in found.agenda.meetings}


def test_table_out_moves_only_the_table() -> None:
    problem, agenda = day("ax@1:1", "by@2:1")

    found = repair(problem, agenda, TableOut(table="1", slots=frozenset({"1"})))

    assert places(found) == {"a~x": ("1", "2"), "b~y": ("2", "1")}
    assert (found.touched, found.others, found.lost, found.proven) == ({"a", "x"}, frozenset(), (), True)


def test_table_out_with_no_spare_table_takes_another_slot() -> None:
    problem, agenda = day("ax@1:1", "by@1:2")

    found = repair(problem, agenda, TableOut(table="1", slots=frozenset({"1"})))

    assert places(found) == {"b~y": ("1", "2"), "a~x": ("2", "1")}


def test_table_out_shifts_a_neighbour_when_features_ask_for_it() -> None:
    tables = (Table(id="1", features=frozenset({"quiet"})), Table(id="2", features=frozenset({"quiet"})), Table(id="3"))
    problem, agenda = day("ax@1:1", "by@1:2", tables=tables, slots=1)
    people = (Participant(id="a", needs=frozenset({"quiet"})), *problem.participants[1:])
    problem = replace(problem, participants=people)

    found = repair(problem, agenda, TableOut(table="1"))

    assert places(found) == {"a~x": ("1", "2"), "b~y": ("1", "3")}
    assert found.others == {"b", "y"}


def test_chair_is_not_offered_where_no_table_suits() -> None:
    problem, agenda = day("ax@1:1", wished="ay", tables=1, slots=1)
    people = tuple(
        replace(person, needs=frozenset({"quiet"})) if person.id == "y" else person for person in problem.participants
    )

    found = repair(replace(problem, participants=people), agenda, PairCancelled(pair="a~x"))

    assert found.offers == ()


def test_table_back_offers_it() -> None:
    tables = (Table(id="1"), Table(id="2", available=frozenset()))
    problem, agenda = day("ax@1:1", wished="by", tables=tables, slots=1)

    found = repair(problem, agenda, TableBack(table="2"))

    assert found.changes == ()
    assert found.offers == (Offer(pair="b~y", a="b", b="y", slot="1", table="2", weight=2.0),)


def test_late_participant_meets_later() -> None:
    problem, agenda = day("ax@1:1", "ay@2:1")

    found = repair(problem, agenda, Late(participant="a", until="2"))

    assert found.changes == (
        Change(pair="a~x", before=agenda.meetings[0], after=replace(agenda.meetings[0], slot="3")),
    )
    assert found.touched == {"a", "x"}


def test_late_participant_displaces_one_meeting_of_the_fewest_people() -> None:
    problem, agenda = day("ax@1:1", "ay@2:1", "bx@3:1", slots=3, tables=1)

    found = repair(problem, agenda, Late(participant="a", until="3"))
    strict = repair(problem, agenda, Late(participant="a", until="3"), displaced=0)

    assert places(found) in (
        {"b~x": ("1", "1"), "a~x": ("3", "1")},
        {"b~x": ("1", "1"), "a~y": ("3", "1")},
        {"b~x": ("2", "1"), "a~x": ("3", "1")},
        {"b~x": ("2", "1"), "a~y": ("3", "1")},
    )
    assert (found.others, found.proven) == ({"b"}, True)
    assert (places(strict), strict.others, strict.proven) == ({"b~x": ("3", "1")}, frozenset(), True)
    assert {one.reason.code for one in strict.lost} == {"no_table", "days_full"}


def test_leaving_early_loses_what_finds_no_room() -> None:
    problem, agenda = day("ax@1:1", "ay@3:1", slots=3)

    found = repair(problem, agenda, LeavesEarly(participant="a", after="1"))

    lost = Leftover(
        pair="a~y", a="a", b="y", weight=2.0, reason=Reason(code="days_full", participants=("a", "y"), pairs=("a~y",))
    )
    assert (found.lost, found.agenda.leftovers) == ((lost,), (lost,))


def test_gone_participant_frees_chairs_for_the_best_standby() -> None:
    problem, agenda = day("ax@1:1", "by@2:1", wished="bx ay", people="abxy")

    found = repair(problem, agenda, Gone(participant="a"))

    assert [(one.pair, one.reason.code, one.reason.participants) for one in found.lost] == [
        ("a~x", "participant_gone", ("a",))
    ]
    assert [(offer.pair, offer.slot) for offer in found.offers] == [("b~x", "1")]


def test_back_participant_is_offered_the_free_slots() -> None:
    problem, agenda = day("ax@1:1", wished="by")
    problem = replace(
        problem,
        participants=(*problem.participants[:3], Participant(id="y", available=frozenset({"1"}), latest="1")),
    )

    found = repair(problem, agenda, Back(participant="y", slots=frozenset({"3"})), now="2")

    assert [(offer.pair, offer.slot) for offer in found.offers] == [("b~y", "3")]


def test_dropped_slot_spreads_its_meetings() -> None:
    problem, agenda = day("ax@1:1", "by@1:2", "ay@2:1")

    found = repair(problem, agenda, SlotDropped(slot="1"))

    assert len(found.agenda.meetings) == 3
    assert found.others == frozenset()


def test_rest_of_the_day_dropped_moves_what_fits_before_it() -> None:
    problem, agenda = day("ax@2:1", "by@3:1", "bx@3:2")

    found = repair(problem, agenda, RestDropped(since="2"))

    assert [slot.is_dropped for slot in found.problem.slots] == [False, True, True]
    assert {slot for slot, _ in places(found).values()} == {"1"}
    assert [one.reason.code for one in found.lost] == ["days_full"]
    assert check(found.problem, found.agenda) == ()


def test_nobody_is_gone_when_nothing_takes_place_any_more() -> None:
    problem, agenda = day("ax@2:1")

    found = repair(problem, agenda, RestDropped(since="2"), now="2")

    assert [one.reason.code for one in found.lost] == ["no_common_slot"]


def test_dropped_slot_stays_dropped_until_it_is_back() -> None:
    problem, agenda = day("ax@1:1", wished="by")
    agenda = repair(problem, agenda, SlotDropped(slot="3")).agenda
    dropped = repair(problem, agenda, SlotDropped(slot="3")).problem

    again = repair(dropped, agenda, TableBack(table="1"), now="3")
    there = repair(dropped, agenda, Back(participant="b"), now="3")
    held = repair(dropped, agenda, SlotBack(slot="3"), now="3")

    assert (again.offers, there.offers) == ((), ())
    assert [(offer.pair, offer.slot) for offer in held.offers] == [("b~y", "3")]


def test_participant_gone_for_a_while_comes_back_without_being_told() -> None:
    problem, agenda = day("ax@1:1", "ay@3:1")

    found = repair(problem, agenda, Gone(participant="a", slots=frozenset({"1"})))

    assert places(found) == {"a~x": ("2", "1"), "a~y": ("3", "1")}


def test_nobody_changes_table_inside_the_freeze_for_another() -> None:
    tables = (Table(id="1", features=frozenset({"quiet"})), Table(id="2", features=frozenset({"quiet"})), Table(id="3"))
    problem, agenda = day("ax@1:1", "by@1:2", tables=tables, slots=1)
    people = (Participant(id="a", needs=frozenset({"quiet"})), *problem.participants[1:])

    found = repair(replace(problem, participants=people), agenda, TableOut(table="1"), freeze=1)

    assert places(found) == {"b~y": ("1", "2")}


def test_delayed_slot_changes_times_only() -> None:
    problem, agenda = day("ax@1:1", "by@2:1")
    slots = tuple(Slot(id=str(number), starts_at=f"{8 + number:02}:00", minutes=50) for number in range(1, 4))

    found = repair(replace(problem, slots=slots), agenda, SlotDelayed(slot="1", minutes=20))

    assert [(one.slot, one.before, one.after) for one in found.retimed] == [
        ("1", "09:00", "09:20"),
        ("2", "10:00", "10:10"),
    ]
    assert (found.changes, found.touched, found.others) == ((), {"a", "b", "x", "y"}, frozenset())


def test_delayed_slot_without_times_is_still_announced() -> None:
    problem, agenda = day("ax@1:1", "by@2:1")

    found = repair(problem, agenda, SlotDelayed(slot="2", minutes=20))

    assert [one.slot for one in found.retimed] == ["2"]
    assert found.touched == {"b", "y"}


def test_added_pair_takes_a_free_chair() -> None:
    problem, agenda = day("ax@1:1")

    found = repair(problem, agenda, PairAdded(pair=Pair(a="a", b="y")), now="1", freeze=1)

    assert places(found)["a~y"][0] == "2"


@pytest.mark.parametrize(
    ("pair", "code"),
    [
        (Pair(a="a", b="y", slots=frozenset({"1"})), "days_full"),
        (Pair(a="b", b="y", session="night"), "no_common_slot"),
        (Pair(a="b", b="y", id="late"), "out_of_order"),
        (Pair(a="x", b="y"), "cap_reached"),
    ],
)
def test_added_pair_that_cannot_be_placed_says_why(pair: Pair, code: str) -> None:
    problem, agenda = day("ax@1:1", slots=1)
    people = tuple(replace(one, cap=1) if one.id == "x" else one for one in problem.participants)
    problem = replace(
        problem,
        participants=people,
        pairs=(*problem.pairs, Pair(a="b", b="y", id="late")),
        precedences=(Precedence(before="a~x", after="late"),),
    )

    found = repair(problem, agenda, PairAdded(pair=pair))

    assert [one.reason.code for one in found.lost] == [code]


def test_added_pair_that_is_forbidden_or_planned_is_not_placed() -> None:
    problem, agenda = day("ax@1:1")

    assert repair(problem, agenda, PairAdded(pair=Pair(a="a", b="y", status="forbidden"))).changes == ()
    with pytest.raises(InvalidProblem, match="pair: duplicate"):
        repair(problem, agenda, PairAdded(pair=Pair(a="a", b="x")))


def test_cancelled_pair_leaves_and_is_no_leftover() -> None:
    problem, agenda = day("ax@1:1", wished="ay")
    old = Leftover(pair="a~y", a="a", b="y", weight=2.0, reason=Reason(code="no_table"))

    found = repair(problem, replace(agenda, leftovers=(old,)), PairCancelled(pair="a~x"), freeze=2)

    assert found.changes == (Change(pair="a~x", before=agenda.meetings[0], after=None),)
    assert [one.reason.code for one in found.lost] == ["pair_cancelled"]
    assert found.agenda.leftovers == (old,)
    assert [offer.pair for offer in found.offers] == ["a~y"]


def test_cancelled_fixed_pair_is_no_longer_due() -> None:
    problem, agenda = day("ax@1:1", slots=1)
    problem = replace(problem, pairs=(replace(problem.pairs[0], status="fixed"),))

    found = repair(problem, agenda, Gone(participant="a"))

    assert found.problem.pairs[0].status == "open"
    assert check(found.problem, found.agenda) == ()


def test_freeze_and_past_do_not_move() -> None:
    problem, agenda = day("ax@1:1", "ay@2:1", "bx@3:1", slots=4, tables=1)

    found = repair(problem, agenda, LeavesEarly(participant="a", after="1"), now="2", freeze=2)

    assert places(found) == {"a~x": ("1", "1"), "b~x": ("3", "1")}
    assert [meeting.pair for meeting in found.problem.published] == ["a~x", "b~x"]


def test_seated_participant_gets_one_new_seat_for_the_rest_of_the_day() -> None:
    problem, agenda = day("ax@1:1", "ay@2:1", "bx@2:2", tables=3, people="abcxy", wished="")
    people = tuple(replace(one, side="hosts" if one.id in "abc" else "guests") for one in problem.participants)
    problem = replace(problem, participants=people, seated_side="hosts")

    found = repair(problem, agenda, TableOut(table="1"), now="2")

    assert places(found) == {"a~x": ("1", "1"), "a~y": ("2", "3"), "b~x": ("2", "2")}
    assert [one.seats for one in found.problem.participants[:3]] == [("1", "3"), ("2",), ("3",)]
    assert check(found.problem, found.agenda) == ()


def test_idle_hosts_give_up_the_seat_that_is_needed() -> None:
    problem, agenda = day("ax@1:1", "ay@2:1", tables=3, people="acxy")
    people = tuple(replace(one, side="hosts" if one.id in "ac" else "guests") for one in problem.participants)
    problem = replace(problem, participants=people, seated_side="hosts")

    found = repair(problem, agenda, TableOut(table="1"), now="2")

    assert [one.seats for one in found.problem.participants] == [("1", "2"), ("3",), (), ()]


def test_meeting_that_is_over_cannot_be_cancelled() -> None:
    problem, agenda = day("ax@1:1")

    with pytest.raises(InvalidProblem, match=r"pair: in_the_past \(a~x\)"):
        repair(problem, agenda, PairCancelled(pair="a~x"), now="2")


def test_nobody_is_offered_more_than_the_cap() -> None:
    problem, agenda = day("ax@1:1", "by@2:2", wished="bx")
    people = tuple(replace(one, cap=1) if one.id == "b" else one for one in problem.participants)

    found = repair(replace(problem, participants=people), agenda, PairCancelled(pair="a~x"))

    assert [offer.pair for offer in found.offers] == []
    assert [offer.pair for offer in repair(problem, agenda, PairCancelled(pair="a~x")).offers] == ["b~x"]


def test_unknown_moment_is_refused() -> None:
    problem, agenda = day("ax@1:1")

    with pytest.raises(InvalidProblem, match=r"now: unknown \(9\)"):
        repair(problem, agenda, Gone(participant="a"), now="9")


@st.composite
def disruptions(draw: st.DrawFn, problem: Problem) -> Disruption:
    person = draw(st.sampled_from([one.id for one in problem.participants]))
    slot = draw(st.sampled_from([one.id for one in problem.slots]))
    table = draw(st.sampled_from([one.id for one in problem.tables]))
    some = draw(st.none() | st.frozensets(st.sampled_from([one.id for one in problem.slots])))
    return draw(
        st.sampled_from(
            [
                TableOut(table=table, slots=some),
                TableBack(table=table, slots=some),
                Late(participant=person, until=slot),
                LeavesEarly(participant=person, after=slot),
                Gone(participant=person, slots=some),
                Back(participant=person, slots=some),
                SlotDropped(slot=slot),
                RestDropped(since=slot),
                SlotBack(slot=slot),
                SlotDelayed(slot=slot, minutes=5),
                PairCancelled(pair=draw(st.sampled_from(problem.pairs)).key),
            ]
        )
    )


@settings(deadline=None, max_examples=90)
@given(data=st.data())
def test_repair_has_no_conflict_and_respects_freeze_and_allowance(data: st.DataObject) -> None:
    problem, agenda = data.draw(published_days())
    disruption = data.draw(disruptions(problem))
    is_slot = isinstance(disruption, (SlotDropped, SlotDelayed, RestDropped, SlotBack))
    now = 0 if is_slot else data.draw(st.integers(0, 2))
    freeze = data.draw(st.integers(0, 1))
    displaced = data.draw(st.integers(0, 2))

    over = {meeting.pair for meeting in agenda.meetings if int(meeting.slot) < now}
    if isinstance(disruption, PairCancelled) and disruption.pair in over:
        with pytest.raises(InvalidProblem, match="pair: in_the_past"):
            repair(problem, agenda, disruption, now=str(now))
        return

    found = repair(problem, agenda, disruption, now=str(now), freeze=freeze, displaced=displaced)

    assert check(found.problem, found.agenda) == ()
    for change in found.changes:
        if change.before is not None:
            assert int(change.before.slot) >= now
        if change.after is not None and change.before is not None and change.after.slot != change.before.slot:
            assert int(change.after.slot) >= now + freeze
    assert len({change.pair for change in found.changes} - hit_pairs(found, agenda)) <= displaced
    both = tuple(Meeting(pair=o.pair, a=o.a, b=o.b, slot=o.slot, table=o.table) for o in found.offers)
    weight = found.agenda.weight + sum(offer.weight for offer in found.offers)
    assert check(found.problem, Agenda(meetings=(*found.agenda.meetings, *both), weight=weight)) == ()


def hit_pairs(found: Repair, agenda: Agenda) -> set[str]:
    """The published meetings that cannot stay, told by `check` alone."""
    return {
        meeting.pair
        for meeting in agenda.meetings
        if check(
            replace(found.problem, published=(), precedences=()),
            Agenda(meetings=(meeting,), weight=next(p.weight for p in found.problem.pairs if p.key == meeting.pair)),
        )
    }


def best_by_force(problem: Problem, agenda: Agenda, hit: set[str], displaced: int) -> tuple[float, int, int]:
    """Try every repair: largest weight and number of hit meetings kept, then fewest other people touched."""
    weights = {pair.key: pair.weight for pair in problem.pairs}
    base = {m.pair: m for m in agenda.meetings}
    concerned = {name for key in hit for name in (base[key].a, base[key].b)}
    best = (-1.0, -1, 0)
    others = [key for key in base if key not in hit]
    for size in range(min(displaced, len(others)) + 1):
        for moved in itertools.combinations(others, size):
            loose = [*sorted(hit), *moved]
            people = {name for key in moved for name in (base[key].a, base[key].b)} - concerned
            for slots in itertools.product([None, *(slot.id for slot in problem.slots)], repeat=len(loose)):
                chosen = dict(zip(loose, slots, strict=True))
                if any(chosen[key] is None for key in moved):
                    continue
                kept = {key: base[key].slot for key in others if key not in moved} | chosen
                placed = {key: slot for key, slot in kept.items() if slot is not None}
                if not conflict_free(problem, base, placed):
                    continue
                won = [weights[key] for key in hit if chosen[key] is not None]
                best = max(best, (sum(won), len(won), -len(people)))
    return best


def conflict_free(problem: Problem, base: dict[str, Meeting], placed: dict[str, str]) -> bool:
    """Judge slots alone: deal the tables of each slot in turn and ask `check`."""
    meetings, dealt = [], dict.fromkeys((slot.id for slot in problem.slots), 0)
    for key, slot in placed.items():
        open_tables = [t.id for t in problem.tables if t.available is None or slot in t.available]
        if dealt[slot] >= len(open_tables):
            return False
        meetings.append(replace(base[key], slot=slot, table=open_tables[dealt[slot]]))
        dealt[slot] += 1
    weights = {pair.key: pair.weight for pair in problem.pairs}
    agenda = Agenda(meetings=tuple(meetings), weight=sum(weights[m.pair] for m in meetings))
    return not check(replace(problem, published=()), agenda)


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_repair_of_a_small_day_is_the_best_by_brute_force(data: st.DataObject) -> None:
    problem, agenda = data.draw(published_days())
    person = data.draw(st.sampled_from(problem.participants)).id
    disruption = data.draw(
        st.sampled_from(
            [Late(participant=person, until="2"), LeavesEarly(participant=person, after="1"), SlotDropped(slot="0")]
        )
    )
    displaced = data.draw(st.integers(0, 1))

    found = repair(problem, agenda, disruption, displaced=displaced)

    hit = hit_pairs(found, agenda)
    if len(hit) > 3:
        return
    kept = [m for m in found.agenda.meetings if m.pair in hit]
    weights = {pair.key: pair.weight for pair in problem.pairs}
    ours = (sum(weights[m.pair] for m in kept), len(kept), -len(found.others))
    assert found.proven
    assert ours == best_by_force(found.problem, agenda, hit, displaced)
