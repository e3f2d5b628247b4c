"""Which of several touches a deal is credited to, in exact shares that always add up to the deal.

A touch is whatever the caller knows a campaign by; None is one nobody can name. None is always among the
answers, with 0 at least: what is not attributed is shown, never dropped.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from typing import Final, Literal, TypeVar, assert_never

Touch = TypeVar("Touch", bound=Hashable)
Model = Literal["first", "last", "linear", "position"]
# Of the position model: first and last touch each; those between share what is left.
_END: Final = Fraction(2, 5)


def attribute(touches: Sequence[Touch | None], model: Model) -> dict[Touch | None, Fraction]:
    """Return the share of each touch, in order of first appearance, None at the end unless it was touched.

    A touch that came several times has the sum of its places. "position" gives 40 % to the first, 40 % to the
    last and 20 % to those between in equal parts; of two touches each has half, a single one has all. Without
    a touch all is unattributed.
    """
    credit: dict[Touch | None, Fraction] = {}
    for touch, share in zip(touches or [None], _shares(max(1, len(touches)), model), strict=True):
        credit[touch] = credit.get(touch, Fraction(0)) + share
    credit.setdefault(None, Fraction(0))
    return credit


def split_cents(total_cents: int, shares: Mapping[Touch | None, Fraction]) -> dict[Touch | None, int]:
    """Return the whole cents of each share; they add up to the total exactly.

    Each gets its share rounded down in size; the cents left over go to those that lost most by it, one each,
    of equal ones the first given (A. Hamilton's method of largest remainders, 1792). A negative total is
    divided like a positive one. Raises ValueError when a share is negative or they do not add up to 1.
    """
    if sum(shares.values()) != 1 or min(shares.values()) < 0:
        given = ", ".join(map(str, shares.values()))
        raise ValueError(f"the shares are {given}; allowed is 0 or more each, 1 in all")
    size, sign = abs(total_cents), -1 if total_cents < 0 else 1
    parts = {touch: divmod(size * share, 1) for touch, share in shares.items()}
    left = size - sum(whole for whole, _ in parts.values())
    favoured = sorted(parts, key=lambda touch: parts[touch][1], reverse=True)[:left]
    return {touch: sign * (whole + (touch in favoured)) for touch, (whole, _) in parts.items()}


def _shares(touches: int, model: Model) -> list[Fraction]:
    nothing, everything = Fraction(0), Fraction(1)
    match model:
        case "first":
            return [everything, *[nothing] * (touches - 1)]
        case "last":
            return [*[nothing] * (touches - 1), everything]
        case "linear":
            return [everything / touches] * touches
        case "position":
            if touches <= 2:
                return [everything / touches] * touches
            return [_END, *[(1 - 2 * _END) / (touches - 2)] * (touches - 2), _END]
        case _:
            assert_never(model)
