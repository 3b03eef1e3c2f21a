"""Find the company that registered twice under two spellings of its name.

Numbers settle most cases (``CheckedNumber.group_key``); names remain for companies without a number.
`normalise_name` removes what varies without meaning: case, accents, Arabic letter variants and vowel
marks, punctuation, the legal form. `near_identical` then measures the spelling that is left.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

NEAR_IDENTICAL: Final = 88.0
"""Lowest rapidfuzz ratio (0..100) at which two normalised names are worth a question to the organiser."""

_ARABIC_VARIANTS: Final = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ـ": None})
_UNDECOMPOSED: Final = str.maketrans({"ø": "o", "œ": "oe", "æ": "ae", "ß": "ss", "ł": "l", "đ": "d", "ı": "i"})
_NOT_WORD: Final = re.compile(r"[\W_]+")

_LEGAL_FORMS: Final = frozenset(
    {
        *(
            "sa",
            "sarl",
            "sarlau",
            "sas",
            "sasu",
            "sca",
            "scs",
            "snc",
            "gie",
            "eurl",
            "ei",
            "eirl",
            "scop",
            "sasa",
        ),
        *("sl", "slu", "sll", "sau", "srl", "srls", "spa", "sapa", "sprl", "bvba", "bv", "nv", "asbl", "vof"),
        *("ltd", "limited", "llc", "llp", "lp", "plc", "inc", "incorporated", "corp", "corporation", "co"),
        *("gmbh", "mbh", "ag", "kg", "ohg", "ug", "se", "lda", "ltda", "suarl"),
        *("sarl au", "sarl a associe unique", "sarl d associe unique"),
        *("شمم", "ذمم", "شذمم", "شم", "شمو"),
    }
)
_WORDS_IN_FRONT: Final = frozenset({"ste", "societe", "company", "شركه"})
_ARABIC_LEGAL_PHRASES: Final = re.compile(
    r"(?:^|\s)(?:ذات\s+(?:ال)?مسووليه\s+(?:ال)?محدوده|مساهمه|مجهوله\s+الاسم)(?=\s|$)"
)
_SINGLE_LETTERS: Final = re.compile(r"\b\w(?: \w\b)+")
_LONGEST_FORM: Final = 4  # words, as in "sarl d associe unique"


@dataclass(frozen=True, kw_only=True)
class NearMatch:
    """The company whose name comes nearest: its key, and the likeness of the two names (0..100)."""

    key: int | str
    score: float


def normalise_name(legal_name: str) -> str:
    """Return the part of a company name that tells it from others, or "" when nothing is left.

    >>> normalise_name("Sté Générale d'Appels, S.A.R.L. AU")
    'generale d appels'
    >>> normalise_name("أطلس للخدمات ش.م.م") == normalise_name("اطلس للخدمات ذ.م.م")
    True
    """
    folded = unicodedata.normalize("NFKD", legal_name.casefold().translate(_ARABIC_VARIANTS))
    # NFKD parts the hamza from its seat (ؤ ئ) just as it parts an accent from its letter.
    bare = "".join(char for char in folded if unicodedata.category(char) not in {"Mn", "Cf"})
    words = _NOT_WORD.sub(" ", bare.translate(_UNDECOMPOSED).translate(_ARABIC_VARIANTS)).strip()
    words = _SINGLE_LETTERS.sub(lambda letters: letters[0].replace(" ", ""), words)  # s a r l → sarl
    return _without_legal_form(_ARABIC_LEGAL_PHRASES.sub(" ", words).split())


def near_identical(
    name: str, candidates: Mapping[int, str] | Mapping[str, str], *, threshold: float = NEAR_IDENTICAL
) -> NearMatch | None:
    """Return the candidate (key → legal name) most like a name, if it reaches the threshold (0..100).

    The caller passes companies of one country only. Ties go to the first candidate. The measure is the
    normalised indel ratio of the names with their words sorted (rapidfuzz ``token_sort_ratio``).

    >>> near_identical("Atlas Contact Center SARL", {7: "ATLAS CONTACT-CENTRE", 8: "Rif Services"})
    NearMatch(key=7, score=95.0)
    """
    wanted = normalise_name(name)
    names = {key: normal for key, legal_name in candidates.items() if (normal := normalise_name(legal_name))}
    if not wanted:
        return None
    best = process.extractOne(wanted, names, scorer=fuzz.token_sort_ratio, score_cutoff=threshold)
    return None if best is None else NearMatch(key=best[2], score=round(best[1], 1))


def _without_legal_form(words: list[str]) -> str:
    """Drop legal forms in front and behind, but never the whole name."""
    start, end = 0, len(words)
    while end > start and (length := _form_length(words[start:end], from_end=True)):
        end -= length
    while end > start and (length := _form_length(words[start:end], from_end=False)):
        start += length
    if end - start > 1 and words[start] in _WORDS_IN_FRONT:
        start += 1
    return " ".join(words[start:end] or words)


def _form_length(words: list[str], *, from_end: bool) -> int:
    """Return how many words at one end spell a legal form, longest first, or 0."""
    for length in range(min(_LONGEST_FORM, len(words)), 0, -1):
        run = words[-length:] if from_end else words[:length]
        if " ".join(run) in _LEGAL_FORMS:
            return length
    return 0
