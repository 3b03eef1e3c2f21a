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


def place_of(meeting: StoredMeeting) -> Place:
    """Return what everybody of a company has to know of a meeting: with whom, at which table and when."""
    return meeting.pair, meeting.table_name, meeting.starts_at


def places(meetings: Iterable[StoredMeeting]) -> set[Place]:
    """Return what a company has to know of its meetings."""
    return {place_of(one) for one in meetings}


class Days:
    """The days of people in versions of the agenda; each company is read once of each version."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._meetings: dict[tuple[int, int], Sequence[StoredMeeting]] = {}
        self._colleagues: dict[int, Mapping[int, Person]] = {}

    def of(self, version: int | None, person: Person) -> list[StoredMeeting]:
        """Return a person's meetings: their company's, but for those given to a colleague who is still there."""
        return self.own(self.of_company(version, person), person)

    def of_company(self, version: int | None, person: Person) -> Sequence[StoredMeeting]:
        """Return the meetings of a person's company."""
        if version is None or person.company_id is None:
            return ()
        key = (version, person.company_id)
        if key not in self._meetings:
            self._meetings[key] = self._uow.agendas.meetings(version, company_id=person.company_id)
        return self._meetings[key]

    def own(self, meetings: Iterable[StoredMeeting], person: Person) -> list[StoredMeeting]:
        """Return those of a company's meetings to which a person goes."""
        return [one for one in meetings if not self.is_given_away(one, person)]

    def places(self, version: int | None, person: Person) -> set[tuple[Place, bool]]:
        """Return what a person has to know of their day; two equal days need no message."""
        return self.own_places(self.of_company(version, person), person)

    def own_places(self, meetings: Iterable[StoredMeeting], person: Person) -> set[tuple[Place, bool]]:
        """Return the place of each meeting to which a person goes, and whether they go alone."""
        return {(place_of(one), self.is_given_to(one, person)) for one in self.own(meetings, person)}

    def is_given_to(self, meeting: StoredMeeting, person: Person) -> bool:
        """Tell whether a person goes in place of their colleagues; somebody who has none goes anyway."""
        assert person.company_id is not None  # whoever has meetings has a company
        return delegate_of(meeting, person.company_id) == person.id and len(self._people(person.company_id)) > 1

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
