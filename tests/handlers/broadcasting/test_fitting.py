"""A broadcast to more people than WhatsApp lets us write to in a day."""

from __future__ import annotations

from tests.handlers.broadcasting.desk import Desk
from tests.world import text


def move_to_whatsapp(desk: Desk) -> None:
    """Let every company have come by WhatsApp, days ago."""
    own = [desk.phone(key).address for key in desk.world.ids]
    with desk.world.begin() as uow:
        for number, address in enumerate(own):
            uow.people.move_address(address, f"whatsapp:2126000000{number:02d}")


def test_preview_says_that_too_many_are_written_to_unasked(desk: Desk) -> None:
    desk.world.house.daily_limit = 5
    move_to_whatsapp(desk)
    desk.write()

    assert "Places left today: 5" in text(desk.preview())
    desk.world.house.daily_limit = 250
    assert "Places left today" not in text(desk.preview())
