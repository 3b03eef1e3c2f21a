"""Small published days: a problem and an agenda in order, as hypothesis draws them."""

from __future__ import annotations

import itertools

from hypothesis import strategies as st

from scheduling.check import check
from scheduling.model import Agenda, Meeting, Pair, Participant, Precedence, Problem, Slot, numbered_tables
from scheduling.presence import pair_slots, presence

SLOTS = 4


@st.composite
def published_days(draw: st.DrawFn) -> tuple[Problem, Agenda]:
    people = [f"p{number}" for number in range(draw(st.integers(2, 6)))]
    slots = [str(number) for number in range(SLOTS)]
    participants = tuple(
        Participant(
            id=name,
            capacity=draw(st.sampled_from([1, 1, 1, 2])),
            available=draw(st.none() | st.frozensets(st.sampled_from(slots), min_size=2)),
        )
        for name in people
    )
    pairs = tuple(
        Pair(a=one, b=other, weight=float(draw(st.integers(0, 5)))) for one, other in itertools.combinations(people, 2)
    )
    rules = (
        draw(st.lists(st.sampled_from(list(itertools.combinations(pairs, 2))), max_size=1)) if len(pairs) > 1 else []
    )
    problem = Problem(
        participants=participants,
        slots=tuple(Slot(id=slot) for slot in slots),
        tables=numbered_tables(draw(st.integers(1, 3))),
        pairs=pairs,
        precedences=tuple(Precedence(before=first.key, after=last.key) for first, last in rules),
    )
    return problem, first_fit(problem, draw(st.permutations(pairs)))


def first_fit(problem: Problem, order: list[Pair]) -> Agenda:
    agenda = Agenda(meetings=())
    present = presence(problem)
    for pair in order:
        slots = pair_slots(problem, pair, present)
        for slot, table in itertools.product(sorted(slots), problem.tables):
            meeting = Meeting(pair=pair.key, a=pair.a, b=pair.b, slot=slot, table=table.id)
            longer = Agenda(meetings=(*agenda.meetings, meeting), weight=agenda.weight + pair.weight)
            if not check(problem, longer):
                agenda = longer
                break
    return agenda
