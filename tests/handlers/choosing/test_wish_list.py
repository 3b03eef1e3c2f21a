"""The list of wishes: what does not fit on one screen, and what it says once the choice is closed."""

from __future__ import annotations

from handlers.choosing import wish_list
from tests.world import World, data, text


def test_long_list_names_all_and_keeps_as_many_buttons_as_a_screen_can(world: World) -> None:
    twins = world.add_twins("Atlas", 45)
    for key in twins:
        world.wish("Banco", key)

    (reply,) = world.phone("Banco").tap_data("w:list")

    assert len(text(reply).splitlines()) == 1 + len(twins)
    assert len(reply.rows) == wish_list.MOST_LISTED
    assert data(reply)[-3:] == [f"w:see={world.ids[twins[-1]]}", "w:more", "w:find"]


def test_company_left_for_later_that_is_approved_no_more_is_not_offered_again(world: World) -> None:
    phone = world.phone("Banco")
    phone.say("/wishes")
    phone.tap("Later")
    for _ in range(6):
        phone.tap("Yes")
    world.change("Atlas", status="submitted")

    (reply,) = phone.say("/wishes")

    assert data(reply) == ["w:more", "w:find", "w:list", "w:details", "w:avoid", "w:refs"]
