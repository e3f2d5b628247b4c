"""Tables as CSV for a spreadsheet: what would run as a formula is made harmless."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language

from values.cells import protect

# A loss is a number to compute with; only texts could run as a formula.
_NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?")
BYTE_ORDER_MARK = "\ufeff"


class _Line:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def csv_answer(name: str, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """A download called `name`.csv; in German with semicolons and a byte order mark, for its Excel."""
    response = HttpResponse(csv_lines(heading, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = _called(name)
    return response


def csv_stream(name: str, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> StreamingHttpResponse:
    """The same, sent while it is made: however long it is, it takes no more memory."""
    lines = csv_lines(heading, rows)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = _called(name)
    return response


def csv_lines(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """In the language in force when this is called, however late the lines are asked for."""
    is_german = (get_language() or "de").startswith("de")
    return _write(heading, rows, is_german=is_german)


def _write(heading: Sequence[str], rows: Iterable[Sequence[str]], *, is_german: bool) -> Iterator[str]:
    writer = csv.writer(_Line(), delimiter=";" if is_german else ",")
    yield BYTE_ORDER_MARK if is_german else ""
    yield writer.writerow(heading)
    for row in rows:
        yield writer.writerow([cell if _NUMBER.fullmatch(cell) else protect(cell) for cell in row])


def _called(name: str) -> str:
    return f'attachment; filename="{name}.csv"'
