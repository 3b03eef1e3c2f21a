"""Two organisers, twelve companies, and a clock that the test moves."""

from __future__ import annotations

import pytest

from tests.handlers.broadcasting.desk import Desk
from tests.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world=world)
