"""Invented problems: dull defaults for examples, and hypothesis strategies for properties."""

from __future__ import annotations

from hypothesis import strategies as st

from scheduling import Pair, Participant, Precedence, Problem, Slot, Table, numbered_tables


def two_sided(buyers: int, providers: int, slots: int, tables: int, weight: int = 10) -> Problem:
    """Return a problem in which everybody wants everybody equally and is always there."""
    return Problem(
        participants=tuple(
            [Participant(id=f"b{i}", side="buyer") for i in range(buyers)]
            + [Participant(id=f"p{i}", side="provider") for i in range(providers)]
        ),
        slots=tuple(Slot(id=f"s{i}", session="am" if 2 * i < slots else "pm") for i in range(slots)),
        tables=numbered_tables(tables),
        pairs=tuple(Pair(a=f"b{i}", b=f"p{j}", weight=weight + i + j) for i in range(buyers) for j in range(providers)),
    )


@st.composite
def problems(draw: st.DrawFn, *, is_plain: bool = False, people: int = 5, slots: int = 4) -> Problem:
    """Draw a valid problem; a plain one has two sides, weights, presence and tables only."""
    times = tuple(Slot(id=f"s{i}", session="am" if i < 2 else "pm") for i in range(draw(st.integers(1, slots))))
    names = [slot.id for slot in times]
    is_mixed = not is_plain and draw(st.booleans())
    tables = numbered_tables(draw(st.integers(0, 3))) if is_plain else draw(_tables(names))
    members = tuple(
        draw(_participants(f"x{i}", "" if is_mixed else ("l" if i % 2 else "r"), names, tables, is_plain))
        for i in range(draw(st.integers(2, people)))
    )
    pairs = tuple(
        draw(_pairs(a.id, b.id, names, is_plain))
        for i, a in enumerate(members)
        for b in members[i + 1 :]
        if (is_mixed or a.side != b.side) and draw(st.integers(0, 4))
    )
    return Problem(
        participants=members,
        slots=times,
        tables=tables,
        pairs=pairs,
        precedences=() if is_plain else draw(_precedences(pairs)),
    )


def _subset(names: list[str]) -> st.SearchStrategy[frozenset[str] | None]:
    return st.none() | st.frozensets(st.sampled_from(names))


@st.composite
def _tables(draw: st.DrawFn, slots: list[str]) -> tuple[Table, ...]:
    if draw(st.booleans()):
        return numbered_tables(draw(st.integers(0, 3)))
    return tuple(
        Table(
            id=f"t{i}",
            zone=draw(st.sampled_from(["hall", "garden"])),
            features=draw(st.frozensets(st.sampled_from(["screen", "quiet"]))),
            available=draw(_subset(slots)),
        )
        for i in range(draw(st.integers(1, 3)))
    )


@st.composite
def _participants(
    draw: st.DrawFn, name: str, side: str, slots: list[str], tables: tuple[Table, ...], is_plain: bool
) -> Participant:
    available = draw(_subset(slots))
    if is_plain:
        return Participant(id=name, side=side, available=available)
    first, last = sorted((draw(st.integers(0, len(slots) - 1)), draw(st.integers(0, len(slots) - 1))))
    capacity = draw(st.sampled_from([1, 1, 1, 2]))
    cap = draw(st.none() | st.integers(0, 3))
    features = sorted({feature for table in tables for feature in table.features})
    zones = sorted({table.zone for table in tables})
    seats = [table.id for table in tables]
    return Participant(
        id=name,
        side=side,
        available=available,
        earliest=draw(st.sampled_from([None, None, slots[first]])),
        latest=draw(st.sampled_from([None, None, slots[last]])),
        floor=min(draw(st.sampled_from([0, 0, 1, 2])), 9 if cap is None else cap),
        cap=cap,
        capacity=capacity,
        seats=tuple(draw(st.sampled_from([(), (), seats[:capacity]]))) if len(seats) >= capacity else (),
        zones=draw(st.frozensets(st.sampled_from(zones), max_size=1)) if zones else frozenset(),
        needs=draw(st.frozensets(st.sampled_from(features), max_size=1)) if features else frozenset(),
    )


@st.composite
def _pairs(draw: st.DrawFn, a: str, b: str, slots: list[str], is_plain: bool) -> Pair:
    weight = draw(st.integers(0, 20))
    if is_plain:
        return Pair(a=a, b=b, weight=weight)
    return Pair(
        a=a,
        b=b,
        weight=weight + draw(st.sampled_from([0, 0, 0.5])),
        status=draw(st.sampled_from(["open", "open", "open", "open", "forbidden", "met"])),
        session=draw(st.sampled_from([None, None, "am"])),
        slots=draw(st.sampled_from([None, None, None, frozenset(slots[:2])])),
    )


@st.composite
def _precedences(draw: st.DrawFn, pairs: tuple[Pair, ...]) -> tuple[Precedence, ...]:
    keys = [pair.key for pair in pairs]
    return tuple(
        Precedence(before=before, after=after)
        for index, before in enumerate(keys)
        for after in keys[index + 1 : index + 2]
        if draw(st.integers(0, 4)) == 0
    )
