"""Starts laid out backward from their deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling import Timed, latest_starts

TEN = datetime(2027, 4, 14, 10, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def timed(key: str, seconds: float = 0.0, channel: str = "telegram") -> Timed:
    return Timed(key=key, channel=channel, arrives_by=TEN + seconds * SECOND)


def seconds(messages: Sequence[Timed], **rates: float) -> dict[str, float]:
    """Return the starts as seconds after ten."""
    starts = latest_starts(messages, rates, default_rate=1.0)
    return {key: (at - TEN).total_seconds() for key, at in starts.items()}


def test_two_thousand_at_one_lead_begin_eighty_seconds_early() -> None:
    starts = seconds([timed(f"{n:04d}") for n in range(2000)], telegram=25.0)

    assert (min(starts.values()), max(starts.values())) == (-80.0, -0.04)
    assert len(set(starts.values())) == 2000


def test_nothing_starts_before_it_must() -> None:
    assert seconds([timed("a"), timed("b", 100)], telegram=1.0) == {"a": -1.0, "b": 99.0}


def test_crowd_behind_pushes_the_message_before_it_forward() -> None:
    crowd = [timed("a", 1), *(timed(f"b{n}", 2) for n in range(4))]

    assert seconds(crowd, telegram=1.0) == {"a": -3.0, "b0": -2.0, "b1": -1.0, "b2": 0.0, "b3": 1.0}


def test_channels_do_not_wait_for_one_another() -> None:
    both = [timed("a"), timed("b"), timed("c", channel="web")]

    assert seconds(both, telegram=2.0, web=4.0) == {"a": -1.0, "b": -0.5, "c": -0.25}


def test_channel_that_is_not_named_has_the_default_rate() -> None:
    assert seconds([timed("a", channel="whatsapp")]) == {"a": -1.0}


def test_order_of_the_messages_changes_nothing() -> None:
    messages = [timed("b"), timed("a"), timed("c", 1)]

    assert seconds(messages) == seconds(messages[::-1]) == {"a": -2.0, "b": -1.0, "c": 0.0}


def test_nothing_to_send_has_no_start() -> None:
    assert latest_starts([], {}, default_rate=25.0) == {}


@pytest.mark.parametrize(("rate", "default"), [(0.0, 1.0), (-1.0, 1.0), (1.0, 0.0)])
def test_rate_that_sends_nothing_is_refused(rate: float, default: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        latest_starts([timed("a")], {"telegram": rate}, default_rate=default)


@given(
    deadlines=st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["telegram", "web"])), max_size=30),
    rate=st.sampled_from([0.5, 1.0, 4.0]),
)
def test_all_arrive_in_time_at_the_permitted_rate(deadlines: list[tuple[int, str]], rate: float) -> None:
    messages = [timed(f"{n:02d}", at, channel) for n, (at, channel) in enumerate(deadlines)]
    takes = SECOND / rate

    starts = latest_starts(messages, {"telegram": rate}, default_rate=rate)

    for channel in ("telegram", "web"):
        served = sorted((one for one in messages if one.channel == channel), key=lambda one: starts[one.key])
        assert [one.arrives_by for one in served] == sorted(one.arrives_by for one in served)
        assert all(starts[one.key] + takes <= one.arrives_by for one in served)
        assert all(starts[one.key] + takes <= starts[after.key] for one, after in pairwise(served))
        # the latest possible: each touches its deadline or the message behind it
        assert all(starts[one.key] + takes in (one.arrives_by, starts[after.key]) for one, after in pairwise(served))
        assert all(starts[one.key] + takes == one.arrives_by for one in served[-1:])
