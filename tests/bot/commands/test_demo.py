"""The demonstration in small: eight companies live the whole story, on a real database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import clock
from bot.__main__ import main
from bot.commands.demo import DEMO_FILE, demo
from bot.settings import Settings
from events.event import Event
from storage import Database
from storage.records import StoredMeeting
from storage.unit_of_work import UnitOfWork

COMPANIES = 8


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the demonstration printed, and the database it left."""

    printed: str
    database: Database


def tell(event: Event, file: Path, *, seed: int = 0) -> int:
    return demo(Settings(database_url=f"sqlite:///{file}"), event, companies=COMPANIES, seed=seed)


@pytest.fixture(scope="module")
def told(event: Event, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The story of seed 0, told once for all tests."""
    file = tmp_path_factory.mktemp("demo") / "demo.db"
    with pytest.MonkeyPatch.context() as patch:
        lines: list[str] = []
        patch.setattr("builtins.print", lambda *words, **_options: lines.append(" ".join(map(str, words))))
        assert tell(event, file) == 0
    database = Database(f"sqlite:///{file}")
    yield Told(printed="\n".join(lines), database=database)
    database.close()


def published(uow: UnitOfWork) -> list[StoredMeeting]:
    agenda = uow.agendas.newest("published")
    assert agenda is not None
    return list(uow.agendas.meetings(agenda.id))


def test_every_company_registers_and_one_broker_is_refused_with_a_reason(told: Told) -> None:
    with told.database.begin() as uow:
        companies = uow.companies.every()

    refused = [company for company in companies if company.status == "refused"]
    assert len(companies) == COMPANIES
    assert [company.status for company in companies].count("approved") == COMPANIES - 1
    assert [bool(company.decision_reason) for company in refused] == [True]


def test_both_roles_and_all_three_languages_take_part(told: Told) -> None:
    with told.database.begin() as uow:
        roles = {company.role for company in uow.companies.every()}
        languages = {person.language for person in uow.people.every()}

    assert roles == {"buyer", "provider"}
    assert languages == {"fr", "ar", "en"}


def test_the_agenda_is_published_and_told(told: Told) -> None:
    with told.database.begin() as uow:
        meetings = published(uow)
        meeting = {company for one in meetings for company in (one.buyer_id, one.provider_id)}
        acts = [line.act for line in uow.audit.newest(limit=500)]
        seen = uow.agendas.acknowledged_by(1)
        waiting = uow.outbox.counts().get("queued", 0)

    assert len(meetings) >= 3
    assert len(meeting) >= 4
    assert acts.count("publish") == 1
    assert seen
    assert waiting == 0


def test_everything_was_said_to_the_conversation_engine(told: Told) -> None:
    with told.database.begin() as uow:
        addresses = [address.address for person in uow.people.every() for address in uow.people.addresses(person.id)]
        said = {address: len(uow.inbox.after(address, after_id=0)) for address in addresses}

    assert all(address.startswith("web:demo-") for address in addresses)
    assert all(count >= 2 for count in said.values())
    assert sum(said.values()) > 20 * COMPANIES


def test_the_numbers_are_well_formed_and_nobody_has_the_same(told: Told) -> None:
    with told.database.begin() as uow:
        keys = [company.number_key for company in uow.companies.every() if company.number_key]

    assert len(keys) >= COMPANIES // 2
    assert len(set(keys)) == len(keys)


def test_the_links_open_the_chats_of_three_delegates_and_the_organiser(told: Told) -> None:
    codes = re.findall(r"/d/([\w-]+)", told.printed)

    with told.database.begin() as uow:
        opened = [uow.invites.find(code, now=clock.now()) for code in codes]

    assert len(opened) == 4
    assert all(invite is not None and invite.kind == "device" for invite in opened)
    assert opened[-1] is not None
    assert opened[-1].address == "web:demo-organiser"


def test_it_says_what_came_of_it_and_how_to_go_on(told: Told) -> None:
    assert "Conflicts           none" in told.printed
    assert "mawid run" in told.printed
    assert "mawid export" in told.printed


def test_the_same_seed_tells_the_same_story(told: Told, event: Event, tmp_path: Path) -> None:
    assert tell(event, tmp_path / "again.db") == 0

    again = Database(f"sqlite:///{tmp_path / 'again.db'}")
    with told.database.begin() as one, again.begin() as other:
        assert published(one) == published(other)
        assert [company.legal_name for company in one.companies.every()] == [
            company.legal_name for company in other.companies.every()
        ]
    again.close()


def test_a_database_with_people_is_left_alone(told: Told, event: Event, capsys: pytest.CaptureFixture[str]) -> None:
    file = told.database.engine.url.database
    assert file is not None

    code = tell(event, Path(file))

    assert code == 1
    assert "needs an empty one" in capsys.readouterr().err
    with told.database.begin() as uow:
        assert len(uow.companies.every()) == COMPANIES


def test_its_own_file_is_begun_anew(
    event: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    former = Database(f"sqlite:///{DEMO_FILE}")
    former.migrate()
    with former.begin() as uow:
        uow.people.add(at="web:old", language_hint=None, name_hint=None, now=event.wishes_close_at)
    former.close()

    assert demo(Settings(), event, companies=4, seed=1) == 0

    assert f"Replacing {DEMO_FILE}" in capsys.readouterr().out
    database = Database(f"sqlite:///{DEMO_FILE}")
    with database.begin() as uow:
        assert uow.people.find("web:old") is None
        assert len(uow.companies.every()) == 4
    database.close()


@pytest.mark.parametrize("companies", ["3", "100000"])
def test_a_size_it_cannot_tell_is_refused(
    companies: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["demo", "--companies", companies]) == 2

    assert "from 4 to 1000" in capsys.readouterr().err
    assert not DEMO_FILE.exists()
