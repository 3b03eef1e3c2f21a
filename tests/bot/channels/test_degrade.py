from __future__ import annotations

from dataclasses import replace

from bot.channels.base import Limits
from bot.channels.degrade import fit
from handlers.messages import Attachment, Button, Reply

BARE = Limits(text=1000, button_label=20, button_data_bytes=64, buttons=0, buttons_per_row=0)
THREE_AND_LIST = replace(BARE, buttons=3, buttons_per_row=3, list_rows=10)
WIDE = replace(BARE, buttons=100, buttons_per_row=2, edits_in_place=True, contact_button=True, files=True)


def buttons(*labels: str, per_row: int = 1) -> tuple[tuple[Button, ...], ...]:
    made = [Button(label=label, data=f"d{n}") for n, label in enumerate(labels)]
    return tuple(tuple(made[i : i + per_row]) for i in range(0, len(made), per_row))


def labels(reply: Reply) -> list[list[str]]:
    return [[button.label for button in row] for row in reply.rows]


def test_fit_leaves_what_fits_untouched() -> None:
    reply = Reply(text="Sure?", language="en", rows=buttons("Yes", "No", per_row=2), edits="5", contact_label="Mine")

    assert fit(reply, WIDE) is reply


def test_fit_rewraps_rows() -> None:
    reply = Reply(text="Which?", language="en", rows=buttons("a", "b", "c", "d", "e", per_row=3))

    assert labels(fit(reply, WIDE)) == [["a", "b"], ["c"], ["d", "e"]]


def test_fit_makes_a_list_of_more_than_the_buttons() -> None:
    reply = Reply(text="Which?", language="en", rows=buttons("a", "b", "c", "d", per_row=2))

    assert labels(fit(reply, THREE_AND_LIST)) == [["a"], ["b"], ["c"], ["d"]]


def test_fit_numbers_what_no_list_holds() -> None:
    reply = Reply(text="<b>Which?</b>", language="en", rows=buttons("R&D", *"bcdefghijk"))

    fitted = fit(reply, THREE_AND_LIST)

    assert fitted.rows == ()
    assert fitted.text == ("<b>Which?</b>\n\n1. R&amp;D\n2. b\n3. c\n4. d\n5. e\n6. f\n7. g\n8. h\n9. i\n10. j\n11. k")


def test_fit_numbers_where_there_are_no_buttons() -> None:
    rows = ((Button(label="Shoes", data="s", is_on=True), Button(label="Bags", data="b", is_on=False)),)

    fitted = fit(Reply(text="Which?", language="en", rows=rows), BARE)

    assert fitted == Reply(text="Which?\n\n1. ✅ Shoes\n2. ☐ Bags", language="en")


def test_fit_shortens_labels_with_their_mark() -> None:
    rows = ((Button(label="Renewable energy and water", data="e", is_on=False),),)

    fitted = fit(Reply(text="Which?", language="en", rows=rows), THREE_AND_LIST)

    assert fitted.rows[0][0].label == "Renewable energy…"
    assert fitted.rows[0][0].data == "e"


def test_fit_numbers_labels_that_would_become_equal() -> None:
    rows = buttons("Call centre services in French", "Call centre services in Arabic")

    fitted = fit(Reply(text="Which?", language="en", rows=rows), THREE_AND_LIST)

    assert fitted.text.endswith("1. Call centre services in French\n2. Call centre services in Arabic")


def test_fit_leaves_out_what_a_channel_lacks() -> None:
    file = Attachment(filename="a.ics", media_type="text/calendar", content=b"a")
    reply = Reply(text="Here", language="en", edits="5", contact_label="Mine", attachment=file)

    assert fit(reply, BARE) == Reply(text="Here", language="en")
