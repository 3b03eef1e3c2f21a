"""What makes a pair impossible, judged for all pairs at once; the first reason that applies is kept.

Only an answer can close a gate: what is missing never does.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matching import scales, taxonomy
from matching.encoding import Buyers, Providers
from matching.readings import BARS
from matching.sides import Side

GATES: Final = (
    "",  # open
    "not_approved",
    "broker_not_admitted",
    "same_group",
    "avoided",
    "legal_block",
    "no_common_activity",
    "no_common_language",
    "label_missing",
    "hours_not_held",
    "start_too_late",
    "refused",
)
"""Reason codes, by their number in a matrix of gates; a lower number wins."""

PRIVATE_GATES: Final = frozenset({"avoided"})
"""Reasons that neither side, nor an organiser's report, may ever be shown."""

Gates = NDArray[np.uint8]


def pair_gates(buyers: Buyers, providers: Providers) -> Gates:
    """Return the gates that follow from answers: shape (m, n), dtype uint8, positions in ``GATES``."""
    gates = np.zeros((len(buyers.level), len(providers.hours)), dtype=np.uint8)
    is_24_7 = buyers.hours == taxonomy.HOURS.index("24_7")
    is_held = (providers.hours == taxonomy.HOURS.index("24_7")) | (providers.hours == len(taxonomy.HOURS))
    offered = np.where(providers.activities == 0, np.uint32(0xFFFFFFFF), providers.activities)
    spoken = providers.at_level.T[buyers.level]
    closed = {
        "refused": buyers.triggers[:, None] & providers.refusals != 0,
        "start_too_late": _TOO_LATE[buyers.start].take(providers.start, axis=1),
        "hours_not_held": is_24_7[:, None] & ~is_held,
        "label_missing": buyers.required[:, None] & providers.unmet != 0,
        "no_common_language": (buyers.languages[:, None] & spoken == 0) & (buyers.languages != 0)[:, None],
        "no_common_activity": (buyers.activities[:, None] & offered == 0) & (buyers.activities != 0)[:, None],
        "legal_block": buyers.rules[:, None] & providers.rules != 0,
    }
    for reason, is_closed in closed.items():  # weakest first, so that the first reason of GATES stays
        np.copyto(gates, np.uint8(GATES.index(reason)), where=is_closed)
    return gates


def close_personal_gates(gates: Gates, buyers: Side[Buyers], providers: Side[Providers]) -> None:
    """Write into a matrix (m, n) the gates between companies themselves: vetoes, groups, admissions."""
    _close_avoided(gates, buyers, providers)
    _close_avoided(gates.T, providers, buyers)
    for group in set(buyers.table.group.tolist()) & set(providers.table.group.tolist()) - {0}:
        rows, columns = buyers.table.group == group, providers.table.group == group
        gates[np.ix_(rows, columns)] = GATES.index("same_group")
    for reason in ("broker_not_admitted", "not_approved"):
        gates[buyers.table.bar == BARS.index(reason), :] = GATES.index(reason)
        gates[:, providers.table.bar == BARS.index(reason)] = GATES.index(reason)


def _close_avoided(gates: Gates, side: Side[Any], others: Side[Any]) -> None:
    for row in np.flatnonzero(side.table.avoids).tolist():
        avoided = side.companies[row].avoids
        gates[row, [others.index[other] for other in avoided if other in others.index]] = GATES.index("avoided")


def _is_too_late(wished: str | None, earliest: str | None) -> bool:
    """Return whether a start window lies more than ``LATEST_START`` months after the one wished."""
    if wished is None or earliest is None:
        return False
    _, wished_by = taxonomy.START_MONTHS[wished]
    starts_after, _ = taxonomy.START_MONTHS[earliest]
    return wished_by is not None and starts_after >= wished_by + scales.LATEST_START


_WINDOWS: Final = (*taxonomy.START_WINDOWS, None)
_TOO_LATE: Final = np.array([[_is_too_late(wished, earliest) for earliest in _WINDOWS] for wished in _WINDOWS])
