"""A simulated event: whatever changes and fails, every phone ends with the agenda that is in force."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.event_day import EventDays, Outcome, Script, grow, publish_first
from tests.fakes.telegram_server import FakeTelegram
from tests.world import START, World

SHORT = Script(
    companies=24, meetings_each=7, changes=12, step=timedelta(minutes=5), days=1, blocked=0.1, faulty=0.05, seed=1
)
LONG = Script(companies=300, meetings_each=8, changes=60, step=timedelta(minutes=5), seed=2)


@pytest.mark.parametrize("script", [SHORT, pytest.param(LONG, marks=pytest.mark.soak)], ids=["short", "long"])
async def test_every_phone_ends_with_the_agenda_in_force(world: World, script: Script) -> None:
    outcome = await live(world, script)

    assert outcome.wrong_days == []
    assert outcome.wrong_reminders == []
    assert outcome.doubled == []
    assert outcome.missed == []
    assert outcome.approved >= script.changes // 2
    assert outcome.failures > 0


async def live(world: World, script: Script) -> Outcome:
    grow(world, script.companies, seed=script.seed)
    publish_first(world, meetings_each=script.meetings_each, seed=script.seed, now=START)
    async with FakeTelegram(rate_limits=None) as fake:
        return await EventDays(world, str(world.database.engine.url), script, fake).run()
