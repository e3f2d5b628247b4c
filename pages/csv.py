"""Tables as CSV for a spreadsheet: what would run as a formula is made harmless."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.translation import get_language

from values.cells import protect

BYTE_ORDER_MARK = "\ufeff"


def csv_answer(name: str, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """A download called `name`.csv; in German with semicolons and a byte order mark, for its Excel."""
    is_german = (get_language() or "de").startswith("de")
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write(BYTE_ORDER_MARK if is_german else "")
    writer = csv.writer(response, delimiter=";" if is_german else ",")
    writer.writerow(heading)
    writer.writerows([protect(cell) for cell in row] for row in rows)
    return response
