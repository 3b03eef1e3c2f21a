"""A simulated event: whatever changes and fails, every phone and page ends with the agenda that is in force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.event_day.crowd import grow, publish_first
from tests.event_day.days import EventDays
from tests.event_day.script import Script
from tests.fakes.graph_server import FakeGraph
from tests.fakes.telegram_server import FakeTelegram
from tests.world import START, World

SHORT = Script(
    companies=20,
    meetings_each=7,
    changes=9,
    step=timedelta(minutes=5),
    days=1,
    hours=3.0,
    blocked=0.1,
    faulty=0.08,
    undo_each=3,
    seed=1,
)
LONG = Script(companies=300, meetings_each=8, changes=60, step=timedelta(minutes=5), seed=2)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("script", [SHORT, pytest.param(LONG, marks=pytest.mark.soak)], ids=["short", "long"])
async def test_every_delegate_ends_with_the_agenda_in_force(
    world_on: Callable[[str], World], script: Script, kind: str
) -> None:
    world = world_on(kind)
    grow(world, script)
    publish_first(world, script, now=START)
    async with FakeTelegram(rate_limits=None) as telegram, FakeGraph() as graph:
        outcome = await EventDays(world, script, telegram=telegram, graph=graph).run()

    assert outcome.wrong_days == []
    assert outcome.wrong_reminders == []
    assert outcome.doubled == []
    assert outcome.missed == []
    assert outcome.compared == outcome.people.total() - outcome.blocked
    assert min(outcome.messages[channel] for channel in ("telegram", "whatsapp", "web")) > 0
    assert outcome.templates >= outcome.opened > 0
    assert outcome.approved >= script.changes * 8 // 9  # some are left over when the organiser's own phone is cut off
    assert outcome.undone > 0
    assert outcome.failures > 0
