"""Daily costs as people enter them: a sum over a period, or pasted lines; no database."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from values.days import parse_day, written
from values.money import parse_cents
from values.text import shorten

MAX_DAYS: Final = 1100  # three years at once


def spread_evenly(*, total_cents: int, first: date, last: date) -> dict[date, int]:
    """Share a sum over the days from first to last; the cents left over go to the first days, one each."""
    days = (last - first).days + 1
    if not 1 <= days <= MAX_DAYS:
        raise ValidationError(
            _("From %(first)s to %(last)s are %(days)d days. Allowed are 1 to %(most)d.")
            % {"first": written(first), "last": written(last), "days": days, "most": MAX_DAYS},
            code="period",
        )
    share, left = divmod(total_cents, days)
    return {first + timedelta(days=number): share + (number < left) for number in range(days)}


def parse_cost_lines(text: str, language: str) -> dict[date, int]:
    """Read lines of day and amount, parted by a semicolon or a tab, such as `31.12.2026;12,50`.

    Blank lines and a heading in the first line are passed over. Raises one ValidationError with a message
    for each wrong line: its number, the value and what is allowed. Nothing is taken over then.
    """
    costs: dict[date, int] = {}
    seen: dict[date, int] = {}
    errors: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or (number == 1 and not re.search("[0-9]", line)):
            continue
        try:
            day, cents = _parse_line(line, language)
            if day in seen:
                raise ValidationError(
                    _("“%(value)s” stands in line %(first)d already. A day may appear once.")
                    % {"value": shorten(line.strip()), "first": seen[day]}
                )
            costs[day], seen[day] = cents, number
        except ValidationError as error:
            errors.append(
                _("Line %(number)d: %(message)s") % {"number": number, "message": error.messages[0]}
            )
    if errors:
        raise ValidationError(errors, code="lines")
    if not 1 <= len(costs) <= MAX_DAYS:
        raise ValidationError(
            _("Found %(count)d days. Allowed are 1 to %(most)d, one per line.")
            % {"count": len(costs), "most": MAX_DAYS}
        )
    return costs


def _parse_line(line: str, language: str) -> tuple[date, int]:
    parts = re.split(r"[;\t]", line.strip().rstrip(";\t"))
    if len(parts) != 2:
        raise ValidationError(
            _("“%(value)s” is not a day and an amount. Allowed is one day, a semicolon and one amount.")
            % {"value": shorten(line.strip())}
        )
    return parse_day(parts[0], language), parse_cents(parts[1], language)
