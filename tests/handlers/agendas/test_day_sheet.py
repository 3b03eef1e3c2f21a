"""A company's day as its delegates read it."""

from __future__ import annotations

from handlers.messages import Reply
from tests.handlers.calendars import entries
from tests.world import World, data, text


def told(world: World, key: str) -> Reply:
    return world.phone(key).receive_pushes()[-1]


def publish(world: World, *meetings: tuple[str, str, str, str]) -> int:
    draft = world.draft(*meetings)
    world.publish(draft)
    return draft.id


def test_whole_day_is_in_one_message_with_a_calendar_beside_it(world: World) -> None:
    world.agree(("Banco", "Atlas"), ("Banco", "Rif"))

    version = publish(world, ("Banco", "Rif", "d2s01", "7"), ("Banco", "Atlas", "d1s01", "1"))

    reply = told(world, "Banco")
    assert text(reply) == (
        "Your meetings at Euroffshore 2027\n"
        "\n"
        "Wednesday 14 April 2027\n"
        "10:40 · table 1 (Quiet corner) · Atlas Contact\n"
        "   Same work: Customer service (inbound)\n"
        "\n"
        "Thursday 15 April 2027\n"
        "10:25 · table 7 · Rif Appels\n"
        "   Same work: Customer service (inbound)\n"
        "\n"
        "CasaNearShore, Casablanca, 1100 Al Qods Boulevard, Sidi Maarouf, Casablanca, Morocco\n"
        "https://www.openstreetmap.org/search?query=Casanearshore%20Casablanca\n"
        f"Version {version}"
    )
    assert data(reply) == [f"k:{version}", f"s:{world.ids['Atlas']}", f"s:{world.ids['Rif']}"]
    assert reply.attachment is not None
    assert (reply.attachment.filename, reply.attachment.media_type) == ("mawid.ics", "text/calendar")
    own = world.ids["Banco"]
    assert entries(reply) == {
        f"euroffshore-2027-{world.pair('Banco', key)}-{own}@mawid": ("CONFIRMED", 0) for key in ("Atlas", "Rif")
    }


def test_arabic_sheet_reads_right(world: World) -> None:
    world.agree(("Banco", "Rif"), ("Nordic", "Rif"))
    publish(world, ("Banco", "Rif", "d1s01", "1"), ("Nordic", "Rif", "d1s02", "1"))
    told(world, "Rif")

    publish(world, ("Banco", "Rif", "d1s03", "2"))

    reply = told(world, "Rif")
    assert reply.language == "ar"
    for line in reply.text.splitlines():
        depth = 0
        for character in line:
            depth += {"\u2068": 1, "\u2069": -1}.get(character, 0)
            assert depth in (0, 1, 2)
        assert depth == 0
    assert "\u2068Banco Norte\u2069" in reply.text
    assert "\u206811:30\u2069" in reply.text
    assert "\u20682\u2069" in reply.text
    assert "الأربعاء 14 أبريل 2027" in reply.text


def test_cancelled_meeting_is_cancelled_in_the_calendar_too(world: World) -> None:
    world.agree(("Banco", "Atlas"), ("Banco", "Rif"))
    publish(world, ("Banco", "Atlas", "d1s01", "1"), ("Banco", "Rif", "d1s02", "1"))
    told(world, "Banco")
    told(world, "Atlas")

    publish(world, ("Banco", "Rif", "d1s02", "1"))

    uid = f"euroffshore-2027-{world.pair('Banco', 'Atlas')}-"
    to_banco, to_atlas = told(world, "Banco"), told(world, "Atlas")
    assert entries(to_banco) == {
        f"euroffshore-2027-{world.pair('Banco', 'Rif')}-{world.ids['Banco']}@mawid": ("CONFIRMED", 0),
        f"{uid}{world.ids['Banco']}@mawid": ("CANCELLED", 1),
    }
    assert entries(to_atlas) == {f"{uid}{world.ids['Atlas']}@mawid": ("CANCELLED", 1)}


def test_contact_details_are_on_no_sheet_of_the_day(world: World) -> None:
    world.agree(("Banco", "Atlas"))
    publish(world, ("Banco", "Atlas", "d1s01", "1"))

    assert "@" not in text(told(world, "Banco"))


def test_long_day_has_a_button_for_each_of_the_first_thirty(world: World) -> None:
    world.set("limits_buyer", [0, 60])
    twins = world.add_twins("Atlas", 20)
    world.agree(*[("Banco", twin) for twin in twins])
    slots = [slot.id for slot in world.problem().slots]

    publish(world, *[("Banco", twin, slot, "1") for twin, slot in zip(twins, slots, strict=False)])

    reply = told(world, "Banco")
    assert len(reply.rows) == 1 + min(len(twins), len(slots))


def test_other_table_at_the_same_time_is_told_as_such(world: World) -> None:
    """It read as a move from a time to the same time."""
    world.agree(("Banco", "Atlas"))
    publish(world, ("Banco", "Atlas", "d1s01", "1"))
    told(world, "Banco")

    publish(world, ("Banco", "Atlas", "d1s01", "2"))

    lines = text(told(world, "Banco")).splitlines()
    assert lines[:2] == [
        "Your agenda has changed:",
        "New table: 2 instead of 1 (Quiet corner), Atlas Contact, 10:40 on Wednesday 14 April 2027",
    ]
