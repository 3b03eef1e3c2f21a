"""Words of a delegate about a meeting that is near: on my way, late (by how much), can't come.

They are read only when nothing else is in them: every word has to be known, so that "they are late" or "we are not
late" is never told to anybody as one's own delay. What is not read is `None`, and the delegate is asked.
"""

from __future__ import annotations

import re
from typing import Literal

from handlers.understanding.words import read_minutes
from locales.digits import fold

Verb = Literal["way", "late", "by", "cant"]
"""As the buttons of a reminder call it (`handlers.live.presence`)."""


def _any(*words: str) -> re.Pattern[str]:
    """Return the pattern of any of these words, written as `locales.digits.fold` writes them."""
    return re.compile(rf"\b(?:{'|'.join(words)})\b")


_MINUTES = _any(
    r"\d{1,3} ?(?:minutes?|mins?|mn|دقيقه|دقايق)",
    *("(?:a )?quarter of an hour", "half an hour", "(?:un )?quart d heure", "(?:une )?demi heure"),
    *("ربع ساعه", "نصف ساعه"),
)
_TO_IT = _any(
    "(?:for|to|at) (?:the|my|our) meeting",
    "(?:au|a mon|a notre|pour (?:le|mon|notre)) (?:rendez vous|rdv)",
    "(?:عن|الي|في) (?:الموعد|موعدي|موعدنا|اللقاء)",
)
_CANNOT = _any(
    "(?:can ?t|can ?not|won ?t|will not|unable to|not able to) (?:come|make it|attend|be there)",
    "not coming",
    "(?:ne )?(?:peux|peut|pouvons|pourrai|pourra|pourrons) pas (?:venir|y aller|y etre|etre la|assister)",
    "(?:ne )?(?:viens|vient|venons|viendrai|viendra|viendrons) pas",
    *("empechement", "empechee?s?"),
    "(?:لا|لن) (?:[انت]?ستطيع|يمكنني|يمكننا|اتمكن|نتمكن)(?: من)? (?:ال)?(?:حضور|مجيء|قدوم)",
    "لن (?:احضر|نحضر|اتي|ناتي)",
    "ي?تعذر علي(?:نا)? (?:ال)?(?:حضور|مجيء|قدوم)",
)
_LATE = _any(
    *("late", "(?:i|we) (?:m|am|re|are) delayed", "stuck", "held up", "traffic(?: jam)?"),
    *("(?:on (?:est|sera) )?en retard", "retard", "coincee?s?", "bloquee?s?", "retenue?s?"),
    *("embouteillages?", "bouchons?", "trafic", "circulation"),
    *("س?[ان]تاخر", "تاخر(?:ت|نا)", "متاخر(?:ه|ون|ين)?", "(?:ال)?تاخير"),
    *("عالق(?:ه|ون|ين)?", "(?:ال)?(?:زحام|ازدحام|زحمه)"),
)
_ON_THE_WAY = _any(
    *("on (?:my|our) way", "omw", "coming", "arriving", "(?:almost|nearly) there"),
    *("en route", "en chemin", "sur (?:la|le) (?:route|chemin)", "arriv(?:e|ons)", "presque la"),
    *("في (?:ال)?طريق(?:ي|نا)?", "قادم(?:ه|ون|ين)?", "ات(?:يه|ون)?", "جاي(?:ه|ين)?", "ساصل", "سنصل"),
)
_BESIDE = frozenset(
    (
        *("i", "m", "am", "we", "re", "are", "ll", "will", "be", "a", "bit", "little", "about", "around", "sorry"),
        *("please", "hello", "hi", "the", "in", "by", "of", "soon", "there", "running", "currently", "still", "just"),
        *("now", "ok", "yes", "us", "me", "excuse", "afraid", "and"),
        *("je", "j", "ai", "aurai", "suis", "serai", "nous", "on", "sommes", "serons", "avons", "y", "un", "une"),
        *("peu", "petit", "de", "d", "du", "dans", "avec", "le", "la", "les", "l", "des", "a", "environ", "pres"),
        *("desolee", "desole", "desoles", "pardon", "oui", "bonjour", "merci", "excusez", "moi", "encore"),
        *("toujours", "maintenant", "bientot", "tout", "suite", "et"),
        *("انا", "نحن", "اني", "اننا", "سوف", "ساكون", "سنكون", "عذرا", "اسف", "اسفه", "عفوا", "مرحبا", "نعم"),
        *("الان", "في", "من", "اليكم", "حوالي", "نحو", "تقريبا", "قليلا", "بعض", "الشيء", "بسبب", "حركه", "السير"),
        *("المرور", "قريبا", "المعذره", "السلام", "عليكم"),
    )
)
"""Words that change nothing. None of them is a "no", or somebody or something else that may be late."""


def read(text: str) -> tuple[Verb, int] | None:
    """Return what a delegate says of their next meeting, and by how many minutes they are late (0: not said).

    >>> read("On my way!"), read("Je serai en retard de 10 minutes"), read("متأخر ٢٠ دقيقة"), read("I can't come")
    (('way', 0), ('by', 10), ('by', 20), ('cant', 0))
    >>> read("late"), read("They are late"), read("hello"), read("Am I late?"), read("on my way, 10 min")
    (('late', 0), None, None, None, None)
    """
    if "?" in text or "؟" in text:
        return None
    line = fold(text)
    rest = _MINUTES.sub(" ", _TO_IT.sub(" ", line))
    found = set()
    for name, pattern in (("cant", _CANNOT), ("late", _LATE), ("way", _ON_THE_WAY)):
        left = pattern.sub(" ", rest)
        if left != rest:
            found.add(name)
            rest = left
    others = _others(rest)
    if not all(word.isdecimal() for word in others):
        return None
    if "late" in found and "cant" not in found:
        minutes = None if others else read_minutes(text)
        return ("by", minutes) if minutes else ("late", 0)
    if others or _MINUTES.search(line):
        return None
    return ("cant", 0) if found == {"cant"} else ("way", 0) if found == {"way"} else None


def minutes_in(text: str) -> int | None:
    """Return the minutes that an answer to "by how many minutes?" says; None when there is anything else in it.

    >>> minutes_in("٢٠"), minutes_in("about 15 min"), minutes_in("une demi-heure"), minutes_in("at 11")
    (20, 15, 30, None)
    """
    line = fold(text)
    others = _others(_MINUTES.sub(" ", line))
    if len(others) == 1 and others[0].isdecimal() and not _MINUTES.search(line):
        return int(others[0])
    return None if others else read_minutes(text)


def _others(line: str) -> list[str]:
    """Return the words that say something."""
    return [word for word in line.split() if word not in _BESIDE]
