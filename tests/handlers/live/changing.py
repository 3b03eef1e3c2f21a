"""A morning on which things go wrong, for tests: an agenda in force, an organiser at the menu, delegates' phones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from handlers.messages import Reply, plain_text
from handlers.repairing.day import Day, read_day
from handlers.repairing.disruptions import KINDS, Request
from handlers.understanding.readings import Reading
from handlers.understanding.words import read
from locales.translator import translator
from storage.records import StoredChange, StoredMeeting
from tests.handlers.live.days import open_day, receive, settle
from tests.handlers.registrations import invitation_of, make_organiser, new_phone
from tests.phone import Phone
from tests.world import World, text

TEN = datetime(2027, 4, 14, 10, 0, tzinfo=UTC)
"""Forty minutes before the first meeting; the event's clock shows the same."""

SEATS = (
    ("Banco", "Atlas", "d1s01", "1"),
    ("Lumen", "Rif", "d1s01", "2"),
    ("Nordic", "Atlas", "d1s02", "1"),
    ("Lumen", "Zagora", "d1s02", "3"),
    ("Banco", "Rif", "d1s03", "2"),
)
FREE_WISH = ("Helvetia", "Atlas")
"""Both want it, and it is on nobody's agenda."""


def publish_day(world: World) -> None:
    """Put the agenda in force, the day before."""
    world.agree(FREE_WISH)
    open_day(world, *SEATS)


def open_menu(world: World) -> None:
    """Let it be ten o'clock, and the organiser at the menu."""
    at(world, TEN)
    world.organiser.say("/change")


def at(world: World, now: datetime) -> None:
    """Let every clock show at least `now`."""
    for phone in (world.organiser, *(world.phone(key) for key in world.ids)):
        phone.now = max(phone.now, now)


def day_of(world: World, now: datetime = TEN) -> Day:
    with world.begin() as uow:
        day = read_day(uow, world.house.event, now)
    assert day is not None
    return day


def reading_of(world: World, said: str, **later: int) -> Reading:
    """Return what words mean to an organiser who reads English, at ten o'clock or so much later."""
    return read(said, day_of(world, TEN + timedelta(**later)), "en")


def readings(world: World, said: str, **later: int) -> list[str]:
    """Return what words mean, with the short names of companies for their ids."""
    names = {str(number): key for key, number in world.ids.items()}
    return [_named(one, names) for one in reading_of(world, said, **later).requests]


def _named(request: Request, names: dict[str, str]) -> str:
    """Return a request with short names where its first fields are companies; slots and tables stay."""
    fields = KINDS[request.kind].all_fields
    of_companies = [field in ("company", "pair", "other", "new_pair") for field in fields]
    parts = [
        "~".join(names.get(one, one) for one in part.split("~")) if is_company else part
        for part, is_company in zip(request.args, of_companies, strict=False)
    ]
    return ";".join((request.kind, *parts))


def refusal(world: World, said: str, **later: int) -> str:
    """Return why words, or a part of them, are not followed."""
    note = reading_of(world, said, **later).note
    assert note is not None
    return plain_text(translator("en")(note.message, **note.params))


def shown(replies: list[Reply]) -> str:
    """Return the one answer as a person reads it."""
    (reply,) = replies
    return text(reply)


def moves(world: World, said: str) -> list[str]:
    """Say something as the organiser and return the lines old → new of the preview."""
    return [line.removeprefix("• ") for line in shown(world.organiser.say(said)).splitlines() if line.startswith("• ")]


def now_in_force(world: World) -> set[tuple[str, str, str, str]]:
    published = world.newest("published")
    assert published is not None
    return world.places(published.id)


def meeting(world: World, buyer: str, provider: str) -> StoredMeeting:
    """Return a meeting of the agenda in force."""
    published = world.newest("published")
    assert published is not None
    pair = world.pair(buyer, provider)
    return next(one for one in world.meetings(published.id) if one.pair == pair)


def newest_change(world: World) -> StoredChange:
    """Return the change proposed last."""
    newest = world.count("change")
    with world.begin() as uow:
        found = uow.changes.find(newest)
    assert found is not None
    return found


def pushes(world: World, *, after: timedelta = timedelta(minutes=2)) -> dict[str, list[str]]:
    """Let changes settle and return what each phone then receives, a message's first lines each."""
    now = world.organiser.now + after
    while settle(world, now):
        pass
    return {key: [text(one) for one in found] for key, found in receive(world, now=now).items()}


def second_organiser(world: World, name: str = "colleague") -> Phone:
    """Return a colleague's phone, at the same time of the day."""
    phone = make_organiser(new_phone(world.database, world.house, 98, name_hint=name))
    phone.now = max(phone.now, world.organiser.now)
    return phone


def colleague_of(world: World, key: str) -> Phone:
    """Return the phone of a second delegate of a company."""
    phone = new_phone(world.database, world.house, 56)
    code = invitation_of(world.phone(key))
    phone.say(f"/start {code}")
    with world.begin() as uow:
        found = uow.people.find(phone.address)
        assert found is not None
        uow.people.change(found[1].id, membership="delegate", company_id=world.ids[key], language="en")
    phone.now = max(phone.now, TEN)
    return phone
