"""Whatever organisers do and delegates tap, the last message each delegate received is the agenda in force."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from icalendar import Calendar

from handlers.agendas.days import Days, places
from handlers.availability import table_label
from handlers.messages import Reply
from locales.digits import strip_bidi
from tests.handlers.live.days import (
    MINUTE,
    MORNING,
    SECOND,
    Seat,
    edit,
    follow_up,
    open_day,
    person,
    receive,
    settle,
    told,
)
from tests.world import World, text

MEETING = re.compile(r"(\d\d:\d\d) · \S+ (.+?) · (.+)")  # in every language
PAIRS = (("Banco", "Atlas"), ("Banco", "Rif"), ("Nordic", "Atlas"), ("Nordic", "Souss"), ("Helvetia", "Oasis"))
SLOTS = ("d1s03", "d1s04", "d1s05", "d1s06", "d2s01")


SEEDS = [*range(3), *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(3, 60))]


@pytest.mark.parametrize("seed", SEEDS)
def test_last_message_of_every_delegate_is_the_agenda_in_force(world: World, seed: int) -> None:
    chance = random.Random(seed)
    world.agree(*PAIRS)
    open_day(world, *a_day(chance))
    received: dict[str, list[Reply]] = {}
    clock = MORNING
    for now in moments(chance):
        clock = now
        step(world, chance, now, received)

    clock += timedelta(minutes=5)
    while settle(world, clock):
        pass
    keep(received, receive(world, now=clock))

    version = world.newest("published")
    assert version is not None
    for key in {one for pair in PAIRS for one in pair}:
        with world.begin() as uow:
            waits = uow.notices.count_pending()
        version_told = known(world, key)
        who = person(world, key)
        with world.begin() as uow:
            days = Days(uow)
            assert places(days.of(version_told, who)) == places(days.of(version.id, who))
            held = days.of(version.id, who)
        assert waits == 0
        if received.get(key):
            last, event = received[key][-1], world.house.event
            wanted = [f"{one.starts_at:%H:%M} {table_label(event, one.table_name, last.language)}" for one in held]
            assert [f"{at} {table}" for at, table, _ in MEETING.findall(strip_bidi(text(last)))] == wanted
            assert confirmed(received[key]) == {f"{one.starts_at:%d%H%M}" for one in held}


def known(world: World, key: str) -> int | None:
    """Return the version somebody was told last; None where there never was anything to tell."""
    notices = told(world, key)
    return notices[-1].agenda_id if notices else None


def a_day(chance: random.Random) -> list[Seat]:
    """Return an agenda in which nobody and no table is booked twice."""
    slots = chance.sample(SLOTS, len(SLOTS))
    kept = chance.sample(range(len(PAIRS)), chance.randint(2, len(PAIRS)))
    return [(*PAIRS[at], slots[at], str(chance.randint(1, 9))) for at in sorted(kept)]


def moments(chance: random.Random) -> Iterator[datetime]:
    now = MORNING
    for _ in range(25):
        now += chance.choice((5 * SECOND, 20 * SECOND, 50 * SECOND, 3 * MINUTE))
        yield now


def step(world: World, chance: random.Random, now: datetime, received: dict[str, list[Reply]]) -> None:
    """Let one thing happen: an edit, one and its undo, a publication, a tick, phones that connect, an OK."""
    version = world.newest("published")
    assert version is not None
    what = chance.choice(("edit", "undo", "publish", "settle", "settle", "receive", "ok", "follow"))
    if what == "edit":
        edit(world, *a_day(chance), now=now)
    elif what == "undo":
        before = sorted(world.places(version.id))
        edit(world, *a_day(chance), now=now)
        edit(world, *before, now=now + SECOND)
    elif what == "publish":
        world.publish(world.draft(*a_day(chance)), now=now)
    elif what == "settle":
        settle(world, now)
    elif what == "receive":
        keep(received, receive(world, now=now))
    elif what == "follow":
        follow_up(world, now)
    else:
        key = chance.choice(chance.choice(PAIRS))
        world.phone(key).tap_data(f"k:{chance.randint(1, version.id)}")


def keep(received: dict[str, list[Reply]], pushes: dict[str, list[Reply]]) -> None:
    """Keep the messages that tell of the agenda; a question whether it was seen tells nothing new."""
    for key, found in pushes.items():
        received.setdefault(key, []).extend(one for one in found if one.attachment is not None)


def confirmed(received: list[Reply]) -> set[str]:
    """Return when the entries begin in a calendar that took every file in turn, as calendars do: the highest wins."""
    entries: dict[str, tuple[int, str, str]] = {}
    for reply in received:
        assert reply.attachment is not None
        calendar = Calendar.from_ical(reply.attachment.content)
        for one in calendar.walk("VEVENT"):
            entry = (int(one["SEQUENCE"]), str(one["STATUS"]), f"{one['DTSTART'].dt:%d%H%M}")
            if str(one["UID"]) not in entries or entry[0] >= entries[str(one["UID"])][0]:
                entries[str(one["UID"])] = entry
    return {at for _, status, at in entries.values() if status == "CONFIRMED"}
