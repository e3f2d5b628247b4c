"""What is seen, as a PDF: the joint page on one page, its sheets, a campaign, and a view behind a link."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.limits import Limit, spend
from accounts.models import Team
from accounts.own_company import company_currency, company_zone, today
from accounts.permissions import Action, View, public, requires
from accounts.requests import SignedInRequest, language_for
from campaigns.models import Campaign
from counting.cache import cache_while_unchanged
from figures import overview
from figures.before import compare
from figures.events import read_events
from figures.periods import Against
from insights.kept_addresses import address_of
from insights.models import SavedView
from insights.pages.address import Address
from insights.pages.bar import Bar, draw_bar
from insights.pages.events import build_events
from insights.pages.results import build_results, usual_filters
from insights.pages.table import DEFAULT_SORT, sort_rows
from insights.paper.frame import Paper, frame
from insights.paper.overview import lay_out
from insights.paper.printing import NotPrinted, print_pdf
from insights.replica import read_figures
from insights.services.links import find_link, is_unlocked
from insights.sheets.all import SHEETS
from insights.sheets.sheet import Sheet
from insights.views.dashboard import find_tab, rows_of
from insights.views.shared import COOKIE, hidden_names
from insights.views.sheets import Drawn, draw_sheet, read_sheet, with_days
from values.refusals import TooManyCalls

BAD_REQUEST: Final = 400
# When to try again, where the machine is busy.
AGAIN_SECONDS: Final = 10


@requires(Action.VIEW_CONVERSION)
@require_safe
def overview_paper(request: SignedInRequest) -> HttpResponse:
    """The joint page, laid out on exactly one page."""
    address = Address.of(request.GET).but(meeting=None)
    said = address, get_language() or "de", company_currency(), today()
    read = read_figures(request, lambda: draw_on_one_page(*said))
    return _print(request, read.made, read.as_of, read.age, who=str(request.user.pk), back=address.page())


def print_sheet(sheet: Sheet) -> View:
    """A sheet as a PDF, for whoever may read it."""

    @requires(Action.VIEW_CONVERSION)
    @require_safe
    def printed(request: SignedInRequest) -> HttpResponse:
        address = with_days(sheet, Address.of(request.GET, sheet.route)).but(meeting=None)
        read = read_sheet(request, sheet, address)
        paper = _of_sheet(sheet, read.made)
        return _print(request, paper, read.as_of, read.age, who=str(request.user.pk), back=address.page())

    return printed


@requires(Action.VIEW_CONVERSION)
@require_safe
def campaign_paper(request: SignedInRequest, campaign_id: int) -> HttpResponse:
    """What came of a campaign, why, and what it promises."""
    row = get_object_or_404(
        Campaign.objects.visible_to(request.user).select_related("channel"), pk=campaign_id
    )
    said = row.pk, request.user.team, get_language() or "de", company_currency(), today()
    read = read_figures(request, lambda: _draw_campaign(*said))
    setup = {"campaign": row, "promises": row.promises.in_force(), "needs": row.needs.all()}
    html = read.made and read.made + render_to_string("insights/paper/setup.html", setup)
    bar = Bar(filters=usual_filters(), against=Against.NOTHING, names=[], active=0, html="")
    paper = Paper(bar=bar, key="campaign", name=_("Campaign"), question=row.name, html=html)
    back = reverse("campaign", args=[row.pk])
    return _print(request, paper, read.as_of, read.age, who=str(request.user.pk), back=back)


@public
@never_cache
@require_safe
def shared_paper(request: HttpRequest, secret: str) -> HttpResponse:
    """The figures behind a link as a PDF, once its page can be read; nobody of the house is named."""
    link, back = find_link(secret), reverse("insights:shared", args=[secret])
    if link is None or not is_unlocked(link, request.COOKIES.get(COOKIE, "")):
        return redirect(back)
    language = language_for(request, link.user.language)
    with translation.override(language), timezone.override(company_zone()):
        view = link.view
        read = read_figures(request, lambda: _draw_view(view))
        paper = replace(read.made, key="figures", name=view.name, names=hidden_names())
        answer = _print(request, paper, read.as_of, read.age, who=f"view link {link.pk}", back=back)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer


def _draw_view(view: SavedView) -> Paper:
    """As whoever reads nothing of single reps has it."""
    address, language = address_of(view).but(meeting=None), get_language() or "de"
    said = language, company_currency(), today()
    sheet = next((sheet for sheet in SHEETS if sheet.route == address.route), None)
    if sheet is None:
        return draw_on_one_page(address, *said)
    return _of_sheet(sheet, draw_sheet(sheet, address, False, *said))


def _of_sheet(sheet: Sheet, drawn: Drawn) -> Paper:
    return Paper(
        bar=drawn.bar,
        key=sheet.name,
        name=str(sheet.label),
        question=str(sheet.question),
        html=drawn.html,
        tables=drawn.tables,
    )


@cache_while_unchanged
def draw_on_one_page(address: Address, language: str, _currency: str, day: date) -> Paper:
    """The joint page for paper; without figures where there is no lead."""
    bar, html = draw_bar(address, language, day), ""
    shown = overview(filters=bar.filters) if bar.filters else None
    if bar.filters and shown and shown.total.leads:
        values = dict(address.values)
        by, sort = find_tab(values.get("by", "")), values.get("sort", DEFAULT_SORT)
        rows = sort_rows(rows_of(shown, by, bar.filters), sort)
        before = compare(bar.filters, bar.against, day)
        events = build_events(read_events(bar.filters))
        html = lay_out(shown, rows, by=by, sort=sort, address=address, before=before, events=events)
    question = _("What became of the leads")
    return Paper(bar=bar, key="overview", name=_("Overview"), question=question, html=html, is_one_page=True)


@cache_while_unchanged
def _draw_campaign(campaign: int, team: Team | None, _language: str, _currency: str, _day: date) -> str:
    results = build_results(campaign=campaign, team=team)
    return render_to_string("insights/paper/campaign.html", {"results": results}) if results else ""


def _print(
    request: HttpRequest, paper: Paper, as_of: datetime, age: int | None, *, who: str, back: str
) -> HttpResponse:
    """The PDF to take along; a page that says why where there is none, with the way back."""
    if not paper.bar.filters:
        why = _("One of the filters in the address was not understood.")
        return _say_why(request, why, back, BAD_REQUEST)
    try:
        spend(Limit.PAPERS, who)
        made = print_pdf(frame(paper, as_of=as_of, age=age), is_one_page=paper.is_one_page)
    except (NotPrinted, TooManyCalls) as refusal:
        answer = _say_why(request, refusal.message, back, refusal.status)
        answer.headers["Retry-After"] = str(getattr(refusal, "wait", AGAIN_SECONDS))
        return answer
    answer = HttpResponse(made, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{paper.key}.pdf"'
    return answer


def _say_why(request: HttpRequest, why: str, back: str, status: int) -> HttpResponse:
    return render(request, "insights/paper/not_printed.html", {"why": why, "back": back}, status=status)
