"""What a number may be: one sentence for all of these modules."""

from __future__ import annotations


def check_count(name: str, value: int, *, at_most: int | None = None, whole: str = "") -> None:
    """Raise ValueError, naming the value and what is allowed, when it is below 0 or above `at_most`."""
    if value >= 0 and (at_most is None or value <= at_most):
        return
    allowed = "0 or more" if at_most is None else f"0 to {at_most} ({whole})"
    raise ValueError(f"{name} is {value}, allowed is {allowed}")


def check_above_zero(name: str, value: float) -> None:
    """Raise ValueError, naming the value, when it is not above 0."""
    if not value > 0:
        raise ValueError(f"{name} is {value}, allowed is above 0")
