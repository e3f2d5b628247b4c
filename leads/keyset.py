"""Paging by where one is, not by counting: page 1,000 costs what page 1 costs, at any number of leads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from leads.models import Lead, LeadQuerySet
from values.text import shorten

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MARK = re.compile(r"(-?\d{1,17})\.(\d{1,18})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Some leads in reading order, and the marks with which the address asks for those before and after."""

    leads: list[Lead]
    before: str
    after: str


def mark_of(lead: Lead) -> str:
    """Where this lead stands in the order: microseconds since 1970 and its number."""
    return f"{(lead.received_at - EPOCH) // timedelta(microseconds=1)}.{lead.pk}"


def read_mark(mark: str) -> tuple[datetime, int]:
    """Raises ValidationError for anything `mark_of` has not written."""
    found = MARK.fullmatch(mark)
    try:
        if found:
            return EPOCH + timedelta(microseconds=int(found[1])), int(found[2])
    except OverflowError:
        pass
    raise ValidationError(
        _("“%(mark)s” in the address is not a place in this list. Here is its beginning."),
        code="mark",
        params={"mark": shorten(mark)},
    )


def cut_page(
    leads: LeadQuerySet, *, is_newest_first: bool, size: int, before: str = "", after: str = ""
) -> Page:
    """`size` leads after (or before) a mark, with a look at one more to know whether there are others.

    Raises ValidationError for a mark nobody gave out.
    """
    is_backward = bool(before) and not after
    goes_down = is_newest_first != is_backward
    mark = after or before
    if mark:
        leads = leads.filter(_beyond(mark, goes_down=goes_down))
    order = ("-received_at", "-pk") if goes_down else ("received_at", "pk")
    found = list(leads.order_by(*order)[: size + 1])
    # Where one came from there is something, where one is going only if the look at one more found it.
    behind, ahead = bool(mark), len(found) > size
    if is_backward:
        return _page(found[:size][::-1], has_before=ahead, has_after=behind)
    return _page(found[:size], has_before=behind, has_after=ahead)


def _page(rows: list[Lead], *, has_before: bool, has_after: bool) -> Page:
    return Page(
        leads=rows,
        before=mark_of(rows[0]) if rows and has_before else "",
        after=mark_of(rows[-1]) if rows and has_after else "",
    )


def _beyond(mark: str, *, goes_down: bool) -> Q:
    """Written so that PostgreSQL starts its index scan at the mark: first the bare bound, then the tie."""
    received_at, pk = read_mark(mark)
    if goes_down:
        return Q(received_at__lte=received_at) & (Q(received_at__lt=received_at) | Q(pk__lt=pk))
    return Q(received_at__gte=received_at) & (Q(received_at__gt=received_at) | Q(pk__gt=pk))
