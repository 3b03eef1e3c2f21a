"""The plural rule of each language, as gettext writes it.

Babel's own Arabic header swaps the last two forms (python-babel issue 816), so that the form for 100 would be shown
for 11 to 99. The rules are therefore stated here, written in every catalogue, and held by the check.
"""

from __future__ import annotations

import gettext
from collections import Counter
from collections.abc import Callable
from functools import cache

PLURAL_FORMS = {
    "fr": "nplurals=2; plural=(n > 1);",
    # zero · one · two · few (3–10, 103–110 …) · many (11–99, 111–199 …) · other (100–102, 200–202 …)
    "ar": ("nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"),
    "en": "nplurals=2; plural=(n != 1);",
}

_SAMPLE = 1000  # every form of these rules is met long before


def plural_count(header: str) -> int:
    """Return how many forms a header announces.

    >>> plural_count(PLURAL_FORMS["ar"])
    6
    """
    return int(header.partition(";")[0].removeprefix("nplurals="))


def plural_rule(header: str) -> str:
    """Return the expression of a header, as Babel keeps it.

    >>> plural_rule(PLURAL_FORMS["en"])
    '(n != 1)'
    """
    return header.partition("plural=")[2].removesuffix(";")


@cache
def plural_form(header: str) -> Callable[[int], int]:
    """Return the function that gives the form of a number.

    >>> [plural_form(PLURAL_FORMS["ar"])(n) for n in (0, 1, 2, 3, 11, 100)]
    [0, 1, 2, 3, 4, 5]
    """
    return gettext.c2py(plural_rule(header))


@cache
def single_number_forms(language: str) -> frozenset[int]:
    """Return the forms that stand for one number only, where the number itself may be left unsaid.

    >>> sorted(single_number_forms("ar")), sorted(single_number_forms("en")), sorted(single_number_forms("fr"))
    ([0, 1, 2], [0], [])
    """
    form = plural_form(PLURAL_FORMS[language])
    met = Counter(form(n) for n in range(_SAMPLE))
    return frozenset(index for index, times in met.items() if times == 1)
