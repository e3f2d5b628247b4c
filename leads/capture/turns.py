"""Whose turn it is among the enquiries put aside: people wait for each other's import, not for each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """An enquiry put aside: when it was last tried in vain, and by what its people are known."""

    pk: int
    tried_at: datetime | None
    known_by: frozenset[str]


def in_turn(waiting: Iterable[Waiting]) -> list[list[int]]:
    """The numbers of the enquiries, those about the same people together in the order they came.

    First who was never tried, then who has not been for longest: whoever is free is reached soon, however
    many are held. `waiting` is in the order they came.
    """
    return [[one.pk for one in chain] for chain in sorted(_chain(waiting), key=_turn_of)]


def _turn_of(chain: Sequence[Waiting]) -> tuple[float, int]:
    first = chain[0]
    return first.tried_at.timestamp() if first.tried_at else 0.0, first.pk


def _chain(waiting: Iterable[Waiting]) -> list[list[Waiting]]:
    chains: dict[int, list[Waiting]] = {}
    chain_of: dict[str, int] = {}
    for one in waiting:
        same = {chain_of[contact] for contact in one.known_by if contact in chain_of}
        joined = sorted((row for number in same for row in chains.pop(number)), key=lambda row: row.pk)
        chains[one.pk] = [*joined, one]
        chain_of |= {contact: one.pk for row in chains[one.pk] for contact in row.known_by}
    return list(chains.values())
