"""When and where: choose the meetings of an event, give each a slot and a table, and prove how good that is.

Pure functions over frozen dataclasses (numpy and scipy inside, nothing of the rest of the project); anybody may
import this room, and it imports nobody. `python -m scheduling` is its command line, `README.md` its manual.
"""

from scheduling.agenda import describe
from scheduling.allocation import allocate, bound
from scheduling.check import Conflict, check
from scheduling.diff import Diff, Move, diff
from scheduling.errors import Fault, InvalidProblem, SchedulingError
from scheduling.json_format import agenda_from_json, problem_from_json, schema, to_json
from scheduling.model import (
    Agenda,
    FloorMiss,
    Leftover,
    Meeting,
    Pair,
    Participant,
    Precedence,
    Problem,
    Reason,
    SideStatistics,
    Slot,
    Table,
    numbered_tables,
)
from scheduling.search import Progress
from scheduling.validation import faults, validate

__all__ = [
    "Agenda",
    "Conflict",
    "Diff",
    "Fault",
    "FloorMiss",
    "InvalidProblem",
    "Leftover",
    "Meeting",
    "Move",
    "Pair",
    "Participant",
    "Precedence",
    "Problem",
    "Progress",
    "Reason",
    "SchedulingError",
    "SideStatistics",
    "Slot",
    "Table",
    "agenda_from_json",
    "allocate",
    "bound",
    "check",
    "describe",
    "diff",
    "faults",
    "numbered_tables",
    "problem_from_json",
    "schema",
    "to_json",
    "validate",
]
