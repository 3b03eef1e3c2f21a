import subprocess
import sys

import pytest

from matching import taxonomy

KEYED = {
    name: value
    for name, value in vars(taxonomy).items()
    if name.isupper() and isinstance(value, tuple) and name != "TRUST_LEVELS"
}


@pytest.mark.parametrize("name", sorted(KEYED))
def test_keys_are_ascii_and_unique(name: str) -> None:
    keys = KEYED[name]

    assert len(set(keys)) == len(keys)
    assert all(key.isascii() and key == key.lower() and " " not in key for key in keys)


def test_every_activity_belongs_to_one_ecosystem() -> None:
    assert tuple(taxonomy.ACTIVITIES_BY_ECOSYSTEM) == taxonomy.ECOSYSTEMS
    assert len(taxonomy.ACTIVITIES) == 28
    assert {taxonomy.ecosystem_of(activity) for activity in taxonomy.ACTIVITIES} == set(taxonomy.ECOSYSTEMS)


def test_ecosystem_of_an_unknown_activity() -> None:
    with pytest.raises(KeyError):
        taxonomy.ecosystem_of("mining")


def test_bands_follow_one_another_without_hole() -> None:
    bounds = list(taxonomy.CAPACITY_BOUNDS.values())

    assert [lower for lower, _ in bounds[1:]] == [upper + 1 for _, upper in bounds[:-1] if upper is not None]
    assert bounds[-1][1] is None


@pytest.mark.parametrize(
    ("seats", "band"),
    [(1, "1_5"), (6, "6_15"), (15, "6_15"), (16, "16_50"), (500, "151_500"), (501, "over_500")],
)
def test_band_of_a_number_of_seats(seats: int, band: str) -> None:
    assert taxonomy.capacity_band(seats) == band


def test_no_band_without_a_seat() -> None:
    with pytest.raises(ValueError, match="at least one seat"):
        taxonomy.capacity_band(0)


def test_a_chatting_process_does_not_load_numpy() -> None:
    rooms = "matching.taxonomy, matching.identifiers, matching.duplicates, matching.company, matching.rules"
    script = f"import sys, {rooms}; print('numpy' in sys.modules)"

    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert printed.strip() == "False"
