"""Words by which a company is found: its name, activities, sectors and country, in every language."""

from __future__ import annotations

from handlers.forms import labels
from locales.countries import country_name
from locales.digits import fold
from locales.translator import LANGUAGES, translator
from matching.company import Company as Candidate
from storage.records import Company


def searchable(candidate: Candidate, company: Company) -> str:
    """Return everything a company may be searched by, folded."""
    keys = [*(candidate.activities or ()), *(candidate.wanted_activities or ())]
    sectors = [*(candidate.sector or ()), *(candidate.served_sectors or ())]
    words = [company.legal_name or ""]
    for language in LANGUAGES:
        t = translator(language)
        words += [t.plain(labels.ACTIVITIES[key]) for key in keys] + [t.plain(labels.SECTORS[key]) for key in sectors]
        words.append(country_name(company.country or "", language) if company.country else "")
    return fold(" ".join(words))
