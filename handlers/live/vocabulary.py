"""The words by which organisers say what happened, in every language, as `locales.digits.fold` writes them.

In the words a time is ``qt1120``, fifteen minutes are ``qm15`` and a separator is ``qs``.
"""

from __future__ import annotations


def _any(*words: str) -> str:
    """Return the pattern of any of these words."""
    return rf"\b(?:{'|'.join(words)})\b"


TABLE = _any("tables?", "rooms?", "salles?", "ال(?:طاوله|قاعه)", "طاوله", "قاعه")
SLOT = _any("slots?", "creneaux?", "ال(?:فتره|حصه)", "فتره", "حصه")
_OUT = _any(
    *("out of order", "out", "broken", "down", "unavailable", "unusable"),
    *("en panne", "hors service", "hors d usage", "indisponible", "cassee?"),
    *("معطله?", "خارج الخدمه", "مكسوره?", "غير متاحه?"),
)
_BACK = _any(
    *("is back", "back", "works again", "usable again", "repaired", "fixed"),
    *("de retour", "revenue?s?", "reparee?", "remarche"),
    *("عادت", "عاد", "رجعت", "رجع", "صالحه?", "اصلحت", "متاحه?"),
)
_CANCEL = _any(
    *("cancel(?:led)?", "drop(?:ped)?", "delete"),
    *("annule[rz]?", "annulee", "supprime[rz]?", "supprimee"),
    *("(?:ال)?الغ(?:اء|ي|وا)?", "احذفوا?"),
)
_LATE = _any(
    *("will be late", "is late", "late", "delayed"),
    *("en retard", "retardee?", "retard"),
    *("متاخر(?:ه|ين)?", "س?[يت]تاخر", "تاخرت?", "تاخير"),
)
_IN_MINUTES = r"(?=.*\bqm\d+\b)|"
_AFTER = _any(
    r"(?:everything|all|all slots|the rest)(?: that comes)? (?:after|from|since)",
    "rest of the day",
    "tout(?: ce qui (?:suit|vient))? (?:apres|a partir de|a compter de|des)",
    "le reste de la journee",
    "(?:كل (?:ما|شيء|المواعيد|الفترات)|الكل|جميع المواعيد)(?: ياتي)? (?:بعد|ابتداء من|انطلاقا من|من)",
    "بقيه اليوم",
)
_RENAME = _any("rename", "is now called", "renomme[rz]?", "s appelle", "سموا?", "(?:اعاده )?تسميه", "غيروا? اسم")
_AFTER_ALL = _any("after all", "reopen", "open again", "rouv(?:re|rir|rez)", "a lieu", "افتحوا?", "فتح", "ستنعقد")
_BREAK = _any("break", "pause", "استراحه")
_SWAP = _any("swap", "exchange", "echange[rz]?", "permute[rz]?", "intervertir", "بدلوا?", "تبديل", "بادلوا?", "تبادل")
_GIVE = _any(
    *("give", "another delegate", "confie[rz]?", "donne[rz]?", "autre delegue"),
    *("اسندوا?", "اسناد", "اعطوا?", "مندوب اخر"),
)
_MOVE = _any("move", "shift", "deplace[rz]?", "decale[rz]?", "انقلوا?", "نقل", "حولوا?")
_ADD = _any("add", "ajoute[rz]?", "اضيفوا", "اضف", "اضافه", "زيدوا?")
_LEAVES = _any(
    *("leaves?(?: early)?", "leaving", "has to go"),
    *("par(?:t|tent|tira)(?: plus tot)?", "s en va", "quitte(?:nt)?"),
    *("س?[يت]غادر(?: مبكرا)?", "[يت]نصرف"),
)
_GONE = _any(
    *("is gone", "gone", "has left", "left", "not coming", "no show", "absent"),
    *("absente?", "est partie?", "partie?s?", "ne viendra pas", "ne vient pas"),
    *("غادرت?", "غايبه?", "غابت?", "لن (?:[تي]اتي|[تي]حضر)", "انصرفت?"),
)

RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("rest", (_AFTER, _IN_MINUTES + _LATE)),
    ("table_name", (TABLE, _RENAME)),
    ("table_back", (TABLE, _BACK)),
    ("table_out", (TABLE, _OUT)),
    ("reopen", (SLOT, _AFTER_ALL)),
    ("drop", (SLOT, _CANCEL)),
    ("delay", (SLOT, _IN_MINUTES + _LATE)),
    ("pause", (_BREAK,)),
    ("swap", (_SWAP,)),
    ("delegate", (_GIVE,)),
    ("cancel", (_CANCEL,)),
    ("move", (_MOVE,)),
    ("add", (_ADD,)),
    ("late", (_LATE,)),
    ("gone", (_GONE,)),
    ("early", (_LEAVES,)),
    ("back", (_BACK,)),
)
"""Kinds of change, the first that fits wins: all of its patterns must be found."""

REST_OF_DAY_WORDS = _any(
    *("all day", "rest of the day", "today", "toute la journee", "le reste de la journee", "aujourd hui"),
    *("طوال اليوم", "بقيه اليوم", "اليوم"),
)
REST_OF_EVENT_WORDS = _any(
    *("for good", "whole event", "definitivement", "tout l evenement", "pour de bon"),
    *("نهاييا", "طوال الملتقي"),
)

FILLERS = frozenset(
    (
        *("a", "an", "the", "is", "are", "at", "to", "until", "till", "from", "for", "of", "with", "meeting", "by"),
        *("between", "company", "will", "be", "in", "and", "on", "has", "only", "please", "arrives", "comes", "min"),
        *("le", "la", "les", "l", "un", "une", "des", "du", "de", "d", "jusqu", "jusque", "au", "aux", "est", "sont"),
        *("rendez", "vous", "rdv", "avec", "entre", "et", "sera", "dans", "pour", "se", "arrive", "minutes", "minute"),
        *("حتي", "الي", "علي", "في", "من", "مع", "بين", "و", "الساعه", "موعد", "شركه", "لقاء", "الموعد"),
        *("دقيقه", "دقايق", "اليوم", "today", "aujourd", "hui", "good"),
    )
)
JOINTS = _any("qs", "and", "et", "with", "avec", "to", "a", "مع", "و", "الي")
HOUR_WORDS = "until|till|at|to|after|from|since|a|apres|des|de|vers|jusqu a|حتي|الي|بعد|من|علي|الساعه|في"
