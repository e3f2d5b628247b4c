"""Firms that may be one, side by side, and those of which somebody said that they are not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from desk.firm_list import FirmLine, build_firm_lines
from firms.models import Distinction, FirmPair, Likeness, Organisation


@dataclass(frozen=True, kw_only=True, slots=True)
class PairLine:
    """Two firms that may be one; that with fewer leads would be merged into the other."""

    lesser: FirmLine
    greater: FirmLine
    why: str


def build_pair_lines(pairs: Iterable[FirmPair], viewer: User) -> list[PairLine]:
    """The pairs as lines for this person, each two firms once. Five statements."""
    found = {(pair.low, pair.high): pair.why for pair in reversed(list(pairs))}
    firms = Organisation.objects.prefetch_related("domains").in_bulk({pk for pair in found for pk in pair})
    lines = {line.firm.pk: line for line in build_firm_lines(list(firms.values()), viewer)}
    made = []
    for (low, high), why in reversed(found.items()):
        lesser, greater = sorted((lines[low], lines[high]), key=lambda line: (line.leads, -line.firm.pk))
        made.append(PairLine(lesser=lesser, greater=greater, why=str(Likeness(why).label)))
    return made


@dataclass(frozen=True, kw_only=True, slots=True)
class Apart:
    """A firm that another was told apart from, and what was said of it."""

    other: Organisation
    said: Distinction


def find_apart(firm: Organisation) -> list[Apart]:
    """The firms somebody said this one is not, newest first."""
    said = list(Distinction.objects.standing().concerning(firm.pk).select_related("user"))
    numbers = {one.high if one.low == firm.pk else one.low for one in said}
    others = Organisation.objects.in_bulk(numbers)
    return [
        Apart(other=others[one.high if one.low == firm.pk else one.low], said=one)
        for one in said
        if one.low != one.high
    ]
