"""The leads that are in no figure, and who took them out: so that nobody does it quietly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from figures.drilldown import find_visible, leads_out_of_the_figures
from insights.forms import OverviewForm
from insights.pages.address import Address
from leads.models import NEWEST_FIRST, KindChange, Lead
from pages.cursors import Page, find_page

PAGE_SIZE: Final = 50
OK: Final = 200
BAD_REQUEST: Final = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class OutLine:
    """One lead that is not counted, with the change that took it out; None where it came in as a test."""

    lead: Lead
    change: KindChange | None
    is_visible: bool


@requires(Action.VIEW_CONVERSION)
@require_safe
def taken_out(request: SignedInRequest) -> HttpResponse:
    """The tests, spam and no leads of the selection, the newest first."""
    form = OverviewForm(request.GET)
    context = {"form": form, "overview_url": Address.of(request.GET).page()}
    if not form.is_valid():
        return render(request, "insights/taken_out.html", context, status=BAD_REQUEST)
    changes = KindChange.objects.select_related("user").order_by("lead_id", "-id").distinct("lead_id")
    rows = leads_out_of_the_figures(form.filters()).select_related("person", "campaign", "cta")
    rows = rows.prefetch_related(Prefetch("kind_changes", queryset=changes, to_attr="newest_change"))
    page = find_page(request.GET, rows, order=NEWEST_FIRST, size=PAGE_SIZE)
    context |= {
        "filters": form.filters(),
        "names": form.chosen_names(),
        "lines": _lines(page, request.user),
        "problem": page.problem,
        **page.urls(request.GET),
    }
    return render(request, "insights/taken_out.html", context, status=BAD_REQUEST if page.problem else OK)


def _lines(page: Page[Lead], user: User) -> list[OutLine]:
    visible = find_visible(page.rows, user)
    return [
        OutLine(
            lead=lead,
            change=next(iter(lead.newest_change), None),  # type: ignore[attr-defined]  # prefetched above
            is_visible=lead.pk in visible,
        )
        for lead in page.rows
    ]
