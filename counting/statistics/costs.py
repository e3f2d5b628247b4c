"""What one lead, one good lead, one deal has cost."""

from __future__ import annotations


def cost_per_unit(*, cost_cents: int, units: int) -> int | None:
    """Return the cost of one unit in whole cents, halves to the even cent; None when there is no unit.

    Exact for any size: integers only, no binary fraction. A negative cost is a credit and stays negative.
    Half to even (IEEE 754-2019, section 4.3.1) so that many rounded figures do not drift upwards together.

    Raises ValueError when units is negative.
    """
    if units < 0:
        raise ValueError(f"units is {units}, allowed is 0 or more")
    if units == 0:
        return None
    cents, remainder = divmod(cost_cents, units)
    is_odd = cents % 2 == 1
    is_past_half = 2 * remainder > units
    is_half = 2 * remainder == units
    return cents + 1 if is_past_half or (is_half and is_odd) else cents
