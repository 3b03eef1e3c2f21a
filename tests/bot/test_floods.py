from __future__ import annotations

from bot import floods
from bot.floods import BURST, PER_SECOND, FloodGate


class Watch:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def judge_many(gate: FloodGate, address: str, count: int) -> list[str]:
    return [gate.judge(address) for _ in range(count)]


def test_person_in_a_hurry_is_welcome_and_a_flood_is_warned_once() -> None:
    gate = FloodGate(monotonic=Watch())

    verdicts = judge_many(gate, "telegram:1", BURST + 10)

    assert verdicts == ["welcome"] * BURST + ["warn"] + ["ignore"] * 9


def test_flood_of_one_is_nobody_elses() -> None:
    gate = FloodGate(monotonic=Watch())
    judge_many(gate, "telegram:1", BURST + 10)

    assert gate.judge("telegram:2") == "welcome"


def test_patience_comes_back_with_time_and_the_warning_too() -> None:
    watch = Watch()
    gate = FloodGate(monotonic=watch)
    judge_many(gate, "telegram:1", BURST + 2)

    watch.now += 1 / PER_SECOND
    assert judge_many(gate, "telegram:1", 2) == ["welcome", "ignore"]
    watch.now += BURST / PER_SECOND
    assert judge_many(gate, "telegram:1", BURST + 1) == ["welcome"] * BURST + ["warn"]


def test_slow_writer_is_always_welcome() -> None:
    watch = Watch()
    gate = FloodGate(monotonic=watch)

    for _ in range(BURST * 3):
        assert gate.judge("telegram:1") == "welcome"
        watch.now += 1 / PER_SECOND


def test_oldest_address_is_forgotten_first() -> None:
    gate = FloodGate(monotonic=Watch())
    judge_many(gate, "telegram:1", BURST + 1)
    for number in range(2, floods.REMEMBERED + 2):
        gate.judge(f"telegram:{number}")

    assert gate.judge("telegram:1") == "welcome"
