"""How answers turn into fits: every fit is an integer of 0..100, and a missing answer is worth ``HALF``.

These figures are the judgement in the score, gathered in one place; weights (which the organiser edits) say
how much each fit counts. Steps are positions on the scales of ``matching.taxonomy``.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

HALF: Final = 50

WORK_PARTS: Final = (3, 1)
"""Of four parts of the activity overlap, three are the activities asked and one the channels asked."""

CAPACITY_SHORT: Final = (100, 55, 20, 5, 0, 0)
"""By how many bands the seats free within 60 days fall short of the need."""

CAPACITY_SPARE: Final = (100, 100, 85, 60, 40, 25)
"""By how many bands the whole site exceeds the need: a small client is nobody's client in a giant."""

HOURS_SHORT: Final = (100, 40, 10, 0)
"""By how many steps the widest hours held fall short of those needed."""

PRICE_PARTS: Final = (3, 2)
"""Of five parts of the price fit, three are a common price model and two the payment term."""

TERM_OVER: Final = (100, 50, 20, 0)
"""By how many steps the buyer's payment term exceeds the longest the provider accepts."""

START_LATE: Final = (100, 50, 20, 0)
"""For both: by how many windows the provider starts after the one wished."""

START_WAIT: Final = (100, 100, 75, 50)
"""For the provider: how many windows its free seats wait for the buyer."""

START_STUDY: Final = (100, 30)
"""A buyer who is still studying: any start suits it, and it is worth less to the provider."""

LATEST_START: Final = 3  # months after the window wished; later than that the pair is impossible

PROOF_POINTS: Final[Mapping[str, int]] = MappingProxyType({"claimed": 10, "document": 20, "checked": 30})
"""What a label is worth by its proof, added up to 100; having what was required anyway earns only the
proof beyond a claim."""

DATA_SET_UP: Final[Mapping[str, int]] = MappingProxyType(
    {"existing_contract": 100, "prior_consent": 100, "unknown": 40, "none": 0}
)
"""How well a buyer who prospects has settled the consent of those it has called."""

TRUST_PARTS: Final = (2, 1, 1)
"""Of four parts of the trust fit, two are the trust level, one the references, one the visit."""

TRUST_FITS: Final = (0, 25, 50, 75, 100)  # by trust level

REFERENCE_FITS: Final = (0, 50, 100)  # by references, two or more being all one can ask

VISIT_SAME_CITY: Final = 100
VISIT_OTHER_CITY: Final = 70
VISIT_IMPOSSIBLE: Final = 0
VISIT_NOT_WISHED: Final = 100

BUYER_VISITS: Final = (40, 100)  # a buyer who will not, who will come and see the site
BUYER_OFFSHORE: Final = (50, 100)  # a buyer who never, who already works offshore


def share(hits: int, asked: int) -> int:
    """Return hits out of asked (at least 1) as an integer of 0..100, halves rounded up.

    >>> share(1, 3), share(2, 3), share(1, 8)
    (33, 67, 13)
    """
    return (200 * hits + asked) // (2 * asked)
