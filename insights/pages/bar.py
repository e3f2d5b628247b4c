"""The filters of the joint page and its sheets, drawn, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string

from counting.cache import cache_while_named_alike
from counting.filters import Filters
from figures.periods import Against
from insights.forms import COMPARING, OverviewForm
from insights.pages.address import Address


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """The filters as HTML and what they say; `filters` is None when one of them was not understood."""

    filters: Filters | None
    against: Against
    names: list[str]
    active: int
    html: str


@cache_while_named_alike
def draw_bar(address: Address, _language: str, _day: date) -> Bar:
    """There may be a thousand calls-to-action to choose from, and no count changes them."""
    form = OverviewForm(dict(address.values), compares=address.route in COMPARING)
    is_valid = form.is_valid()
    kept = {name: value for name, value in address.values if name not in form.fields}
    context = {
        "form": form,
        "keep": kept,
        "active": form.active,
        "open": not is_valid,
        "reset": address.empty().page(),
    }
    return Bar(
        filters=form.filters() if is_valid else None,
        against=form.compared_with if is_valid and "against" in form.fields else Against.NOTHING,
        names=form.chosen_names() if is_valid else [],
        active=form.active,
        html=render_to_string("components/filter_bar.html", context),
    )
