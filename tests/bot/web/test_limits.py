from __future__ import annotations

import pytest

from bot.web.limits import Rate, TokenBuckets, network_of


def test_bucket_allows_a_burst_then_its_rate() -> None:
    now = 0.0
    buckets = TokenBuckets(Rate(per_second=2, burst=3), clock=lambda: now)

    burst = [buckets.take("a") for _ in range(4)]
    now = 0.5

    assert burst == [0.0, 0.0, 0.0, 0.5]
    assert (buckets.take("a"), buckets.take("a"), buckets.take("b")) == (0.0, 0.5, 0.0)


def test_buckets_forget_the_least_recently_used() -> None:
    buckets = TokenBuckets(Rate(per_second=1, burst=1), clock=lambda: 0.0, max_keys=2)

    assert [buckets.take(key) for key in ("a", "b", "c", "a", "c")] == [0.0, 0.0, 0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("remote", "network"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3::4", "20010db800010002::/64"),
        ("unix:", "unknown"),
        (None, "unknown"),
    ],
)
def test_network_of_counts_a_household_as_one(remote: str | None, network: str) -> None:
    assert network_of(remote) == network
