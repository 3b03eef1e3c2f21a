"""The lock files install on a fresh machine, whatever has been released since."""

from __future__ import annotations

import re
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-test.lock")


def pinned(lock: str) -> dict[str, Requirement]:
    lines = re.findall(r"^(\S+==[^\\]+)", (ROOT / lock).read_text(), re.MULTILINE)
    return {canonicalize_name(one.name): one for one in map(Requirement, lines) if holds_here(one)}


def holds_here(wanted: Requirement) -> bool:
    return wanted.marker is None or wanted.marker.evaluate({"extra": ""})


@pytest.mark.parametrize("lock", LOCKS)
def test_pin_without_its_extra_was_refused_once_a_newer_release_came_out(lock: str) -> None:
    pins = pinned(lock)
    asked = [Requirement(line) for name in pins for line in requires(name) or ()]
    with_extras = [one for one in asked if one.extras and holds_here(one)]

    missing = [str(one) for one in with_extras if not one.extras <= pins[canonicalize_name(one.name)].extras]
    assert missing == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_host_and_hashes_everything(lock: str) -> None:
    text = (ROOT / lock).read_text()
    entries = re.split(r"\n(?=\S)", text.strip())

    assert "://" not in text
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
