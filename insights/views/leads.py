"""The leads behind a figure, with what sales says of each, and the notes about them.

As many rows for everybody, but only who may see a lead can read and open it.
"""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.own_company import today
from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from counting import formats
from counting.measures import LISTED
from counting.rules import said
from figures import as_of, conversion
from figures.drilldown import find_visible, leads_behind
from figures.tables import young_since
from insights.behind_filters import BehindFilters
from insights.forms import OverviewForm
from insights.pages.address import NAMES, Address
from insights.pages.behind_rows import LeadLine
from insights.pages.notes import NEWEST_NOTES, notes_of, read_notes
from leads.models import NEWEST_FIRST, Lead, LeadQuerySet
from pages.addresses import address
from pages.cursors import Page, find_page

LEADS: Final = "insights/cell_leads.html"
PAGE_SIZE: Final = 50
NOTES_SIZE: Final = 25
MOST_COUNTED: Final = 1_000
OK: Final = 200
BAD_REQUEST: Final = 400


@requires(Action.VIEW_CONVERSION)
@require_safe
def cell_leads(request: SignedInRequest) -> HttpResponse:
    """A page of the leads that a figure of the joint page counts, with what sales says of each, newest first.

    A filter, figure or cursor in the address that was not understood answers 400 and says so.
    """
    form = OverviewForm(request.GET)
    figure = LISTED.get(request.GET.get("stage", "leads"))
    context: dict[str, Any] = {"form": form, "overview_url": Address.of(request.GET).page()}
    if not form.is_valid() or figure is None:
        context["problem"] = _("This address names no figure we know.")
        return render(request, LEADS, context, status=BAD_REQUEST)
    filters = form.filters()
    sees_reps = may(request.user, Action.VIEW_FIGURES_OF_REPS)
    ratings = BehindFilters(request.GET, campaign=filters.campaign_id, sees_reps=sees_reps)
    table = conversion(by="month", filters=filters)
    behind = leads_behind(filters, figure, young_since=young_since(today(), table.maturity_days))
    rows = ratings.narrow(behind)
    page = find_page(request.GET, _with_words(rows), order=NEWEST_FIRST, size=PAGE_SIZE)
    context |= {
        "title": figure.title,
        "count": figure.number(table.total.figures),
        "found": _count(rows) if ratings.active else None,
        "filters": filters,
        "names": form.chosen_names(),
        "as_of": as_of(),
        "lines": _lines(page, request.user),
        "problem": page.problem,
        **_bar(request, ratings),
        **page.urls(request.GET),
    }
    status = BAD_REQUEST if page.problem or ratings.errors else OK
    return render(request, LEADS, context, status=status)


@requires(Action.VIEW_CONVERSION)
@require_safe
def notes(request: SignedInRequest) -> HttpResponse:
    """What the reps wrote about the leads meant, page by page, as far as one may see the leads."""
    form = OverviewForm(request.GET)
    context: dict[str, Any] = {"form": form, "overview_url": Address.of(request.GET).page()}
    if not form.is_valid():
        context["problem"] = _("This address names no leads we know.")
        return render(request, "insights/notes.html", context, status=BAD_REQUEST)
    rows = notes_of(form.filters(), request.user)
    page = find_page(request.GET, rows, order=NEWEST_NOTES, size=NOTES_SIZE)
    context |= {
        "notes": read_notes(page.rows),
        "filters": form.filters(),
        "names": form.chosen_names(),
        "problem": page.problem,
        **page.urls(request.GET),
    }
    return render(request, "insights/notes.html", context, status=BAD_REQUEST if page.problem else OK)


def _with_words(rows: LeadQuerySet) -> LeadQuerySet:
    """Each with its names and with all that its rating says."""
    named = rows.select_related(
        "person", "campaign", "cta", "channel", "standing__rating__reason", "standing__rating__user"
    )
    return named.prefetch_related("standing__rating__needs", "standing__rating__misleading_promises")


def _count(rows: LeadQuerySet) -> str:
    """How many leads fit; past a thousand nobody reads them one by one, and counting on would scan them."""
    found = len(rows.order_by().values_list("pk", flat=True)[: MOST_COUNTED + 1])
    text = _("more than %(count)s") if found > MOST_COUNTED else "%(count)s"
    return text % {"count": formats.whole(min(found, MOST_COUNTED))}


def _bar(request: SignedInRequest, ratings: BehindFilters) -> dict[str, Any]:
    """The filters of the ratings, which keep the figure and the leads meant."""
    meant = {name: request.GET[name] for name in (*NAMES, "stage") if request.GET.get(name)}
    return {
        "ratings": ratings,
        "keep": meant,
        "reset": address(reverse("insights:cell_leads"), **meant),
    }


def _lines(page: Page[Lead], user: User) -> list[LeadLine]:
    visible = find_visible(page.rows, user)
    return [
        _line(lead, user) if lead.pk in visible else LeadLine(lead=lead, is_visible=False)
        for lead in page.rows
    ]


def _line(lead: Lead, user: User) -> LeadLine:
    standing = said(lead)
    return LeadLine(
        lead=lead,
        is_visible=True,
        grade=lead.grade if lead.shows_grade_to(user) else "",
        rating=standing.rating,
        fit=standing.get_fit_display(),
    )
