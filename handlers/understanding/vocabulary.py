"""The words by which organisers say what happened, in every language, as `locales.digits.fold` writes them.

What is not a word of a language is a token that reading put there, as `marking` and `said` beside this say
which: ``qt1120`` a time, ``qm15`` minutes, ``qb0q`` a table, ``qc0q`` a company, ``qs`` a separator.
"""

from __future__ import annotations


def _any(*words: str) -> str:
    """Return the pattern of any of these words."""
    return rf"\b(?:{'|'.join(words)})\b"


_DO = "(?:ي|وا?)?"
"""The endings of an Arabic imperative."""

TABLE_WORD = _any(
    *("tables?", "rooms?", "salles?"),
    "[وفب]?(?:ال|ل)?(?:طاول(?:ه|ات|تان|تين|تي|تا)|قاع(?:ه|ات))",
)
TABLE = rf"{TABLE_WORD}|\bqb\d+q\b"
SLOT = _any("slots?", "creneaux?", "(?:ال|لل)?(?:فتره|حصه)")

IDIOMS: tuple[tuple[str, str], ...] = (
    (
        _any(
            "(?:(?:is|are|has|have|was|were) )?not (?:yet )?(?:here|there|coming|present|arrived|shown up)",
            "(?:isn t|isnt|aren t|arent|hasn t|haven t) (?:yet )?(?:here|there|coming|present|arrived|shown up)",
            "(?:will not|won t|wont|cannot|can not|can t|cant|does not|doesn t|did not|didn t|could not|couldn t)"
            " (?:come|show up|be here|be there|attend|make it|arrive)",
            "no show",
            "(?:n est|n etait|n a|ne sera|ne seront|ne sont) (?:pas|plus) (?:encore )?"
            "(?:la|presente?s?|arrivee?s?|venue?s?)",
            "ne (?:viendra|viendront|vient|viennent|peut|peuvent|pourra|pourront) (?:pas|plus)(?: (?:venir|etre la))?",
            "n (?:arrivera|arriveront) (?:pas|plus)",
            "n a pas pu venir",
            "pas (?:encore )?(?:la|presente?s?|arrivee?s?)",
            "(?:لن|لا|لم) [يت](?:اتي?|حضر|جي|جيء|صل|كون (?:هنا|هناك|حاضره?))",
            "لا [يت]مكن(?:ه|ها|هم)? (?:الحضور|المجيء)",
            "ليست? (?:هنا|هناك|موجوده?|حاضره?)",
            "غير (?:موجوده?|حاضره?)",
            "ما (?:جات|جاتش|جاش|جا|حضرت?)",
        ),
        "qgone",
    ),
    (
        _any(
            "(?:(?:is|are) )?(?:not|no longer) (?:work(?:s|ing)?|usable|available)",
            "(?:isn t|isnt|doesn t|does not|don t|do not) (?:any more )?(?:work(?:ing)?|usable|available)",
            "(?:cannot|can not|can t|cant) be used",
            "(?:ne|n) (?:marche|fonctionne)(?:nt)? (?:pas|plus)",
            "n est (?:pas|plus) (?:utilisable|disponible)",
            "لا [يت](?:عمل|شتغل)",
            "(?:لم|ما) [يت]عد [يت](?:عمل|شتغل)",
            "غير (?:متاحه?|صالحه?|متوفره?)",
        ),
        "qout",
    ),
    (_any("not (?:before|until|till)", "pas avant", "ليست? قبل"), "qlate"),
    (
        _any(
            "(?:does not|doesn t|will not|won t) take place",
            "n (?:a|aura) (?:pas|plus) lieu",
            "(?:لن|لا) [يت]نعقد",
        ),
        "qdrop",
    ),
    (_any("pas de (?:probleme|souci)", "no problem", "not urgent", "pas urgent", "لا (?:باس|مشكل|مشكله)"), "qs"),
)
"""Negative phrases that say something of their own, and the token of what they say."""

_OUT = _any(
    *("qout", "out of order", "out", "broken", "down", "unavailable", "unusable", "damaged"),
    *("en panne", "hors service", "hors d usage", "indisponible", "inutilisable", "cassee?s?"),
    *("معطل(?:ه|تان|تين|ات)?", "خارج الخدمه", "مكسور(?:ه|تان|تين)?", "خربان(?:ه|ين)?", "خاسره?", "متعطله?"),
)
_BACK = _any(
    *("is back", "are back", "back", "works again", "usable again", "repaired", "fixed", "mended"),
    *("(?:has |have )?arrived", "(?:is|are) here(?! until| till)"),
    *(
        "de retour",
        "revenue?s?",
        "reparee?s?",
        "remarche",
        "refonctionne",
        "est arrivee?",
        "est la(?= maintenant| enfin|$)",
    ),
    *("عادت", "عاد", "رجعت", "رجع", "صالحه?", "اصلحت", "اصلاح(?:ها|ه)?", "متاحه?", "وصلت?", "تصلحت?"),
)
CANCEL = _any(
    *("qdrop", "cancel(?:led)?", "drop(?:ped)?", "delete", "remove", "annule[rzs]?", "annulee?s?"),
    *("supprime[rzs]?", "supprimee?s?", "enleve[rz]?"),
    *("(?:ال)?الغ(?:اء|ي|وا|يت)?", "[تن]?لغ(?:ي|وا)", "ملغاه?", "[تي]?حذف(?:وا)?", "احذفوا?"),
)
_LATE = _any(
    *("qlate", "will be late", "is late", "late", "delayed", "delay", "en retard", "retarde[rz]?", "retardee?s?"),
    *("retard", "decalee?s?", "متاخر(?:ه|ين|ون|ان|تان|تين|ات)?", "س?[يت]تاخر", "تاخرت?", "تاخير"),
)
EARLIER = _any(
    *(r"qn\d+", "earlier", "sooner", "early", "forward", "ahead of (?:time|schedule)", "in advance"),
    *("plus tot", "avancee?s?", "en avance", "d avance"),
    *("ابكر", "مبكرا", "قبل (?:موعد|الموعد|الوقت)(?:ها|ه)?"),
)
"""Of a slot: it begins before its time."""
ADVANCE = _any("bring forward", "bring", "avance[rz]?", f"قدم{_DO}", "تقديم")
_POSTPONE = _any(
    *("postpone", "^delay", "push(?: back)?", "put off", "reporte[rz]?", "repousse[rz]?", "retarde[rz]?"),
    *(f"(?<!من )اجل{_DO}", "تاجيل", "اخر(?:وا|ي)"),
)
_MOVE = _any(
    *("move", "shift", "deplace[rz]?", "decale[rz]?"),
    *(f"انقل{_DO}", "نقل", f"حول{_DO}", "تحويل"),
)
DELAYED = rf"{_LATE}|{_POSTPONE}|{_MOVE}|\bdelay\b"
SHIFT = rf"{_MOVE}|{_POSTPONE}|{ADVANCE}"
ARTICLES = " the| le| la| les| l| of| de"
_BY_SOME = rf"(?=.*\bq[mn]\d+\b)|{_LATE}|{EARLIER}"
_ALL = _any(
    "everything",
    "every(?:one|body)",
    r"all(?: the)?(?: slots| meetings| rest| others)?"
    r"(?= (?:that|is|are|late|delayed|by|after|from|since|later|q[mnt]\d+)\b)",
    r"(?:the )?rest(?: of the day(?=.*\bq[mn]\d+\b)|(?= (?:that|after|from|since)\b))",
    "tout(?: le (?:monde|programme|planning|reste))?",
    "tous les (?:rendez vous|rdv|creneaux|autres)",
    r"(?:le reste de la journee|بقيه اليوم)(?=.*\bq[mn]\d+\b)",
    "كل (?:ما|شيء|شي|المواعيد|الفترات|اللقاءات)",
    "الكل",
    "الجميع",
    "جميع (?:المواعيد|الفترات|اللقاءات)",
)
_RENAME = _any(
    *("rename", "is now called", "renomme[rz]?", "s appelle"),
    *(f"سم{_DO}", "(?:اعاده )?تسميه", f"غير{_DO} اسم", "تغيير اسم"),
)
_AFTER_ALL = _any(
    *("after all", "reopen", "open again", "rouv(?:re|rir|rez)", "a lieu", "افتحوا?", "فتح", "[يت]نعقد", "ستنعقد"),
)
BREAK = _any("breaks?", "pauses?", "(?:ال|لل)?استراح(?:ه|ات)")
_NO = _any("no", "without", "pas de", "sans", "لا", "بدون", "بلا")
_SWAP = _any(
    *("swap", "exchange", "switch", "echange[rz]?", "permute[rz]?", "intervertir", "interverti[rs]?(?:sez)?"),
    *(rf"بدل{_DO}(?! (?:qt\d+|من|ما|الساعه)\b)", "تبديل", f"بادل{_DO}", "تبادل", "مبادله"),
)
_GIVE = _any(
    *("give", "another delegate", "confie[rz]?", "donne[rz]?", "autre delegue"),
    *(f"اسند{_DO}", "اسناد", f"اعط{_DO}", "اعطاء", "ل?مندوب اخر"),
)
_ADD = _any("add", "ajoute[rz]?", f"اضيف{_DO}", "اضف", "اضافه", f"زيد{_DO}")
_LEAVES = _any(
    *("leaves?(?: early)?", "leaving", "(?:has|have|needs?) to (?:go|leave)", "must (?:go|leave)"),
    *("(?:is |are |be )?here (?:until|till)", "stays? (?:until|till)", "only (?:until|till)"),
    *("par(?:t|tent|tira|tiront)(?: plus tot)?", "(?<!a )partir", "s en va", "quitte(?:nt)?", "reste(?:nt)? jusqu a?"),
    *("la jusqu a?", "س?[يت]غادر(?: مبكرا)?", "مغادر[هة]?", "[يت]نصرف", "[يت]بقي حتي", "هنا حتي"),
)
_ARRIVES = (
    _any(
        *(
            "arrives?",
            "arriving",
            "arrive",
            "comes?",
            "will be here(?! until| till)",
            "arrivera",
            "arriveront",
            "arrive",
        ),
        *("viendra", "vient", "sera la(?! jusqu)", "seront la(?! jusqu)", "[سي]?[يت]صل", "س[يت](?:صل|اتي|كون هنا)"),
        *("[يت]اتي", "س[يت]حضر"),
    )
    + r"(?=.*\bq[tmd]\d+\b)"
)
_GONE = _any(
    *("qgone", "qout", "is gone", "gone", "has left", "left", "away", "absente?s?", "missing", "unavailable"),
    *("est partie?", "partie?s?", "indisponible", "s absente", "manque(?:nt)?"),
    *("غادرت?", "غايبه?", "غابت?", "[سي][يت]غيب", "انصرفت?"),
)

RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("rest", (_ALL, rf"{_BY_SOME}|{SHIFT}")),
    ("table_name", (TABLE, _RENAME)),
    ("table_back", (TABLE, _BACK)),
    ("table_out", (TABLE, _OUT)),
    ("reopen", (SLOT, _AFTER_ALL)),
    ("drop", (SLOT, CANCEL)),
    ("delay", (SLOT, rf"{_BY_SOME}|(?:{SHIFT})(?:{ARTICLES}| qt\d+)* {SLOT}")),
    ("reopen", (BREAK, rf"{CANCEL}|{_NO}(?= {BREAK})")),
    ("pause", (BREAK,)),
    ("swap", (_SWAP,)),
    ("delegate", (_GIVE,)),
    ("cancel", (CANCEL,)),
    ("move", (SHIFT,)),
    ("add", (_ADD,)),
    ("late", (_LATE,)),
    ("early", (_any("leaves? early", "part(?:ent)? plus tot", "[يت]غادر مبكرا"),)),
    ("late", (_ARRIVES,)),
    ("gone", (_GONE,)),
    ("early", (_LEAVES,)),
    ("back", (_BACK,)),
)
"""Kinds of change, the first that fits wins: all of its patterns must be found."""

NEGATION = _any(
    *("not", "no longer", "never", "don t", "dont", "do not", "doesn t", "isn t", "isnt", "aren t", "won t", "wasn t"),
    *("didn t", "hasn t", "haven t", "undo", "revert", "take back", "ne", "pas", "retabli[rsz]?", "sans"),
    r"n(?= (?:est|sont|a|ont|etait|aura|annul\w+|ajout\w+|echang\w+|arriv\w+)\b)",
    *("لا", "لم", "لن", "ليست?", "ليسوا", "غير(?! اسم)", "ما عادت?", "تراجع(?:وا)?(?: عن)?", "بدون"),
)
FAR_NEGATION = _any("لم [يت]عد", "ليست?", "ليسوا", "ما عادت?")
"""What may stand before the one of whom it is said."""
OTHER_CHANGES = _any(
    *("delays?", "lateness", "absence", "change", "move", "swap", "exchange", "renaming", "cancellation", "outage"),
    *("retards?", "absences?", "changement", "deplacement", "echange", "panne", "annulation"),
    *("(?:ال)?(?:تاخير|تاجيل|غياب|تغيير|نقل|تبديل|عطل|الغاء)",),
)
"""What may be taken back, but not by words."""

REST_OF_DAY_WORDS = _any(
    *("all day", "rest of the day", "today", "toute la journee", "le reste de la journee", "aujourd hui"),
    *("طوال اليوم", "بقيه اليوم", "اليوم"),
)
REST_OF_EVENT_WORDS = _any(
    *("for good", "whole event", "rest of the event", "definitivement", "tout l evenement", "pour de bon"),
    *("نهاييا", "طوال الملتقي"),
)

HOUR_WORDS = _any(
    *("until", "till", "to", "at", "after", "before", "from", "since", "between", "around", "about"),
    *("a", "apres", "avant", "des", "vers", "depuis", "creneau de", "a (?:partir|compter) de", r"de(?= \d{1,2} a \d)"),
    *("حتي", "الي", "بعد", "قبل", "من", "علي", "الساعه", "في", "عند", r"qd\d+"),
)
"""What a bare number follows that is an hour."""
FROM_WORDS = frozenset(("from", "since", "after", "starting", "des", "depuis", "de", "du", "apres", "من", "بعد", "منذ"))
UNTIL_WORDS = frozenset(("until", "till", "to", "before", "by", "jusqu", "jusque", "avant", "au", "حتي", "الي", "قبل"))
AT_WORDS = frozenset(("at", "a", "vers", "around", "about", "on", "le", "في", "علي", "عند"))
BESIDE_TIMES = frozenset(("the", "l", "of", "الساعه", "today", "aujourd", "hui", "اليوم", "يوم", "heures", "heure"))
"""Words between a time and what says whether it is a beginning or an end."""

JOINTS = frozenset(("qs", "and", "et", "with", "avec", "to", "a", "or", "ou", "مع", "و", "الي"))
NUMBER_WORDS = frozenset(("n", "no", "nr", "num", "numero", "number", "رقم"))
BETWEEN_TABLES = NUMBER_WORDS | {"and", "et", "or", "ou", "to", "a", "و", "الي", "qs"}
DAYS = {
    "tomorrow": "tomorrow",
    "demain": "demain",
    "غدا": "غدا",
    "الغد": "غدا",
    "غد": "غدا",
    "بكره": "غدا",
    "غدوه": "غدا",
}
"""Words for the next day, as `locales.typed_dates` knows them."""
NEVER_DATES = (FROM_WORDS - {"بعد"}) | AT_WORDS | {"today", "aujourd", "hui", "اليوم", "the", "of", "in"}
"""Words with which no date begins or ends: they say something else of it."""
FILLERS = (
    JOINTS
    | FROM_WORDS
    | UNTIL_WORDS
    | AT_WORDS
    | BESIDE_TIMES
    | frozenset(
        (
            *(
                "an",
                "is",
                "are",
                "was",
                "were",
                "has",
                "have",
                "will",
                "be",
                "been",
                "in",
                "for",
                "meeting",
                "meetings",
            ),
            *("between", "company", "only", "please", "arrives", "arrive", "comes", "come", "min", "minutes", "minute"),
            *("now", "ok", "yes", "good", "it", "its", "they", "he", "she", "we", "there", "here", "that", "this"),
            *("again", "any", "more", "anymore", "longer", "just", "day", "hall", "people", "delegates", "s", "slot"),
            *("la", "les", "un", "une", "des", "d", "aux", "est", "sont", "ont", "rendez", "vous", "rdv", "entre"),
            *("sera", "dans", "pour", "se", "arrivera", "svp", "plait", "il", "elle", "ils", "y"),
            *("partir", "compter", "oui", "que", "qui", "ce", "cette", "plus", "tard", "ici", "doit", "creneau"),
            *("بين", "موعد", "الموعد", "شركه", "الشركه", "لقاء", "دقيقه", "دقايق", "عن", "ان", "ابتداء", "انطلاقا"),
            *("من", "فضلك", "نعم", "ستكون", "سيكون", "فقط", "تقريبا", "الان", "قد", "تم", "يجب"),
        )
    )
)
"""Words that name neither a company nor a kind of change."""
