"""What can happen on the day, as data: the kinds of change, and what has to be known of each.

A request is written ``kind;first;second``, short and ASCII, so that a button carries the whole of it and is understood
whenever it is tapped. What is not known yet is empty. Companies, tables, people are ids, times are slot ids. One that
takes the place of a proposal begins with its id: ``5!kind;first``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from handlers.messages import id_in
from handlers.repairing.day import Day
from locales.translator import N_

REST_OF_DAY, REST_OF_EVENT = "day", "all"
LONGEST_DELAY = 180
"""Minutes."""
LONGEST_NAME = 16
"""Characters of a table's name: as much as a table card and a reminder's line have room for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """One kind of change: what the menu calls it, and its fields in the order in which they are asked.

    `optional`: further fields, which may be said in words and are never asked.
    """

    label: str
    fields: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def all_fields(self) -> tuple[str, ...]:
        return (*self.fields, *self.optional)


KINDS: Mapping[str, Kind] = {
    "table_out": Kind(label=N_("Table out"), fields=("table", "until"), optional=("since",)),
    "table_back": Kind(label=N_("Table back"), fields=("table",), optional=("since",)),
    "table_name": Kind(label=N_("Rename a table"), fields=("table", "name")),
    "late": Kind(label=N_("Company late"), fields=("company", "until")),
    "held_up": Kind(label=N_("Company late"), fields=("company", "since", "until")),
    "early": Kind(label=N_("Leaves early"), fields=("company", "since")),
    "gone": Kind(label=N_("Company gone"), fields=("company", "span")),
    "back": Kind(label=N_("Company back"), fields=("company",), optional=("since",)),
    "away": Kind(label=N_("Company away for a while"), fields=("company", "since", "until")),
    "rest": Kind(label=N_("All later slots delayed"), fields=("since", "minutes")),
    "delay": Kind(label=N_("One slot delayed"), fields=("slot", "minutes")),
    "drop": Kind(label=N_("Slot dropped"), fields=("slot",)),
    "reopen": Kind(label=N_("Slot takes place after all"), fields=("closed",), optional=("until",)),
    "pause": Kind(label=N_("Add a break"), fields=("since", "until")),
    "move": Kind(label=N_("Move a meeting"), fields=("pair", "to"), optional=("table",)),
    "cancel": Kind(label=N_("Cancel a meeting"), fields=("pair",)),
    "add": Kind(label=N_("Add a meeting"), fields=("new_pair", "when")),
    "swap": Kind(label=N_("Swap two meetings"), fields=("pair", "other")),
    "delegate": Kind(label=N_("Another delegate"), fields=("pair", "person")),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """A change that an organiser or a delegate asks for, complete or not; `instead_of` a proposal, if not 0."""

    kind: str
    args: tuple[str, ...] = ()
    instead_of: int = 0

    def __str__(self) -> str:
        former = f"{self.instead_of}!" if self.instead_of else ""
        return former + ";".join((self.kind, *self.args))

    def __getitem__(self, field: str) -> str:
        """Return what is known of a field; "" when nothing is."""
        return dict(zip(KINDS[self.kind].all_fields, self.args, strict=False)).get(field, "")

    def with_(self, field: str, value: str) -> Request:
        """Return the request with one more thing known."""
        fields = KINDS[self.kind].all_fields
        known = [self[one] for one in fields]
        known[fields.index(field)] = value
        while known and not known[-1]:
            known.pop()
        return replace(self, args=tuple(known))


def read_request(text: str) -> Request | None:
    """Return the request that a button carries; None for one of no known kind.

    >>> read_request("late;12;d1s03")["until"]
    'd1s03'
    >>> read_request("5!late;12").instead_of, read_request("table_name;1;Salon!")["name"]
    (5, 'Salon!')
    >>> read_request("nonsense;1") is None
    True
    """
    head, _, rest = text.partition("!")
    former = id_in(head)
    kind, *args = (rest if former else text).split(";")
    if kind not in KINDS:
        return None
    return Request(kind=kind, args=tuple(args[: len(KINDS[kind].all_fields)]), instead_of=former)


def missing(request: Request, day: Day) -> str | None:
    """Return the first field that is not known, or holds what does not exist (any more); None when all are good."""
    kind = KINDS[request.kind]
    said = [field for field in kind.optional if request[field]]
    return next((field for field in (*kind.fields, *said) if not _is_good(field, request, day)), None)


def _is_good(field: str, request: Request, day: Day) -> bool:
    value = request[field]
    match field:
        case "table":
            return value in day.tables
        case "company":
            return is_company(value, day)
        case "until":
            return value in (REST_OF_DAY, REST_OF_EVENT) or day.slot(value) is not None
        case "span":
            return value in (REST_OF_DAY, REST_OF_EVENT) or day.slot(value) is not None
        case "since" | "slot" | "to":
            return day.slot(value) is not None and value not in day.closed
        case "when":
            return value == REST_OF_EVENT or (day.slot(value) is not None and value not in day.closed)
        case "closed":
            return day.slot(value) is not None and value in day.closed
        case "minutes":
            return 0 < id_in(value) <= LONGEST_DELAY
        case "pair":
            return day.meeting(value) is not None
        case "other":
            return day.meeting(value) is not None and value != request["pair"]
        case "new_pair":
            buyer, _, provider = value.partition("~")
            return is_company(buyer, day, role="buyer") and is_company(provider, day, role="provider")
        case "person":
            return id_in(value) > 0
        case _:  # a table's name
            return 0 < len(value) <= LONGEST_NAME


def is_company(value: str, day: Day, *, role: str | None = None) -> bool:
    """Tell whether an id is that of an approved company (of a role)."""
    found = day.companies.get(id_in(value))
    return found is not None and found.status == "approved" and role in (None, found.role)
