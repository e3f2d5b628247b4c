"""The joint page: what became of the leads, the same figures for both teams."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.permissions import Action, may, requires
from accounts.services import today
from insights.figures import Dimension, Filters, Overview, Row, as_of, overview
from insights.figures.kept import keep_while_unchanged
from insights.forms import OverviewForm
from insights.pages.address import Address
from insights.pages.funnel import build_funnel, build_remarks
from insights.pages.lines import DEFAULT_SORT, build_heads, build_lines, is_by_rate, sort_rows
from insights.pages.pictures import build_months, draw_trend, draw_volume, month_addresses
from insights.pages.sentence import build_sentence
from leads.money import company_currency
from leads.views.requests import SignedInRequest

TABS: Final[tuple[Dimension, ...]] = ("campaign", "cta", "channel")
BAD_REQUEST: Final = 400


@requires(Action.VIEW_CONVERSION)
def dashboard(request: SignedInRequest) -> HttpResponse:
    """Funnel, table, pictures and trend of the leads the address asks for.

    A filter that was not understood answers 400 with what was wrong beside it, and no figures.
    """
    form = OverviewForm(request.GET)
    address = Address.of(request.GET)
    context: dict[str, Any] = {
        "form": form,
        "keep": {name: value for name, value in address.values if name in {"by", "sort"}},
        "as_of": as_of(),
        "can_capture": may(request.user, Action.CAPTURE_LEADS),
    }
    if not form.is_valid():
        return render(request, "insights/dashboard.html", context, status=BAD_REQUEST)
    filters = form.filters()
    context |= {
        "filters": filters,
        "names": form.chosen_names(),
        "figures": _draw_figures(filters, address, get_language() or "de", company_currency(), today()),
    }
    return render(request, "insights/dashboard.html", context)


@keep_while_unchanged
def _draw_figures(filters: Filters, address: Address, _language: str, _currency: str, _day: date) -> str:
    """Everything below the filters as HTML, the same for all who read this language; empty for no lead.

    The arguments that begin with an underscore are what the text depends on besides.
    """
    shown = overview(filters=filters)
    if not shown.total.leads:
        return ""
    return render_to_string("insights/figures.html", _figures(shown, filters, address))


def _figures(shown: Overview, filters: Filters, address: Address) -> dict[str, Any]:
    values = dict(address.values)
    by = _find_tab(values.get("by", ""))
    sort = values.get("sort", DEFAULT_SORT)
    addresses = month_addresses(shown.months, address, filters)
    return {
        "sentence": build_sentence(shown, address),
        "steps": build_funnel(shown, address),
        "remarks": build_remarks(shown.total),
        "by": by,
        "tabs": _build_tabs(by, address),
        "heads": build_heads(by, address, sort),
        "lines": build_lines(sort_rows(_rows_of(shown, by), sort), address, shown.verdicts),
        "is_by_rate": is_by_rate(sort),
        "campaign_lines": build_lines(shown.campaigns, address, shown.verdicts),
        "volume": draw_volume(shown, address),
        "trend": draw_trend(shown.months, addresses),
        "months": build_months(shown.months, addresses),
    }


def _find_tab(asked: str) -> Dimension:
    return next((tab for tab in TABS if tab == asked), TABS[0])


def _rows_of(shown: Overview, by: Dimension) -> tuple[Row, ...]:
    return {"cta": shown.ctas, "channel": shown.channels}.get(by, shown.campaigns)


def _build_tabs(current: Dimension, address: Address) -> list[dict[str, Any]]:
    labels = {"campaign": _("Campaigns"), "cta": _("Calls-to-action"), "channel": _("Channels")}
    return [
        {
            "label": labels[tab],
            "url": address.but(by=None if tab == TABS[0] else tab, sort=None).page(),
            "is_current": tab == current,
        }
        for tab in TABS
    ]
