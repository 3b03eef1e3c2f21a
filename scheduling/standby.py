"""Free chairs after a repair, offered to whoever could take them: the best standby for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scheduling.board import Board, ranks


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A meeting that could still take place: it is proposed to both, never imposed."""

    pair: str
    a: str
    b: str
    slot: str
    table: str
    weight: float


def find_offers(board: Board, chairs: Mapping[str, int]) -> tuple[Offer, ...]:
    """Return offers for free chairs: participant → mask of the slots in which that chair is free.

    Heaviest pair first (then the order of the problem's pairs), each at its earliest slot; no chair, table or
    pair is offered twice, and all offers can be accepted together. The board is changed back.
    """
    seatable = sum(1 << slot for slot, tables in enumerate(board.open_tables) if tables)
    free = {name: slots & seatable & board.free[name] for name, slots in chairs.items() if slots}
    free = {name: slots for name, slots in free.items() if slots}
    candidates = []
    for key, pair in board.pairs.items() if free else ():
        if (pair.a in free or pair.b in free) and key not in board.where and pair.is_wanted:
            slots = free.get(pair.a, 0) | free.get(pair.b, 0)
            if slots & board.both_free(key):
                candidates.append((key, slots))
    candidates.sort(key=lambda candidate: -board.pairs[candidate[0]].weight)
    offered: list[str] = []
    for key, slots in candidates:
        if board.is_full(key):
            continue
        for slot in ranks(board.both_free(key) & slots):
            table = board.table_for(key, slot)
            if table is not None:
                board.place(key, slot, table)
                offered.append(key)
                break
    offers = tuple(_offer(board, key) for key in offered)
    for key in offered:
        board.lift(key)
    return offers


def _offer(board: Board, key: str) -> Offer:
    held = board.meeting(key)
    return Offer(pair=key, a=held.a, b=held.b, slot=held.slot, table=held.table, weight=board.pairs[key].weight)
