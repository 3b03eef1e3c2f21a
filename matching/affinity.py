"""The reciprocal score of every pair of a buyer and a provider.

Each side judges the other in nine dimensions (``dimensions``), weighed by what that side cares for
(``weights``) into an integer of 0..100. The two are fused by their harmonic mean, so that one cold side
sinks the pair: RECON (Pizzato et al., RecSys 2010); for the choice of the mean and its rivals see
Palomares et al. 2021, arXiv 2007.16120. A closed gate (``gates``) makes all three scores 0.

Cost: linear in the number of pairs. Memory: two bytes a pair kept (12 MB for 2,000 × 3,000), and while
computing some tens of MB more whatever the size, since buyers are judged in slices.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from matching import dimensions
from matching.company import Company, CompanyId, stable_key
from matching.encoding import Buyers, Providers, encode_buyers, encode_providers
from matching.gates import GATES
from matching.judging import Matrices, Matrix, judge
from matching.rules import Rule
from matching.sides import Side
from matching.weights import DIMENSIONS, Weights


@dataclass(frozen=True, kw_only=True)
class Pair:
    """How one buyer and one provider suit each other."""

    score: int  # fused, 0..100
    for_buyer: int  # what the buyer finds in the provider
    for_provider: int
    gate: str  # why the pair is impossible, a key of ``gates.GATES``, or ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Affinities:
    """The scores of m buyers (rows) and n providers (columns), both ordered by stable id.

    A change gives a new object that shares what did not change, so a reader never sees half an update.
    """

    buyers: Side[Buyers]
    providers: Side[Providers]
    weights: Weights
    blocking: tuple[Rule, ...]
    matrices: Matrices

    def pair(self, buyer: CompanyId, provider: CompanyId) -> Pair:
        """Return the scores of one pair; ``KeyError`` for an unknown company."""
        at = self.buyers.index[buyer], self.providers.index[provider]
        gate = int(self.matrices.gates(at))
        return Pair(
            score=int(self.matrices.scores(at)),
            for_buyer=0 if gate else int(self.matrices.for_buyers[at]),
            for_provider=int(self.matrices.for_providers[at]),
            gate=GATES[gate],
        )

    def between(self, company: CompanyId, counterpart: CompanyId) -> Pair:
        """Return the scores of one pair, its two companies in either order."""
        return self.pair(*self.as_pair(company, counterpart))

    def as_pair(self, company: CompanyId, counterpart: CompanyId) -> tuple[CompanyId, CompanyId]:
        """Return two companies of opposite roles as (buyer, provider)."""
        return (company, counterpart) if company in self.buyers.index else (counterpart, company)

    def ranked(self, company: CompanyId) -> list[tuple[CompanyId, int]]:
        """Return the possible counterparts of a company with their scores, best first, ties by stable id."""
        others, scores, gates = self._line(company)
        order = np.argsort(-scores.astype(np.int16), kind="stable")
        possible = order[gates[order] == 0].tolist()
        return [(others[index].id, int(scores[index])) for index in possible]

    def fits(self, buyer: CompanyId, provider: CompanyId) -> dict[str, tuple[int, int]]:
        """Return, for each dimension, what the buyer finds in the provider and the provider in the buyer."""
        asks, offers = self.buyers.row(buyer), self.providers.row(provider)
        judged = {name: dimensions.BY_NAME[name](asks, offers) for name in DIMENSIONS}
        return {name: (int(ours[0, 0]), int(theirs[0, 0])) for name, (ours, theirs) in judged.items()}

    def company(self, company: CompanyId) -> Company:
        """Return a company by its id; ``KeyError`` when unknown."""
        if company in self.buyers.index:
            return self.buyers.companies[self.buyers.index[company]]
        return self.providers.companies[self.providers.index[company]]

    def update(self, company: Company) -> "Affinities":
        """Return the affinities after one company registered, or changed its answers or its role.

        Only its row or column is judged again; the matrices are copied.
        """
        if company.role == "buyer":
            base = self.without(company.id) if company.id in self.providers.index else self
            return base._with_buyer(company)
        base = self.without(company.id) if company.id in self.buyers.index else self
        return base._with_provider(company)

    def without(self, company: CompanyId) -> "Affinities":
        """Return the affinities after one company left; ``KeyError`` when it is unknown."""
        if company in self.buyers.index:
            matrices = self.matrices.without_line(self.buyers.index[company], axis=0)
            return replace(self, buyers=self.buyers.without(company), matrices=matrices)
        matrices = self.matrices.without_line(self.providers.index[company], axis=1)
        return replace(self, providers=self.providers.without(company), matrices=matrices)

    def _with_buyer(self, company: Company) -> "Affinities":
        alone = Side(companies=(company,), table=encode_buyers([company], self.blocking))
        line = judge(alone, self.providers, self.weights)
        place, is_new = self.buyers.place_of(company.id), company.id not in self.buyers.index
        return replace(
            self,
            buyers=self.buyers.with_company(company, alone.table),
            matrices=self.matrices.with_line(line, place, axis=0, is_new=is_new),
        )

    def _with_provider(self, company: Company) -> "Affinities":
        alone = Side(companies=(company,), table=encode_providers([company], self.blocking))
        line = judge(self.buyers, alone, self.weights)
        place, is_new = self.providers.place_of(company.id), company.id not in self.providers.index
        return replace(
            self,
            providers=self.providers.with_company(company, alone.table),
            matrices=self.matrices.with_line(line, place, axis=1, is_new=is_new),
        )

    def _line(self, company: CompanyId) -> tuple[tuple[Company, ...], Matrix, Matrix]:
        """Return the other side, and the scores and gates of a company with each of it."""
        if company in self.buyers.index:
            row = self.buyers.index[company]
            return self.providers.companies, self.matrices.scores(row), self.matrices.gates(row)
        column = slice(None), self.providers.index[company]
        return self.buyers.companies, self.matrices.scores(column), self.matrices.gates(column)


def affinities(
    companies: Iterable[Company], weights: Weights | None = None, *, blocking: Sequence[Rule] = ()
) -> Affinities:
    """Return the affinities of every buyer with every provider, in any order of the companies.

    ``blocking`` are the legal rules that make a pair impossible (``rules.blocking``). Raises ``ValueError``
    when an id occurs twice.

    >>> surveys = frozenset({"surveys"})
    >>> known = [Company(id=1, role="buyer", wanted_activities=surveys),
    ...          Company(id=2, role="provider", activities=surveys)]
    >>> affinities(known).pair(1, 2)
    Pair(score=56, for_buyer=57, for_provider=55, gate='')
    """
    ordered = sorted(companies, key=lambda company: stable_key(company.id))
    repeated = [one.id for one, following in pairwise(ordered) if one.id == following.id]
    if repeated:
        raise ValueError(f"repeated company ids: {repeated}")
    buyers = tuple(company for company in ordered if company.role == "buyer")
    providers = tuple(company for company in ordered if company.role == "provider")
    asks = Side(companies=buyers, table=encode_buyers(buyers, blocking))
    offers = Side(companies=providers, table=encode_providers(providers, blocking))
    weights = weights or Weights()
    return Affinities(
        buyers=asks,
        providers=offers,
        weights=weights,
        blocking=tuple(blocking),
        matrices=judge(asks, offers, weights),
    )
