"""The leads behind a figure: as many rows for everybody, but only who may see a lead can read and open it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

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
from leads.models import NEWEST_FIRST, Lead
from pages.cursors import Page, find_page

PAGE_SIZE: Final = 50
OK: Final = 200
BAD_REQUEST: Final = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class LeadLine:
    """One row; of a lead this person may not see, only that there is one."""

    lead: Lead
    is_visible: bool


@requires(Action.VIEW_CONVERSION)
@require_safe
def cell_leads(request: SignedInRequest) -> HttpResponse:
    """A page of the leads that a figure of the joint page counts, the newest first.

    A filter, figure or cursor in the address that was not understood answers 400 and says so.
    """
    form = OverviewForm(request.GET)
    figure = LISTED.get(request.GET.get("stage", "leads"))
    context: dict[str, Any] = {"form": form, "overview_url": Address.of(request.GET).page()}
    if not form.is_valid() or figure is None:
        context["problem"] = _("This address names no figure we know.")
        return render(request, "insights/cell_leads.html", context, status=BAD_REQUEST)
    filters = form.filters()
    table = conversion(by="month", filters=filters)
    rows = leads_behind(filters, figure, young_since=young_since(today(), table.maturity_days))
    rows = rows.select_related("person", "campaign", "cta", "channel")
    page = find_page(request.GET, rows, order=NEWEST_FIRST, size=PAGE_SIZE)
    context |= {
        "title": figure.title,
        "count": figure.number(table.total.figures),
        "filters": filters,
        "names": form.chosen_names(),
        "as_of": as_of(),
        "lines": _lines(page, request.user),
        "problem": page.problem,
        **page.urls(request.GET),
    }
    status = BAD_REQUEST if page.problem else OK
    return render(request, "insights/cell_leads.html", context, status=status)


def _lines(page: Page[Lead], user: User) -> list[LeadLine]:
    keys = [lead.pk for lead in page.rows]
    visible = set(Lead.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    return [LeadLine(lead=lead, is_visible=lead.pk in visible) for lead in page.rows]
