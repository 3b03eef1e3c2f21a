"""Prices of places and tables, and the bound they prove.

Any non-negative prices prove a bound: pair e is worth at most the best of weight - prices of its two people - price
of a table over its groups of slots, and every place sold at most its price (Lagrangian duality; Geoffrion 1974).
"""

from __future__ import annotations

import numpy as np

from scheduling.arrays import Arrays, Bools, Floats, Ints

Groups = tuple[Ints, ...]

# Passes over the groups of one person, and people whose prices are settled at most.
PASSES, PEOPLE = 3, 500
TRIFLE = 1e-9


def opens_in(arrays: Arrays, groups: Groups) -> Bools:
    """Return edges x groups: where an edge may take place."""
    return np.stack([arrays.open[:, group].any(axis=1) for group in groups], axis=1)


def places_in(arrays: Arrays, groups: Groups) -> Ints:
    """Return people x groups: meetings that a person can hold."""
    return np.stack([arrays.free[:, group].sum(axis=1) for group in groups], axis=1)


def usable_tables(arrays: Arrays, groups: Groups) -> Ints:
    """Return the tables per group that can be used at most: people of the emptier side must sit at them."""
    first, second = np.zeros(len(arrays.people), np.bool_), np.zeros(len(arrays.people), np.bool_)
    first[arrays.a], second[arrays.b] = True, True
    if arrays.two_sided:
        seats = np.minimum(arrays.free[first].sum(axis=0), arrays.free[second].sum(axis=0))
    else:
        seats = arrays.free[first | second].sum(axis=0) // 2
    useful = np.minimum(arrays.tables, seats)
    return np.array([useful[group].sum() for group in groups], dtype=np.int64)


def surplus(arrays: Arrays, groups: Groups, person_price: Floats, table_price: Floats, cap_price: Floats) -> Floats:
    """Return edges x groups: what an edge is worth beyond its prices (n, g), (g), (n); -inf where it cannot be."""
    spare = arrays.weight - cap_price[arrays.a] - cap_price[arrays.b]
    beyond = spare[:, None] - person_price[arrays.a] - person_price[arrays.b] - table_price[None, :]
    return np.where(opens_in(arrays, groups), beyond, -np.inf)


def price_bound(arrays: Arrays, groups: Groups, person_price: Floats, table_price: Floats, cap_price: Floats) -> float:
    """Return the weight that no agenda exceeds, proved by these prices (n, g), (g), (n), all >= 0."""
    best = surplus(arrays, groups, person_price, table_price, cap_price).max(axis=1, initial=0.0)
    paid = (person_price * places_in(arrays, groups)).sum() + (cap_price * arrays.cap).sum()
    return float(best.sum() + paid + (table_price * usable_tables(arrays, groups)).sum())


def settle(
    arrays: Arrays, groups: Groups, person_price: Floats, table_price: Floats, cap_price: Floats, unseen: Bools
) -> Floats:
    """Return person prices (n, g) that prove a bound at most as high as these.

    `unseen` (m): edges that were left out when the prices were made. A person who is wanted for exactly as many
    meetings as there are places has no price of their own until the next edge is seen; where an unseen edge beats
    its prices, its person is priced again, exactly, all other prices held.
    """
    price = person_price.copy()
    beyond = surplus(arrays, groups, price, table_price, cap_price)
    excess, people = np.where(unseen, beyond.max(axis=1, initial=0.0), 0.0), len(arrays.people)
    blame = np.bincount(arrays.a, excess, people) + np.bincount(arrays.b, excess, people)
    places = places_in(arrays, groups)
    for person in np.argsort(-blame, kind="stable")[:PEOPLE].tolist():
        mine = np.flatnonzero((arrays.a == person) | (arrays.b == person))
        if (beyond[mine[unseen[mine]]] > TRIFLE).any():  # not settled by the other person of its edges
            offers = beyond[mine] + price[person]
            price[person] = _own_price(offers, price[person], places[person])
            beyond[mine] = offers - price[person]
    return price


def _own_price(offers: Floats, price: Floats, places: Ints) -> Floats:
    """Return the prices (g) of one person that make places sold plus what edges keep least, group by group.

    `offers` (edges, g): what each edge could pay. The best price of a group is the first offer that finds no place.
    """
    price = price.copy()
    for _ in range(PASSES):
        for group in range(len(price)):
            others = np.delete(offers - price, group, axis=1).max(axis=1, initial=0.0)
            bids = np.sort(offers[:, group] - others)[::-1]
            price[group] = max(0.0, float(bids[places[group]])) if len(bids) > places[group] else 0.0
    return price
