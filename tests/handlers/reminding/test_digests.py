"""Messages about a whole day: the evening before, doors open, thanks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from handlers.messages import Reply
from storage.records import StoredAnswer
from tests.handlers.registrations import person_of
from tests.handlers.reminding.ticks import at, decide, publish, pushes, rows, send, tick
from tests.world import World, data, text

EVE = at("18:00", 13)
MEETINGS = (
    ("Banco", "Atlas", "d1s01", "5"),
    ("Banco", "Rif", "d1s02", "7"),
    ("Lumen", "Atlas", "d1s03", "2"),
    ("Lumen", "Oasis", "d2s01", "4"),
)


@pytest.fixture
def day(world: World) -> World:
    """Meetings on both days, published the week before; no reminders before meetings."""
    world.agree(*[(buyer, provider) for buyer, provider, _slot, _table in MEETINGS])
    only("evening_before", world)
    publish(world, *MEETINGS, now=at("12:00", 5))
    return world


def only(kind: str, world: World) -> None:
    """Leave one kind of message about a day, as in the example file, and no reminders before meetings."""
    none = replace(world.house.event.reminders, minutes_before=(), evening_before=None, doors_open=None, thanks=None)
    wanted = {"evening_before": time(18), "doors_open": time(8, 30), "thanks": time(17, 45)}[kind]
    world.use(reminders=replace(none, **{kind: wanted}))


def ticked(world: World, now: datetime, *, since: datetime | None = None) -> int:
    return tick(world.database, world.house, now, since=since)


def one(replies: list[Reply]) -> Reply:
    (reply,) = replies
    return reply


def fates(world: World) -> list[tuple[str, str | None]]:
    return [(status, reason) for _key, status, reason in rows(world.database, "digest")]


# -- the evening before ------------------------------------------------------------------------------------


def test_evening_before_tells_the_whole_day_in_one_message(day: World) -> None:
    assert ticked(day, EVE - timedelta(minutes=3)) == 0
    assert ticked(day, EVE - timedelta(minutes=1)) == 4  # Oasis has nothing on the first day
    assert pushes(day, "Banco", EVE - timedelta(minutes=1)) == []

    reply = one(pushes(day, "Banco", EVE))

    assert text(reply).splitlines()[:8] == [
        "🌙 Tomorrow 2 meetings await you, the first at 10:40, table 5, with Atlas Contact.",
        "",
        "Your meetings at Euroffshore 2027",
        "",
        "Wednesday 14 April 2027",
        "10:40 · table 5 · Atlas Contact",
        "   Same work: Customer service (inbound)",
        "11:05 · table 7 · Rif Appels",
    ]
    assert "https://www.openstreetmap.org/search?query=Casanearshore%20Casablanca" in text(reply)
    version = day.newest("published")
    assert version is not None
    assert data(reply)[0] == f"k:{version.id}"
    assert data(reply)[-1] == "m:reminders"
    assert reply.attachment is not None
    calendar = Calendar.from_ical(reply.attachment.content)
    assert len(calendar.walk("VEVENT")) == 2
    assert reply.template is not None
    assert reply.template.params["day"] == "Wednesday 14 April 2027"


def test_second_day_is_told_on_the_first_evening(day: World) -> None:
    ticked(day, at("18:00"))

    reply = one(pushes(day, "Lumen", at("18:00")))

    assert text(reply).splitlines()[0] == (
        "🌙 Demain, 1 rendez-vous vous attend, à 10:25, table 4, avec Oasis Relation."
    )


def test_arabic_evening_keeps_names_and_numbers_in_their_place(day: World) -> None:
    ticked(day, EVE)

    reply = one(pushes(day, "Rif", EVE))

    assert text(reply).splitlines()[0].replace("\u2068", "⟨").replace("\u2069", "⟩") == (
        "🌙 غدًا ينتظركم موعد واحد على الساعة ⟨11:05⟩، الطاولة ⟨7⟩، مع ⟨Banco Norte⟩."
    )


def test_evening_is_told_once_whatever_the_clock_does(day: World) -> None:
    for now in (EVE, EVE, EVE + timedelta(hours=2), EVE - timedelta(minutes=1), at("09:00")):
        ticked(day, now, since=now - timedelta(hours=12))
        send(day, max(now, EVE))

    assert fates(day) == [("sent", None)] * 4


def test_house_that_stood_still_tells_the_day_in_the_morning(day: World) -> None:
    ticked(day, at("07:00"), since=at("12:00", 13))

    assert text(one(pushes(day, "Banco", at("07:00")))).splitlines()[0] == (
        "☀️ Today 2 meetings await you, the first at 10:40, table 5, with Atlas Contact."
    )


def test_house_that_stood_still_for_too_long_keeps_why_nothing_was_said(day: World) -> None:
    ticked(day, at("20:00"), since=at("12:00", 13))
    ticked(day, at("20:00"), since=at("12:00", 13))

    assert sorted(fates(day), key=str) == [("dropped", "too_late")] * 4 + [("queued", None)] * 2


def test_day_that_changes_before_its_message_leaves_is_told_as_it_is_then(day: World) -> None:
    ticked(day, EVE - timedelta(minutes=2))

    publish(day, *MEETINGS[1:], now=EVE - timedelta(minutes=1))
    ticked(day, EVE)

    assert fates(day).count(("dropped", "meeting_changed")) == 2  # Banco and Atlas
    assert text(one(pushes(day, "Banco", EVE))).splitlines()[0] == (
        "🌙 Tomorrow 1 meeting awaits you, at 11:05, table 7, with Rif Appels."
    )


def test_day_that_changes_after_the_evening_is_not_told_twice(day: World) -> None:
    ticked(day, EVE)
    send(day, EVE)

    publish(day, *MEETINGS[1:], now=EVE + timedelta(minutes=30))
    ticked(day, EVE + timedelta(minutes=31))

    assert fates(day) == [("sent", None)] * 4


def test_first_agenda_that_comes_out_late_in_the_evening_tells_the_day_itself(world: World) -> None:
    world.agree(("Banco", "Atlas"))
    only("evening_before", world)
    publish(world, MEETINGS[0], now=EVE + timedelta(hours=1))

    assert ticked(world, EVE + timedelta(hours=2)) == 0


def test_day_as_it_was_is_told_although_the_agenda_is_new(day: World) -> None:
    publish(day, *MEETINGS[1:], now=EVE + timedelta(hours=1))

    ticked(day, EVE + timedelta(hours=2))

    assert [len(pushes(day, key, EVE + timedelta(hours=2))) for key in ("Rif", "Banco")] == [1, 0]


def test_wall_time_of_the_evening_wins_when_the_rules_of_the_zone_change(day: World) -> None:
    day.use(zone=ZoneInfo("Atlantic/Cape_Verde"))

    assert ticked(day, EVE) == 0
    assert ticked(day, EVE + timedelta(hours=1)) == 4


def test_meeting_given_to_a_colleague_is_not_in_the_day_of_the_other(day: World) -> None:
    banco, souss = person_of(day.phone("Banco")), person_of(day.phone("Souss"))
    assert banco is not None
    assert souss is not None
    with day.begin() as uow:
        uow.people.change(souss.id, company_id=day.ids["Banco"], membership="delegate")
        version = uow.agendas.newest("published")
        assert version is not None
        first, *others = uow.agendas.meetings(version.id)
        given = replace(first, buyer_delegate_id=souss.id)
        uow.agendas.replace_meetings(version.id, [given, *others], summary={})

    ticked(day, EVE)

    assert text(one(pushes(day, "Banco", EVE))).splitlines()[0].startswith("🌙 Tomorrow 1 meeting awaits you, at 11:05")
    assert text(one(pushes(day, "Souss", EVE))).splitlines()[0].startswith("🌙 Tomorrow 2 meetings await you")


# -- who, and when they want it ----------------------------------------------------------------------------


def test_nobody_is_told_who_does_not_want_it(day: World) -> None:
    decide(day, "Banco", is_given=False)
    day.phone("Rif").tap_data("r:level=none")
    day.change("Lumen", status="refused")

    ticked(day, EVE)

    assert [len(pushes(day, key, EVE)) for key in ("Banco", "Rif", "Lumen", "Atlas")] == [0, 0, 0, 1]


def test_fewer_reminders_keep_the_evening_alone(day: World) -> None:
    day.phone("Banco").tap_data("r:level=few")
    for kind in ("evening_before", "doors_open", "thanks"):
        only(kind, day)
        ticked(day, {"evening_before": EVE, "doors_open": at("08:30"), "thanks": at("17:45")}[kind])

    assert len(pushes(day, "Banco", at("17:45"))) == 1


def test_quiet_hours_move_the_evening_to_their_end(day: World) -> None:
    day.phone("Banco").tap_data("r:quiet=17:00-07:00")

    ticked(day, EVE)

    assert pushes(day, "Banco", at("23:00", 13)) == []
    assert text(one(pushes(day, "Banco", at("07:00")))).splitlines()[0].startswith("☀️ Today 2 meetings await you")


def test_quiet_hours_that_last_until_the_first_meeting_leave_a_reason(day: World) -> None:
    day.phone("Banco").tap_data("r:quiet=17:00-11:00")

    ticked(day, EVE)

    assert fates(day).count(("dropped", "quiet_hours")) == 1
    assert pushes(day, "Banco", at("12:00")) == []


def test_setting_changed_while_a_message_waits_is_obeyed(day: World) -> None:
    ticked(day, EVE - timedelta(minutes=2))
    day.phone("Banco").now = EVE - timedelta(minutes=1)

    day.phone("Banco").tap_data("r:quiet=17:00-07:00")
    ticked(day, EVE)

    assert fates(day).count(("dropped", "settings_changed")) == 1
    assert pushes(day, "Banco", EVE) == []
    assert len(pushes(day, "Banco", at("07:00"))) == 1


def test_fewer_chosen_elsewhere_drops_what_waits(day: World) -> None:
    """As another process would store it, between two ticks of this one."""
    only("doors_open", day)
    ticked(day, at("08:28"))
    person = person_of(day.phone("Banco"))
    assert person is not None
    with day.begin() as uow:
        fewer = StoredAnswer(key="@reminders", value="few", status="given", answered_at=at("08:28"))
        uow.answers.save_of_person(person.id, fewer)

    ticked(day, at("08:29"))

    assert fates(day).count(("dropped", "not_wanted")) == 1


# -- doors, thanks -----------------------------------------------------------------------------------------


def test_doors_open_says_where_and_which_meeting_is_first(day: World) -> None:
    only("doors_open", day)

    ticked(day, at("08:28"))

    assert pushes(day, "Banco", at("08:29")) == []
    reply = one(pushes(day, "Banco", at("08:30")))
    assert text(reply) == (
        "☀️ Good morning! Doors open at 08:30: CasaNearShore, Casablanca, 1100 Al Qods Boulevard, Sidi Maarouf, "
        "Casablanca, Morocco\nhttps://www.openstreetmap.org/search?query=Casanearshore%20Casablanca\n"
        "Your first meeting today: 10:40, table 5, Atlas Contact."
    )
    assert data(reply) == ["m:agenda", "m:reminders"]


def test_doors_that_opened_an_hour_ago_are_no_news(day: World) -> None:
    only("doors_open", day)

    ticked(day, at("09:31"), since=at("07:00"))

    assert fates(day) == [("dropped", "too_late")] * 4


def test_thanks_come_when_the_day_is_over(day: World) -> None:
    only("thanks", day)

    ticked(day, at("17:45"))

    assert text(one(pushes(day, "Lumen", at("17:45")))) == (
        "Merci pour cette journée à Euroffshore 2027. Votre agenda reste ici\u00a0: /agenda\n"
        "Un mot à dire aux organisateurs\u202f? contact@example.org"
    )
    assert ticked(day, at("17:45", 15)) == 2  # Lumen and Oasis met on the second day


def test_event_without_messages_about_days_writes_none(day: World) -> None:
    day.use(reminders=replace(day.house.event.reminders, evening_before=None))

    assert ticked(day, EVE) == 0
