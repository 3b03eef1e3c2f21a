"""When and where: choose the meetings of an event, give each a slot and a table, and prove how good that is.

Pure functions over frozen dataclasses (numpy and scipy inside, nothing of the rest of the project); anybody may
import this room, and it imports nobody. `python -m scheduling` is its command line, `README.md` its manual.
"""

from scheduling.agenda import describe
from scheduling.allocation import allocate, bound
from scheduling.check import Conflict, check
from scheduling.diff import Diff, Move, diff
from scheduling.disruption import (
    Back,
    Disruption,
    Gone,
    Late,
    LeavesEarly,
    MeetingMoved,
    PairAdded,
    PairCancelled,
    RestDropped,
    SlotBack,
    SlotDelayed,
    SlotDropped,
    TableBack,
    TableOut,
    disrupt,
    span,
)
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
from scheduling.must_meet import FullAgenda, must_meet
from scheduling.pacing import Timed, latest_starts
from scheduling.repair import repair
from scheduling.repair_report import Change, Repair, Retimed
from scheduling.search import Progress
from scheduling.standby import Offer
from scheduling.validation import faults, validate

__all__ = [
    "Agenda",
    "Back",
    "Change",
    "Conflict",
    "Diff",
    "Disruption",
    "Fault",
    "FloorMiss",
    "FullAgenda",
    "Gone",
    "InvalidProblem",
    "Late",
    "LeavesEarly",
    "Leftover",
    "Meeting",
    "MeetingMoved",
    "Move",
    "Offer",
    "Pair",
    "PairAdded",
    "PairCancelled",
    "Participant",
    "Precedence",
    "Problem",
    "Progress",
    "Reason",
    "Repair",
    "RestDropped",
    "Retimed",
    "SchedulingError",
    "SideStatistics",
    "Slot",
    "SlotBack",
    "SlotDelayed",
    "SlotDropped",
    "Table",
    "TableBack",
    "TableOut",
    "Timed",
    "agenda_from_json",
    "allocate",
    "bound",
    "check",
    "describe",
    "diff",
    "disrupt",
    "faults",
    "latest_starts",
    "must_meet",
    "numbered_tables",
    "problem_from_json",
    "repair",
    "schema",
    "span",
    "to_json",
    "validate",
]
