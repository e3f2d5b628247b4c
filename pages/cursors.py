"""Paging by where one is, not by counting: page 1,000 costs what page 1 costs, at any number of rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import CharField, DateField, DateTimeField, Field, Model, Q, QuerySet
from django.http import QueryDict
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from pages.addresses import requery
from values.text import shorten

Row = TypeVar("Row", bound=Model)
# As `order_by` takes it, such as ("-received_at", "-pk"): unique together, and none of them NULL.
Order = Sequence[str]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NUMBER = re.compile(r"\d{1,18}", re.ASCII)
MICROSECONDS = re.compile(r"-?\d{1,17}", re.ASCII)  # before and after 1970


@dataclass(frozen=True, kw_only=True, slots=True)
class Page(Generic[Row]):
    """Some rows in reading order, and the cursors of the pages before and after them, "" at either end.

    `problem` says what was wrong with the cursor in the address; then this is the first page.
    """

    rows: list[Row]
    before: str
    after: str
    problem: str = ""

    def urls(self, query: QueryDict) -> dict[str, str]:
        """Where the pages beside this one are, as `components/pagination.html` reads them."""
        newer = requery(query, before=self.before, after=None) if self.before else ""
        older = requery(query, before=None, after=self.after) if self.after else ""
        return {"newer_url": newer, "older_url": older}


def find_page(query: QueryDict, rows: QuerySet[Row], *, order: Order, size: int) -> Page[Row]:
    """The page an address asks for with `before` or `after`."""
    before, after = query.get("before", ""), query.get("after", "")
    try:
        return cut_page(rows, order=order, size=size, before=before, after=after)
    except ValidationError as error:
        return replace(cut_page(rows, order=order, size=size), problem=error.messages[0])


def cut_page(rows: QuerySet[Row], *, order: Order, size: int, before: str = "", after: str = "") -> Page[Row]:
    """`size` rows behind (or before) a cursor, with a look at one more to know whether there are others.

    Raises ValidationError for a cursor nobody gave out.
    """
    is_backward = bool(before) and not after
    keys = [_turn(key) for key in order] if is_backward else list(order)
    cursor = after or before
    if cursor:
        rows = rows.filter(_beyond(keys, read_cursor(cursor, rows, order)))
    found = list(rows.order_by(*keys)[: size + 1])
    # Where one came from there is something, where one is going only if the look at one more found it.
    came_from, goes_on = bool(cursor), len(found) > size
    shown = found[:size][::-1] if is_backward else found[:size]
    has_before, has_after = (goes_on, came_from) if is_backward else (came_from, goes_on)
    return Page(
        rows=shown,
        before=write_cursor(shown[0], order) if shown and has_before else "",
        after=write_cursor(shown[-1], order) if shown and has_after else "",
    )


def count_around(page: Page[Row], rows: QuerySet[Row], *, order: Order) -> dict[str, int]:
    """`first`, `last` and `total` as `components/pagination.html` says them; {} where one page holds all.

    It counts the rows twice: for lists that stay short.
    """
    if not page.rows or not (page.before or page.after):
        return {}
    here = [getattr(page.rows[0], key.removeprefix("-")) for key in order]
    earlier = rows.filter(_beyond([_turn(key) for key in order], here)).count()
    return {"first": earlier + 1, "last": earlier + len(page.rows), "total": rows.count()}


def write_cursor(row: Model, order: Order) -> str:
    """Where this row stands: the values it is ordered by."""
    return ".".join(_write(getattr(row, key.removeprefix("-"))) for key in order)


def read_cursor(cursor: str, rows: QuerySet[Any], order: Order) -> list[Any]:
    """Raises ValidationError for anything `write_cursor` has not written."""
    parts = cursor.split(".")
    try:
        if len(parts) == len(order):
            return [_read(part, _field_of(rows, key)) for part, key in zip(parts, order, strict=True)]
    except (ValueError, OverflowError):
        pass
    message = _("“%(cursor)s” in the address is not a place in this list. Here is its beginning.")
    raise ValidationError(message % {"cursor": shorten(cursor)}, code="cursor")


def _turn(key: str) -> str:
    return key.removeprefix("-") if key.startswith("-") else f"-{key}"


def _beyond(keys: Sequence[str], values: Sequence[Any]) -> Q:
    """Written so that PostgreSQL starts its index scan at the cursor: first the bare bound, then the tie."""
    name, side = keys[0].removeprefix("-"), "lt" if keys[0].startswith("-") else "gt"
    further = Q(**{f"{name}__{side}": values[0]})
    if len(keys) == 1:
        return further
    return Q(**{f"{name}__{side}e": values[0]}) & (further | _beyond(keys[1:], values[1:]))


def _field_of(rows: QuerySet[Any], key: str) -> Field[Any, Any]:
    name, meta = key.removeprefix("-"), rows.model._meta
    annotated = rows.query.annotations.get(name)
    found = annotated.output_field if annotated else meta.get_field(meta.pk.name if name == "pk" else name)
    assert isinstance(found, Field)
    return found


def _write(value: Any) -> str:
    if isinstance(value, datetime):
        return str((value - EPOCH) // timedelta(microseconds=1))
    if isinstance(value, date):
        return str(value.toordinal())
    return str(value) if isinstance(value, int) else urlsafe_base64_encode(str(value).encode())


def _read(part: str, field: Field[Any, Any]) -> Any:
    """Raises ValueError or OverflowError for what `_write` never gives."""
    if isinstance(field, CharField):
        return _read_text(part)
    is_moment = isinstance(field, DateTimeField)
    if not (MICROSECONDS if is_moment else NUMBER).fullmatch(part):
        raise ValueError
    if is_moment:
        return EPOCH + timedelta(microseconds=int(part))
    return date.fromordinal(int(part)) if isinstance(field, DateField) else int(part)


def _read_text(part: str) -> str:
    if not (text := urlsafe_base64_decode(part).decode()).isprintable():
        raise ValueError
    return text
