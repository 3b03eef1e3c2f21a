import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.duplicates import NearMatch, near_identical, normalise_name


@pytest.mark.parametrize(
    ("name", "normal"),
    [
        ("Atlas Contact SARL", "atlas contact"),
        ("ATLAS CONTACT S.A.R.L.", "atlas contact"),
        ("Atlas-Contact s a r l", "atlas contact"),
        ("Rif Services SARL AU", "rif services"),
        ("S.A.S. Durand & Fils", "durand fils"),
        ("Müller GmbH & Co. KG", "muller"),
        ("Groß Øre Œuvre SE", "gross ore oeuvre"),
        ("Llamadas del Sur, S.L.U.", "llamadas del sur"),
        ("Brontë Calls Ltd.", "bronte calls"),
        ("Sté Fès Appels", "fes appels"),
        ("Société Fès Appels SA", "fes appels"),
        ("Société", "societe"),
        ("أطلس للخدمات ش.م.م", "اطلس للخدمات"),
        ("شركة أطلس للخدمات ذات المسؤولية المحدودة", "اطلس للخدمات"),
        ("أَطْلَس للخدمـــات ذ.م.م", "اطلس للخدمات"),
        ("مستشفى النخبة", "مستشفي النخبه"),
        ("SA", "sa"),
        ("Ltd SARL", "ltd sarl"),
        ("Call 24", "call 24"),
        ("«»", ""),
        ("", ""),
    ],
)
def test_normalise_name(name: str, normal: str) -> None:
    assert normalise_name(name) == normal


@given(st.text(max_size=60))
def test_case_and_spacing_never_matter(name: str) -> None:
    assert normalise_name(f"  {name}\t") == normalise_name(name)
    assert normalise_name(name.casefold()) == normalise_name(name)


def test_the_nearest_name_wins() -> None:
    candidates = {1: "Rif Services", 2: "Atlas Contact Centre SARL", 3: "Atlas Contacts"}

    assert near_identical("ATLAS CONTACT CENTER", candidates) == NearMatch(key=2, score=95.0)


def test_the_order_of_words_does_not_matter() -> None:
    assert near_identical("Contact Atlas", {"a": "Atlas Contact SA"}) == NearMatch(key="a", score=100.0)


def test_a_tie_goes_to_the_first_candidate() -> None:
    assert near_identical("Atlas", {9: "Atlas SA", 2: "Atlas SARL"}) == NearMatch(key=9, score=100.0)


@pytest.mark.parametrize("name", ["", "…", "Rif Call"])
def test_no_name_is_near(name: str) -> None:
    assert near_identical(name, {1: "Atlas Contact", 2: "—"}) is None


def test_a_lower_threshold_finds_more() -> None:
    assert near_identical("Atlas", {1: "Atlis"}) is None
    assert near_identical("Atlas", {1: "Atlis"}, threshold=70) == NearMatch(key=1, score=80.0)
