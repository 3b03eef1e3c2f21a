"""When a reminder was to arrive, read from its key."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.reminding.punctuality import promised

NEAR = datetime(2027, 4, 14, 9, 46, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "key",
    [
        "reminder:12~34:d1s03@7@141000:15:99",
        "reminder:12~34:d1s03@Salon: A@141000:15:99",
        "reminder:12~34:d1s03@7@141000+5-:15:99",
    ],
)
def test_promise_is_some_minutes_before_the_meeting(key: str) -> None:
    assert promised(key, near=NEAR) == datetime(2027, 4, 14, 9, 45, tzinfo=UTC)


@pytest.mark.parametrize("key", ["digest:evening:d1:12:3f9a:99", "reminder:x", "reminder:1~2:d1s03@7@201000:15:99"])
def test_other_messages_promise_nothing(key: str) -> None:
    assert promised(key, near=NEAR) is None


def test_key_of_a_real_reminder_is_understood() -> None:
    from handlers.agendas.outdated import reminder_key
    from storage.records import StoredMeeting

    meeting = StoredMeeting(
        buyer_id=1,
        provider_id=2,
        slot="d1s03",
        table_name="7",
        starts_at=NEAR.replace(hour=10, minute=0, second=0),
        ends_at=NEAR.replace(hour=10, minute=20, second=0),
        sequence=0,
        buyer_delegate_id=5,
    )

    assert promised(reminder_key(meeting, lead=5, person_id=9), near=NEAR) == NEAR.replace(minute=55, second=0)
