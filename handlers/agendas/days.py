"""Whose meeting it is: a company's day, as each of its delegates lives it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from storage.records import Person, StoredMeeting
from storage.unit_of_work import UnitOfWork

Place = tuple[str, str, datetime]


def delegate_of(meeting: StoredMeeting, company_id: int) -> int | None:
    """Return the person a company's side of a meeting was given to, None while it is everybody's."""
    return meeting.buyer_delegate_id if meeting.buyer_id == company_id else meeting.provider_delegate_id


def places(meetings: Iterable[StoredMeeting]) -> set[Place]:
    """Return what a person has to know of meetings: with whom, when and where; two equal days need no message."""
    return {(one.pair, one.table_name, one.starts_at) for one in meetings}


class Days:
    """The days of people in versions of the agenda; each company is read once of each version."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._meetings: dict[tuple[int, int], Sequence[StoredMeeting]] = {}
        self._colleagues: dict[int, Mapping[int, Person]] = {}

    def of(self, version: int | None, person: Person) -> list[StoredMeeting]:
        """Return a person's meetings: their company's, but for those given to a colleague who is still there."""
        return [one for one in self.of_company(version, person) if not self.is_given_away(one, person)]

    def of_company(self, version: int | None, person: Person) -> Sequence[StoredMeeting]:
        """Return the meetings of a person's company."""
        if version is None or person.company_id is None:
            return ()
        key = (version, person.company_id)
        if key not in self._meetings:
            self._meetings[key] = self._uow.agendas.meetings(version, company_id=person.company_id)
        return self._meetings[key]

    def is_given_away(self, meeting: StoredMeeting, person: Person) -> bool:
        """Tell whether a colleague sits there instead."""
        assert person.company_id is not None  # whoever has meetings has a company
        given_to = delegate_of(meeting, person.company_id)
        return given_to not in (None, person.id) and given_to in self._people(person.company_id)

    def _people(self, company_id: int) -> Mapping[int, Person]:
        if company_id not in self._colleagues:
            people = self._uow.people.of_company(company_id, "registrant", "delegate")
            self._colleagues[company_id] = {one.id: one for one in people}
        return self._colleagues[company_id]
