"""Answers chosen from a list, tapped or typed."""

from __future__ import annotations

import pytest

from events.event import Event
from handlers.answer_types import band, many_of, one_of, yes_no
from handlers.answer_types.choices import find_choice, page_of, pages_of
from handlers.forms import labels
from handlers.forms.common import YES_NO
from handlers.questions import Choice, InvalidAnswer, Question, Situation
from locales.translator import translator
from tests.phone import NOON


@pytest.fixture
def situation(event: Event) -> Situation:
    return Situation(event=event, t=translator("en"), now=NOON, values={})


def question(**fields: object) -> Question:
    defaults = {"key": "q", "name": "Q", "prompt": "Q?", "type": one_of, "choices": labels.choices(labels.SECTORS)}
    return Question(**(defaults | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("Banking", "banking"),
        ("  BANKING! ", "banking"),
        ("banque", "banking"),
        ("الأبناك", "banking"),
        ("bank", "banking"),
        ("4", "banking"),
        ("٤.", "banking"),
        ("4)", "banking"),
    ],
)
def test_one_of_is_read_by_label_beginning_or_number(situation: Situation, typed: str, value: str) -> None:
    assert one_of.read(question(), typed, situation) == value


@pytest.mark.parametrize("typed", ["", "ba", "99", "0", "something else entirely", "re"])
def test_one_of_that_is_not_recognised_is_refused(situation: Situation, typed: str) -> None:
    with pytest.raises(InvalidAnswer):
        one_of.read(question(), typed, situation)


def test_one_of_number_counts_on_the_page_shown(situation: Situation) -> None:
    assert one_of.read(question(), "1", situation, page=1) == one_of.read(question(), "1", situation, page=99)
    assert one_of.read(question(), "1", situation, page=1) == pages_of(question().choices)[1][0].value


def test_number_that_is_a_label_is_no_position() -> None:
    terms = labels.choices(labels.PAYMENT_TERMS)

    found = find_choice("45", terms, terms)

    assert found == terms[1]


def test_ambiguous_beginning_is_refused() -> None:
    choices = (Choice(value="one", label="Northern"), Choice(value="two", label="North"))

    assert find_choice("nort", choices, choices) is None


def test_tap_on_a_choice_that_left_the_form_is_refused(situation: Situation) -> None:
    with pytest.raises(InvalidAnswer, match="no longer exists"):
        one_of.tap(question(), "gone", situation)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("oui", True), ("نعم", True), ("Y", True), ("1", True), ("no", False), ("لا", False), ("٢", False)],
)
def test_yes_or_no_is_read_in_every_language(situation: Situation, typed: str, value: bool) -> None:
    asked = question(type=yes_no, choices=YES_NO)

    assert yes_no.read(asked, typed, situation) is value
    assert yes_no.show(asked, value, situation.t) == ("Yes" if value else "No")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("3", "1_5"),
        ("٣", "1_5"),
        ("16", "16_50"),
        ("around 60 people", "51_150"),
        ("500", "151_500"),
        ("501", "over_500"),
        ("1 000", "over_500"),
        ("1.500", "over_500"),
        ("9" * 30, "over_500"),
        ("16-50", "16_50"),
        ("151 – 500", "151_500"),
        ("> 500", "over_500"),
        ("500+", "over_500"),
    ],
)
def test_band_is_read_by_number_or_by_label(situation: Situation, typed: str, value: str) -> None:
    assert band.read(question(type=band, choices=labels.choices(labels.CAPACITY)), typed, situation) == value


@pytest.mark.parametrize("typed", ["0", "10 or 20", "big"])
def test_band_without_one_number_is_refused(situation: Situation, typed: str) -> None:
    with pytest.raises(InvalidAnswer):
        band.read(question(type=band, choices=labels.choices(labels.CAPACITY)), typed, situation)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1,3", ["energy_utilities", "agrifood"]),
        ("3 1", ["energy_utilities", "agrifood"]),
        ("١، ٣", ["energy_utilities", "agrifood"]),
        ("Banking and Insurance", ["banking", "insurance"]),
        ("banque et assurance", ["banking", "insurance"]),
        ("الأبناك والتأمين", ["banking", "insurance"]),
        ("Banking; banking\nBanking", ["banking"]),
        ("Energy, utilities", ["energy_utilities"]),
        ("Media, Transport, logistics, Health", ["health", "transport_logistics", "media"]),
        (", Banking ,", ["banking"]),
    ],
)
def test_many_of_is_read_as_a_list(situation: Situation, typed: str, value: list[str]) -> None:
    assert many_of.read(question(type=many_of), typed, situation) == value


def test_many_of_label_with_a_stroke_is_one_answer(situation: Situation) -> None:
    """ "24/7" was read as the numbers 24 and 7."""
    asked = question(type=many_of, choices=labels.choices(labels.HOURS))

    assert many_of.read(asked, "24/7", situation) == ["24_7"]
    assert many_of.read(asked, "24/7, office hours", situation) == ["office", "24_7"]


def test_many_of_long_list_of_rubbish_is_refused(situation: Situation) -> None:
    with pytest.raises(InvalidAnswer, match="I did not recognise") as refused:
        many_of.read(question(type=many_of), "y, " * 1300 + "z" * 90, situation)

    assert refused.value.params == {"part": "y"}


def test_many_of_beyond_the_most_is_refused(situation: Situation) -> None:
    with pytest.raises(InvalidAnswer, match="At most"):
        many_of.read(question(type=many_of, most=2), "1,2,3", situation)


def test_many_of_choices_that_left_the_form_count_for_nothing() -> None:
    with pytest.raises(InvalidAnswer, match="at least one"):
        many_of.checked(question(type=many_of), ["gone"])


def test_many_of_lists_in_the_readers_language() -> None:
    asked = question(type=many_of)

    assert many_of.show(asked, ["banking", "gone"], translator("en")) == "Banking, gone"
    assert "، " in many_of.show(asked, ["banking", "insurance"], translator("ar"))


@pytest.mark.parametrize(("count", "sizes"), [(1, [1]), (9, [9]), (10, [5, 5]), (14, [7, 7]), (19, [7, 7, 5])])
def test_pages_are_of_even_length(count: int, sizes: list[int]) -> None:
    choices = tuple(Choice(value=str(number), label=str(number)) for number in range(count))

    assert [len(page) for page in pages_of(choices)] == sizes


def test_page_of_an_unknown_choice_is_the_first() -> None:
    assert (page_of(question(), "media"), page_of(question(), "gone")) == (1, 0)


def test_two_pages_turn_forward_and_three_both_ways(situation: Situation) -> None:
    two = one_of.rows(question(), situation, chosen=None, page=0)[-1]
    three = one_of.rows(
        question(choices=tuple(Choice(value=str(n), label=str(n)) for n in range(19))), situation, chosen=None, page=0
    )[-1]

    assert [button.data for button in two] == ["p:q=1"]
    assert [button.data for button in three] == ["p:q=2", "p:q=1"]


def test_choose_one_is_said_in_the_singular(situation: Situation) -> None:
    assert many_of.hint(question(type=many_of, most=1), situation, page=0) == "Choose one, then Done."


BOTH = (Choice(value="b2b", label="Companies"), Choice(value="b2c", label="Consumers"))
WITH_NONE = (*BOTH, Choice(value="none", label="Nobody"))


@pytest.mark.parametrize("typed", ["both", "Les deux", "كلاهما", "tous les deux !"])
@pytest.mark.parametrize("choices", [BOTH, WITH_NONE], ids=["two", "two and none"])
def test_many_of_two_takes_both_in_one_word(situation: Situation, choices: tuple[Choice, ...], typed: str) -> None:
    assert many_of.read(question(type=many_of, choices=choices), typed, situation) == ["b2b", "b2c"]


def test_many_of_more_than_two_does_not_know_both(situation: Situation) -> None:
    with pytest.raises(InvalidAnswer):
        many_of.read(question(type=many_of), "both", situation)


@pytest.mark.parametrize("typed", ["none", "Aucune", "aucun.", "لا شيء", "nothing"])
def test_many_of_with_a_choice_for_none_takes_the_word(situation: Situation, typed: str) -> None:
    assert many_of.read(question(type=many_of, choices=WITH_NONE), typed, situation) == ["none"]
    with pytest.raises(InvalidAnswer):
        many_of.read(question(type=many_of, choices=BOTH), typed, situation)


def test_many_of_none_excludes_the_others(situation: Situation) -> None:
    asked = question(type=many_of, choices=WITH_NONE)

    assert many_of.toggled(asked, ["b2b", "b2c"], "none") == ["none"]
    assert many_of.toggled(asked, ["none"], "b2b") == ["b2b"]
    assert many_of.toggled(asked, ["none"], "none") == []
    assert many_of.read(asked, "nobody, companies", situation) == ["b2b"]
