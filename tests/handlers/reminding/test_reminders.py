"""Reminders before meetings, with a clock that the test moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from events.event import LegalRule, Words
from handlers.messages import Reply
from handlers.reminding import reminders
from handlers.reminding.planned import TOO_LATE, Planned, keep_unsaid
from handlers.reminding.reminders import ON_THE_WAY, PLANNED_SHARE
from matching.weights import Weights
from storage.reminders import Recipient
from tests.handlers.registrations import person_of
from tests.handlers.reminding.ticks import (
    at,
    counted,
    decide,
    due_times,
    leads,
    pass_time,
    publish,
    pushes,
    send,
    tick,
)
from tests.world import World, data, text

ONE = ("Banco", "Atlas", "d1s01", "4")  # 10:40
TWO = ("Banco", "Rif", "d1s02", "7")  # 11:05
FIRST = "d1s01@4"
EVENING = at("18:00", 12)
BEFORE, LAST = at("10:00"), at("12:00")


@pytest.fixture
def day(world: World) -> World:
    """Two meetings of Banco in force, the evening before; no messages about whole days."""
    world.agree(("Banco", "Atlas"), ("Banco", "Rif"), ("Lumen", "Atlas"))
    settings = world.house.event.reminders
    world.use(reminders=replace(settings, evening_before=None, doors_open=None, thanks=None))
    publish(world, ONE, TWO, now=EVENING)
    return world


def ticked(world: World, clock: str) -> int:
    return tick(world.database, world.house, at(clock))


def received(world: World, key: str, clock: str) -> list[str]:
    return [text(reply).splitlines()[0] for reply in pushes(world, key, at(clock))]


def only(replies: list[Reply]) -> Reply:
    (reply,) = replies
    return reply


# -- words -------------------------------------------------------------------------------------------------


def test_reminder_says_where_when_whom_why_and_what_is_open(day: World) -> None:
    ticked(day, "10:20")

    reply = only(pushes(day, "Banco", at("10:25")))

    assert text(reply) == (
        "⏰ 10:40, table 4\n"
        "With Atlas Contact: Provider Atlas\n"
        "Why you meet: Same work: Customer service (inbound)\n"
        "Still open: price model and payment term (to be asked)"
    )
    subject = f"{day.pair('Banco', 'Atlas')}@d1s01"
    assert data(reply) == [f"n:way={subject}", f"n:late={subject}", f"n:cant={subject}", "m:reminders"]
    assert [button.label for button in reply.buttons] == ["On my way", "Late", "Can't come", "My reminders"]
    assert reply.template is not None
    assert reply.template.params == {
        "event": "Euroffshore 2027",
        "counterpart": "Atlas Contact",
        "time": "10:40",
        "table": "4",
    }


def test_table_is_told_with_the_name_that_stands_on_it(day: World) -> None:
    publish(day, ("Banco", "Atlas", "d1s01", "1"), now=EVENING + timedelta(hours=1))
    ticked(day, "10:20")

    reply = only(pushes(day, "Banco", at("10:25")))

    assert text(reply).splitlines()[0] == "⏰ 10:40, table 1 (Quiet corner)"
    assert reply.template is not None
    assert reply.template.params["table"] == "1 (Quiet corner)"


def test_each_side_reads_its_own_reason(day: World) -> None:
    ticked(day, "10:20")

    reply = only(pushes(day, "Atlas", at("10:25")))

    assert text(reply).splitlines()[1:3] == [
        "With Banco Norte: Buyer Banco",
        "Why you meet: The size fits: 6–15 needed, 16–50 free",
    ]


def test_french_reads_well(day: World) -> None:
    publish(day, ("Lumen", "Atlas", "d1s01", "12"), now=EVENING + timedelta(hours=1))
    ticked(day, "10:20")

    reply = only(pushes(day, "Lumen", at("10:25")))

    assert text(reply) == (
        "⏰ 10:40, table 12\n"
        "Avec Atlas Contact\u00a0: Provider Atlas\n"
        "Pourquoi ce rendez-vous\u202f? Même travail\u00a0: Service client entrant\n"
        "Reste à voir\u00a0: le mode de prix et le délai de paiement (à demander)"
    )
    assert [button.label for button in reply.buttons] == ["J’arrive", "En retard", "Je ne viens pas", "Mes rappels"]


def test_arabic_keeps_names_numbers_and_times_in_their_place(day: World) -> None:
    ticked(day, "10:50")

    reply = only(pushes(day, "Rif", at("10:50")))

    assert text(reply).replace("\u2068", "⟨").replace("\u2069", "⟩") == (
        "⏰ الساعة ⟨11:05⟩، الطاولة ⟨7⟩\n"
        "مع ⟨Banco Norte⟩: ⟨Buyer Banco⟩\n"
        "لماذا هذا الموعد؟ الحجم مناسب: المطلوب ⟨6–15⟩، والمتاح ⟨16–50⟩\n"
        "لم يُحسم بعد: يُسأل عن نموذج التسعير وأجل الأداء"
    )
    assert [button.label for button in reply.buttons] == ["أنا في الطريق", "سأتأخر", "لن أحضر", "تذكيراتي"]


def test_company_that_is_being_approved_again_is_reminded_without_reasons(day: World) -> None:
    day.change("Atlas", status="submitted")

    ticked(day, "10:20")

    assert text(only(pushes(day, "Banco", at("10:25")))).splitlines()[1:] == ["With Atlas Contact: Provider Atlas"]


def test_rule_that_may_apply_is_what_is_still_open(day: World) -> None:
    rule = LegalRule(
        key="asked", since=date(2027, 1, 1), effects=("ask",), source="…", text=Words({"en": "Consent is needed."}),
    )  # fmt: skip
    day.use(legal_rules=(rule,))

    ticked(day, "10:20")

    assert text(only(pushes(day, "Banco", at("10:25")))).splitlines()[-1] == (
        "Still open: does this rule apply to the project? Consent is needed."
    )


def test_pair_with_nothing_to_settle_is_told_nothing_open(day: World) -> None:
    one_thing = {"languages": 1}
    nothing = dict.fromkeys(Weights().buyer, 0)
    day.set("weights", {"buyer": nothing | one_thing, "provider": nothing | one_thing})

    ticked(day, "10:20")

    assert text(only(pushes(day, "Banco", at("10:25")))).splitlines()[2:] == ["Why you meet: French: 60 agents"]


def test_counterpart_without_a_name_is_told_by_its_company_alone(day: World) -> None:
    person = person_of(day.phone("Atlas"))
    assert person is not None
    with day.begin() as uow:
        uow.answers.remove_of_person(person.id, "full_name")
        uow.people.change_address(day.phone("Atlas").address, name_hint=None)

    ticked(day, "10:20")

    assert text(only(pushes(day, "Banco", at("10:25")))).splitlines()[1] == "With Atlas Contact"


# -- when --------------------------------------------------------------------------------------------------


def test_each_lead_is_said_once_and_at_its_time(day: World) -> None:
    heard = {}
    for minute in range(10, 66):
        clock = f"{10 + minute // 60}:{minute % 60:02d}"
        ticked(day, clock)
        for line in received(day, "Banco", clock):
            heard.setdefault(clock, []).append(line)

    assert heard == {
        "10:25": ["⏰ 10:40, table 4"],
        "10:35": ["⏰ 10:40, table 4"],
        "10:50": ["⏰ 11:05, table 7"],
        "11:00": ["⏰ 11:05, table 7"],
    }


def test_reminder_leaves_so_that_it_arrives_at_its_lead(day: World) -> None:
    ticked(day, "10:20")

    starts = sorted(due_times(day).values())

    last = at("10:25") - ON_THE_WAY
    takes = timedelta(seconds=1 / (25 * PLANNED_SHARE))
    assert starts == [last - 2 * takes, last - takes]


def test_nothing_is_written_before_an_agenda_is_published(world: World) -> None:
    assert ticked(world, "10:20") == 0


def test_event_without_reminders_writes_none(day: World) -> None:
    day.use(reminders=replace(day.house.event.reminders, minutes_before=()))

    assert ticked(day, "10:20") == 0


def test_tick_far_from_any_meeting_writes_nothing(day: World) -> None:
    assert ticked(day, "06:00") == 0
    assert ticked(day, "10:14") == 0


def test_more_than_fits_in_one_transaction_is_written_by_and_by(day: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "MOST_AT_ONCE", 1)

    assert ticked(day, "10:20") == 2
    assert ticked(day, "10:20") == 0


# -- restarts, two clocks ----------------------------------------------------------------------------------


def test_restart_loses_and_doubles_nothing(day: World) -> None:
    for clock in ("10:20", "10:20", "10:24", "10:30", "10:30"):
        tick(day.database, day.house, at(clock), since=at(clock) - timedelta(hours=12))
        send(day, at(clock))

    assert leads(day, "Banco") == [
        ("d1s01@4:15", "sent", None),
        ("d1s01@4:5", "queued", None),
    ]


def test_clock_that_goes_back_doubles_nothing(day: World) -> None:
    pass_time(day, BEFORE, at("10:36"))
    pass_time(day, BEFORE, LAST)

    assert counted(day) == {("sent", None): 8}


def test_clock_that_jumps_ahead_and_is_put_right_loses_nothing(day: World) -> None:
    """What expired, or was noted as unsaid, by the wrong clock is said at the right time."""
    ticked(day, "10:20")
    tick(day.database, day.house, at("20:00"), since=at("10:20"))
    send(day, at("20:00"))
    assert counted(day)["sent", None] == 0

    pass_time(day, at("10:21"), LAST)

    assert counted(day)["sent", None] == 8
    assert [lead for lead, status, _reason in leads(day, "Atlas") if status == "sent"] == ["d1s01@4:15", "d1s01@4:5"]


def test_clock_that_jumps_ahead_says_what_is_still_useful_at_once(day: World) -> None:
    tick(day.database, day.house, at("10:33"), since=BEFORE)

    assert received(day, "Banco", "10:33") == ["⏰ 10:40, table 4"]


# -- late --------------------------------------------------------------------------------------------------


def test_house_that_stood_still_says_what_is_of_use_and_keeps_what_is_not(day: World) -> None:
    tick(day.database, day.house, at("10:37"), since=BEFORE)

    assert received(day, "Banco", "10:37") == ["⏰ 10:40, table 4"]
    assert leads(day, "Banco") == [("d1s01@4:15", "dropped", "too_late"), ("d1s01@4:5", "sent", None)]


def test_meeting_that_has_begun_is_told_as_such(day: World) -> None:
    tick(day.database, day.house, at("10:42"), since=BEFORE)

    reply = only(pushes(day, "Banco", at("10:42")))
    assert text(reply).splitlines()[0] == "⏰ Now at table 4: your meeting of 10:40"
    assert leads(day, "Banco")[:3] == [
        ("d1s01@4:15", "dropped", "too_late"),
        ("d1s01@4:5", "dropped", "too_late"),
        ("d1s01@4:0", "sent", None),
    ]


def test_meeting_half_over_is_told_nobody_and_kept_with_its_reason(day: World) -> None:
    tick(day.database, day.house, at("11:50"))
    tick(day.database, day.house, at("11:50"), since=BEFORE)
    tick(day.database, day.house, at("11:50"), since=BEFORE)

    assert counted(day) == {("dropped", "too_late"): 8}


def test_reminder_that_could_not_leave_in_time_becomes_a_now(day: World) -> None:
    ticked(day, "10:20")
    ticked(day, "10:31")
    with day.begin() as uow:  # the platform was away
        uow.outbox.drop_expired(now=at("10:41"))

    ticked(day, "10:41")
    send(day, at("10:41"))

    assert leads(day, "Banco")[:3] == [
        ("d1s01@4:15", "dropped", "expired"),
        ("d1s01@4:5", "dropped", "expired"),
        ("d1s01@4:0", "sent", None),
    ]


def test_french_now_reads_well(day: World) -> None:
    publish(day, ("Lumen", "Atlas", "d1s01", "12"), now=EVENING + timedelta(hours=1))
    tick(day.database, day.house, at("10:42"), since=BEFORE)

    reply = only(pushes(day, "Lumen", at("10:42")))

    assert text(reply).splitlines()[0] == "⏰ Maintenant, table 12\u00a0: votre rendez-vous de 10:40"


def test_reminder_sent_before_is_followed_by_no_now(day: World) -> None:
    pass_time(day, BEFORE, at("10:45"))

    assert [lead for lead, _, _ in leads(day, "Atlas")] == ["d1s01@4:15", "d1s01@4:5"]


def test_reason_that_another_process_kept_first_is_kept_once(day: World) -> None:
    person = person_of(day.phone("Banco"))
    assert person is not None
    with day.begin() as uow:
        address = uow.people.addresses(person.id)[0]
        planned = Planned(
            key="reminder:1",
            recipient=Recipient(person=person),
            address=address,
            due_at=at("10:25"),
            expires_at=at("10:35"),
        )

        keep_unsaid(uow, [(planned, TOO_LATE), (planned, TOO_LATE)], most=5, now=at("11:00"))

    assert counted(day) == {("dropped", "too_late"): 1}


# -- changes -----------------------------------------------------------------------------------------------


def test_moved_meeting_drops_its_old_reminder_and_plans_the_new_one(day: World) -> None:
    ticked(day, "10:20")

    publish(day, ("Banco", "Atlas", "d1s03", "2"), TWO, now=at("10:21"))

    assert leads(day, "Atlas") == [("d1s01@4:15", "dropped", "meeting_changed")]
    pass_time(day, at("10:21"), LAST)
    assert leads(day, "Atlas")[1:] == [("d1s03@2:15", "sent", None), ("d1s03@2:5", "sent", None)]


def test_cancelled_meeting_reminds_nobody(day: World) -> None:
    ticked(day, "10:20")

    publish(day, TWO, now=at("10:21"))
    pass_time(day, at("10:21"), LAST)

    assert leads(day, "Atlas") == [("d1s01@4:15", "dropped", "meeting_changed")]


def test_change_that_is_taken_back_reminds_after_all(day: World) -> None:
    ticked(day, "10:20")
    publish(day, TWO, now=at("10:21"))

    publish(day, ONE, TWO, now=at("10:22"))
    pass_time(day, at("10:22"), LAST)

    assert leads(day, "Atlas") == [
        ("d1s01@4:15", "dropped", "meeting_changed"),
        ("d1s01@4:15", "sent", None),
        ("d1s01@4:5", "sent", None),
    ]


def test_other_table_after_the_first_reminder_is_in_the_second(day: World) -> None:
    pass_time(day, BEFORE, at("10:28"))

    publish(day, ("Banco", "Atlas", "d1s01", "9"), TWO, now=at("10:29"))
    pass_time(day, at("10:29"), LAST)

    assert leads(day, "Atlas") == [
        ("d1s01@4:15", "sent", None),
        ("d1s01@4:5", "dropped", "meeting_changed"),
        ("d1s01@9:5", "sent", None),
    ]


def test_meeting_added_late_is_reminded_from_the_next_lead_on(day: World) -> None:
    """The publication has just told it."""
    publish(day, ONE, TWO, ("Lumen", "Atlas", "d1s02", "3"), now=at("10:52"))

    pass_time(day, at("10:52"), LAST)

    assert leads(day, "Lumen") == [("d1s02@3:5", "sent", None)]


def test_meeting_as_it_was_is_reminded_although_the_agenda_is_new(day: World) -> None:
    publish(day, ONE, now=at("10:27"))

    tick(day.database, day.house, at("10:28"))

    assert received(day, "Atlas", "10:28") == ["⏰ 10:40, table 4"]


def test_first_agenda_that_comes_out_on_the_day_tells_its_first_meetings_itself(world: World) -> None:
    world.agree(("Banco", "Atlas"))
    publish(world, ONE, now=at("10:37"))

    assert tick(world.database, world.house, at("10:38"), since=at("10:37")) == 0
    assert tick(world.database, world.house, at("10:41"), since=at("10:37")) == 0


def test_delayed_slot_is_reminded_at_its_new_time(day: World) -> None:
    ticked(day, "10:20")

    day.set("slot_shifts", {"d1s01": 15})
    heard = {}
    for clock in ("10:21", "10:25", "10:35", "10:40", "10:50"):
        ticked(day, clock)
        heard[clock] = received(day, "Atlas", clock)

    assert {clock: lines for clock, lines in heard.items() if lines} == {
        "10:40": ["⏰ 10:55, table 4"],
        "10:50": ["⏰ 10:55, table 4"],
    }
    assert leads(day, "Atlas")[0] == ("d1s01@4:15", "dropped", "meeting_changed")


@pytest.mark.parametrize(
    ("zone", "planned", "arrives", "starts"),
    [("Europe/Paris", "08:20", "08:25", "08:40"), ("Atlantic/Cape_Verde", "11:16", "11:25", "11:40")],
)
def test_wall_time_wins_when_the_rules_of_the_zone_change(
    day: World, zone: str, planned: str, arrives: str, starts: str
) -> None:
    """Governments announce that some weeks before; a reminder that is an hour off helps nobody."""
    ticked(day, "10:20")
    day.use(zone=ZoneInfo(zone))

    ticked(day, planned)

    assert leads(day, "Atlas") == [("d1s01@4:15", "dropped", "meeting_changed"), ("d1s01@4:15", "queued", None)]
    assert received(day, "Atlas", arrives) == ["⏰ 10:40, table 4"]
    version = day.newest("published")
    assert version is not None
    assert day.meetings(version.id)[0].starts_at == at(starts)


# -- who ---------------------------------------------------------------------------------------------------


def test_nobody_is_reminded_without_consent(day: World) -> None:
    decide(day, "Banco", is_given=False)

    pass_time(day, BEFORE, LAST)

    assert leads(day, "Banco") == []
    assert len(leads(day, "Atlas")) == 2


def test_consent_withdrawn_stops_what_waits(day: World) -> None:
    ticked(day, "10:20")
    decide(day, "Banco", is_given=False)

    ticked(day, "10:21")

    assert leads(day, "Banco") == [("d1s01@4:15", "dropped", "no_consent")]
    assert leads(day, "Atlas") == [("d1s01@4:15", "queued", None)]


def test_consent_withdrawn_in_the_chat_stops_what_waits_at_once(day: World) -> None:
    ticked(day, "10:20")
    phone = day.phone("Banco")
    phone.now = at("10:20")

    phone.say("/privacy")
    phone.tap("No more reminders")

    assert leads(day, "Banco") == [("d1s01@4:15", "dropped", "no_consent")]


def test_company_that_was_refused_is_not_reminded_and_its_counterpart_not_sent_to_an_empty_table(day: World) -> None:
    ticked(day, "10:20")
    day.change("Atlas", status="refused")

    pass_time(day, at("10:21"), LAST)

    assert leads(day, "Atlas") == [("d1s01@4:15", "dropped", "left")]
    assert [row for row in leads(day, "Banco") if row[0].startswith(FIRST)] == [
        ("d1s01@4:15", "sent", None),
        ("d1s01@4:5", "dropped", "counterpart_left"),
    ]


def test_company_that_withdrew_from_matching_is_not_reminded(day: World) -> None:
    day.answer("Atlas", withdrawn=True)

    pass_time(day, BEFORE, LAST)

    assert leads(day, "Atlas") == []


def test_person_who_erased_themselves_is_not_reminded(day: World) -> None:
    ticked(day, "10:20")
    person = person_of(day.phone("Atlas"))
    assert person is not None
    with day.begin() as uow:
        uow.people.erase(person.id)

    ticked(day, "10:21")

    assert counted(day) == {("queued", None): 1, ("dropped", "left"): 1}


def test_channel_that_somebody_prefers_is_where_they_are_reminded(day: World) -> None:
    person = person_of(day.phone("Banco"))
    assert person is not None
    with day.begin() as uow:
        uow.people.change(person.id, preferred_channel="web")
        uow.people.add(at="web:banco", language_hint="en", name_hint=None, now=EVENING)
        uow.people.change_address("web:banco", person_id=person.id)

    ticked(day, "10:20")

    with day.begin() as uow:
        (row,) = uow.outbox.of_address("web:banco")
    assert row.kind == "reminder"


def test_address_that_is_dead_gets_nothing(day: World) -> None:
    with day.begin() as uow:
        uow.people.change_address(day.phone("Atlas").address, dead_reason="blocked")

    assert ticked(day, "10:20") == 1


def test_meeting_given_to_one_delegate_reminds_only_them(day: World) -> None:
    banco, rif = person_of(day.phone("Banco")), person_of(day.phone("Rif"))
    assert banco is not None
    assert rif is not None
    with day.begin() as uow:
        uow.people.change(rif.id, company_id=day.ids["Banco"], membership="delegate")
        version = uow.agendas.newest("published")
        assert version is not None
        first, second = uow.agendas.meetings(version.id)
        given = replace(first, buyer_delegate_id=rif.id)
        uow.agendas.replace_meetings(version.id, [given, second], summary={})

    ticked(day, "10:20")

    assert [len(pushes(day, key, at("10:25"))) for key in ("Banco", "Rif")] == [0, 1]
    assert text(only(pushes(day, "Atlas", at("10:25")))).splitlines()[1] == "With Banco Norte: Provider Rif"


def test_all_colleagues_are_reminded_of_a_meeting_that_was_given_to_nobody(day: World) -> None:
    rif = person_of(day.phone("Rif"))
    assert rif is not None
    with day.begin() as uow:
        uow.people.change(rif.id, company_id=day.ids["Banco"], membership="delegate")

    ticked(day, "10:20")

    assert [len(pushes(day, key, at("10:25"))) for key in ("Banco", "Rif")] == [1, 1]
    atlas = only(pushes(day, "Atlas", at("10:25")))
    assert text(atlas).splitlines()[1] == "With Banco Norte: Buyer Banco and Provider Rif"
