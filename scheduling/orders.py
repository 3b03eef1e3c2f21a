"""A meeting that the organiser puts in a given slot: may it be there, at which table, and who gives way."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.board import Board
from scheduling.disruption import MeetingMoved
from scheduling.errors import Fault, InvalidProblem


@dataclass(frozen=True, kw_only=True)
class Order:
    """Where a pair (key) is to be, as ranks, and the placed pairs that give way."""

    key: str
    slot: int
    table: int
    gives_way: tuple[str, ...]


def read_order(board: Board, told: MeetingMoved, *, now: int, thaw: int) -> Order:
    """Return the order `told`, the board being as published.

    What gives way: the lightest meetings of a person who is full in that slot, and the meeting at the table that is
    named. Without a name: the table it has, else the first one free, else one of those that give way.
    `now` and `thaw`: ranks of the first slot not begun, and of the first that may take new meetings. The order itself
    may be for a frozen slot, but nobody gives way there. Raise `InvalidProblem`: `in_the_past` (the meeting is over),
    `forbidden`, `not_present`, `out_of_order`, `cap_reached`, `unsuitable_table`, `no_table`, `frozen`.
    """
    key, slot = told.pair, board.slot_rank[told.slot]
    home = board.where.get(key)
    if home is not None and home[0] < now:
        raise _fault("pair", "in_the_past", key)
    _refuse(board, key, slot, is_new=home is None)
    if home is not None:
        board.lift(key)
    named = None if told.table is None else board.table_rank[told.table]
    holder = next((other for other, where in board.where.items() if where == (slot, named)), "")
    busy = {other for name in board.ends(key) for other in _in_the_way(board, name, slot, holder)}
    table = _table(board, told, slot, busy, home)
    if home is not None:
        board.place(key, *home)
    gives_way = tuple(other for other in board.where if other in busy or other == holder)
    if gives_way and slot < thaw:
        raise _fault("slot", "frozen", told.slot)
    return Order(key=key, slot=slot, table=table, gives_way=gives_way)


def _refuse(board: Board, key: str, slot: int, *, is_new: bool) -> None:
    pair, name = board.pairs[key], board.problem.slots[slot].id
    absent = [person for person in board.ends(key) if not board.present[person] >> slot & 1]
    for path, code, value, applies in (
        ("pair", "forbidden", key, pair.status not in ("open", "fixed")),
        ("slot", "not_present", ", ".join(absent), bool(absent)),
        ("slot", "out_of_order", name, not board.in_order(key) >> slot & 1),
        ("pair", "cap_reached", key, is_new and board.is_full(key)),
    ):
        if applies:
            raise _fault(path, code, value)


def _in_the_way(board: Board, name: str, slot: int, holder: str) -> list[str]:
    """Return the meetings that a person has too many in a slot to hold one more: `holder`, then the lightest."""
    held = sorted(board.seated(name, slot), key=lambda key: (key != holder, board.pairs[key].weight))
    return held[: len(held) + 1 - board.people[name].capacity]


def _table(board: Board, told: MeetingMoved, slot: int, busy: set[str], home: tuple[int, int] | None) -> int:
    fine = board.suitable(told.pair) & board.tables_in[slot]
    if told.table is not None:
        rank = board.table_rank[told.table]
        if not fine >> rank & 1:
            raise _fault("table", "unsuitable_table", told.table)
        return rank
    free = board.open_tables[slot] & fine
    if home is not None and free >> home[1] & 1:
        return home[1]
    freed = sum(1 << board.where[other][1] for other in busy) & fine
    if not free and not freed:
        raise _fault("slot", "no_table", told.slot)
    mask = free or freed
    return (mask & -mask).bit_length() - 1


def _fault(path: str, code: str, value: str) -> InvalidProblem:
    return InvalidProblem([Fault(path=path, code=code, value=value)])
