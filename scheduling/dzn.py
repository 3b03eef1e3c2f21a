"""Read the published instances of the B2B meeting scheduling problem (MiniZinc data files, `.dzn`).

The format is that of Bofill et al., *JAIR* 74 (2022), 263-301: `nBusiness` participants, `nMeetings` rows
`participant, participant, session` in `requested` (1 morning, 2 afternoon, 3 either), `nTables` meetings at
once, `nTotalSlots` slots of which the first `nMorningSlots` are the morning; optional `forbidden` slots per
participant (0 is a placeholder), `fixed` slot per meeting (0 = free) and `precedences` (the meetings held
strictly before this one). Everything counts from 1, and the ids of the problem are these numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from scheduling.errors import Fault, InvalidProblem
from scheduling.model import Pair, Participant, Precedence, Problem, Slot, numbered_tables

MORNING, AFTERNOON = "morning", "afternoon"
_SESSIONS = {1: MORNING, 2: AFTERNOON, 3: None}
_SCALARS = ("nBusiness", "nMeetings", "nTables", "nTotalSlots", "nMorningSlots")


def read_dzn(text: str) -> Problem:
    """Return the instance as a problem whose pairs are all `fixed`: each of them must be placed.

    Raise `InvalidProblem` with every fault (`missing`, `wrong_length`, `unknown`). Pairs weigh 1.

    >>> problem = read_dzn('''nBusiness = 2; nMeetings = 1; nTables = 1; nTotalSlots = 2; nMorningSlots = 1;
    ... requested = [|1, 2, 2|]; forbidden = [{0}, {1}];''')
    >>> problem.pairs
    (Pair(a='1', b='2', weight=1.0, id='1', status='fixed', session='afternoon', slots=None),)
    """
    fields = dict(re.findall(r"(\w+)\s*=\s*([^;]*);", re.sub(r"%.*", "", text)))
    missing = [name for name in (*_SCALARS, "requested") if name not in fields]
    if missing:
        raise InvalidProblem([Fault(path=name, code="missing") for name in missing])
    sizes = {name: int(fields[name]) for name in _SCALARS}
    requested = [row for row in map(_numbers, fields["requested"].split("|")) if row]
    forbidden = _sets(fields, "forbidden", sizes["nBusiness"])
    fixed = _numbers(fields["fixed"]) if "fixed" in fields else [0] * sizes["nMeetings"]
    earlier = _sets(fields, "precedences", sizes["nMeetings"])
    found = [*_faults(sizes, requested, forbidden, fixed, earlier)]
    if found:
        raise InvalidProblem(found)
    return Problem(
        participants=tuple(_participants(sizes["nTotalSlots"], forbidden)),
        slots=tuple(_slots(sizes["nTotalSlots"], sizes["nMorningSlots"])),
        tables=numbered_tables(sizes["nTables"]),
        pairs=tuple(_pairs(requested, fixed)),
        precedences=tuple(
            Precedence(before=str(first), after=str(number))
            for number, firsts in enumerate(earlier, 1)
            for first in firsts
        ),
    )


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


def _sets(fields: Mapping[str, str], name: str, count: int) -> list[list[int]]:
    if name not in fields:
        return [[] for _ in range(count)]
    return [_numbers(inside) for inside in re.findall(r"\{([^}]*)\}", fields[name])]


def _faults(
    sizes: Mapping[str, int],
    requested: Sequence[Sequence[int]],
    forbidden: Sequence[Sequence[int]],
    fixed: Sequence[int],
    earlier: Sequence[Sequence[int]],
) -> Iterator[Fault]:
    people, meetings, slots = sizes["nBusiness"], sizes["nMeetings"], sizes["nTotalSlots"]
    for name, rows, count in (
        ("requested", requested, meetings),
        ("forbidden", forbidden, people),
        ("fixed", fixed, meetings),
        ("precedences", earlier, meetings),
    ):
        if len(rows) != count:
            yield Fault(path=name, code="wrong_length", value=f"{len(rows)}, not {count}")
    for index, row in enumerate(requested):
        if len(row) != 3 or not all(1 <= one <= people for one in row[:2]) or row[2] not in _SESSIONS:
            yield Fault(path=f"requested[{index}]", code="unknown", value=str(row))
    for name, numbers, most in (("forbidden", forbidden, slots), ("precedences", earlier, meetings)):
        for index, some in enumerate(numbers):
            if any(number > most for number in some):
                yield Fault(path=f"{name}[{index}]", code="unknown", value=str(some))
    for index, number in enumerate(fixed):
        if number > slots:
            yield Fault(path=f"fixed[{index}]", code="unknown", value=str(number))


def _participants(slots: int, forbidden: Sequence[Sequence[int]]) -> Iterator[Participant]:
    everywhen = frozenset(map(str, range(1, slots + 1)))
    for number, away in enumerate(forbidden, 1):
        present = everywhen - set(map(str, away))
        yield Participant(id=str(number), available=None if present == everywhen else present)


def _slots(count: int, morning: int) -> Iterator[Slot]:
    for number in range(1, count + 1):
        yield Slot(id=str(number), session=MORNING if number <= morning else AFTERNOON)


def _pairs(requested: Sequence[Sequence[int]], fixed: Sequence[int]) -> Iterator[Pair]:
    for number, ((one, other, session), slot) in enumerate(zip(requested, fixed, strict=True), 1):
        yield Pair(
            a=str(one),
            b=str(other),
            id=str(number),
            status="fixed",
            session=_SESSIONS[session],
            slots=frozenset({str(slot)}) if slot else None,
        )
