"""The leads behind a figure: as many rows for everybody, but only who may see a lead can read and open it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.own_company import today
from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from insights.drilldown import leads_behind
from insights.figures import as_of, conversion
from insights.figures.tables import young_since
from insights.forms import OverviewForm
from insights.measures import LISTED
from insights.pages.address import Address
from leads.keyset import Page, cut_page
from leads.models import Lead, LeadQuerySet

PAGE_SIZE: Final = 50
BAD_REQUEST: Final = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class LeadLine:
    """One row; of a lead this person may not see, only that there is one."""

    lead: Lead
    is_visible: bool


@requires(Action.VIEW_CONVERSION)
def cell_leads(request: SignedInRequest) -> HttpResponse:
    """A page of the leads that a figure of the joint page counts, the newest first.

    A filter, figure or mark in the address that was not understood answers 400 and says so.
    """
    form = OverviewForm(request.GET)
    figure = LISTED.get(request.GET.get("stage", "leads"))
    context: dict[str, Any] = {"form": form, "overview_url": Address.of(request.GET).page()}
    if not form.is_valid() or figure is None:
        context["problem"] = _("This address names no figure we know.")
        return render(request, "insights/cell_leads.html", context, status=BAD_REQUEST)
    filters = form.filters()
    total = conversion(by="month", filters=filters).total.figures
    rows = leads_behind(filters, figure, young_since=young_since(today()))
    page, context["problem"] = _cut(request, rows.select_related("person", "campaign", "cta", "channel"))
    context |= {
        "title": figure.title,
        "count": total[figure.name],
        "filters": filters,
        "names": form.chosen_names(),
        "as_of": as_of(),
        "lines": _lines(page, request.user),
        "newer_url": _page_url(request, before=page.before) if page.before else "",
        "older_url": _page_url(request, after=page.after) if page.after else "",
    }
    return render(
        request, "insights/cell_leads.html", context, status=BAD_REQUEST if context["problem"] else 200
    )


def _cut(request: SignedInRequest, rows: LeadQuerySet) -> tuple[Page, str]:
    """The page the address asks for; for a mark nobody gave out, the first page and what was wrong."""
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    try:
        return cut_page(rows, is_newest_first=True, size=PAGE_SIZE, before=before, after=after), ""
    except ValidationError as error:
        return cut_page(rows, is_newest_first=True, size=PAGE_SIZE), error.messages[0]


def _lines(page: Page, user: User) -> list[LeadLine]:
    keys = [lead.pk for lead in page.leads]
    visible = set(Lead.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    return [LeadLine(lead=lead, is_visible=lead.pk in visible) for lead in page.leads]


def _page_url(request: SignedInRequest, **mark: str) -> str:
    kept = {name: value for name, value in request.GET.items() if name not in {"before", "after"}}
    return f"?{urlencode({**kept, **mark})}"
