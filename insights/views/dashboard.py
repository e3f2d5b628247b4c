"""The joint page: what became of the leads, the same figures for both teams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Team, User
from accounts.own_company import company_currency, today
from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from counting.cache import cache_while_unchanged, draw_while_unchanged
from counting.filters import Filters
from counting.queries import Dimension
from feedback.disputes import count_open
from figures import Overview, Row, conversion, overview
from figures.before import compare
from figures.events import read_events
from findings.shown import OpenFindings, newest_open
from insights.pages.address import Address
from insights.pages.bar import Bar, draw_bar
from insights.pages.before import say_changes
from insights.pages.charts import build_months, build_volume_lines, draw_trend, draw_volume, month_addresses
from insights.pages.events import build_events, mark_months, milestones_url
from insights.pages.funnel import build_funnel, build_remarks
from insights.pages.headline import build_headline
from insights.pages.judged import build_judged_campaigns
from insights.pages.notes import NOTES_SHOWN, Note, newest_notes, newest_of_all
from insights.pages.overview_tables import build_tables
from insights.pages.plain_table import PlainTable
from insights.pages.table import DEFAULT_SORT, build_heads, build_lines, say_order, sort_rows
from insights.pages.unknown_parts import say_unknown_parts
from insights.pages.why import draw_why
from insights.replica import read_figures
from insights.views.sheets import build_tabs, file_of
from pages.addresses import address as address_of

TABS: Final[tuple[Dimension, ...]] = ("campaign", "cta", "channel")
# More rows than this are shown when somebody asks for them.
ROWS_SHOWN: Final = 50
FINDINGS_SHOWN: Final = 2
OK: Final = 200
BAD_REQUEST: Final = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """The page as far as it is the same for everybody who reads its language: filters and figures as HTML.

    One person's page is shown to their whole team, so there is nothing in it but what `VIEW_CONVERSION` lets
    everybody see, and no link but to pages it opens; what depends on the person, the view adds. All but the
    bar is empty when there is no lead; `findings` also when none is open.
    """

    bar: Bar
    headline: str = ""
    figures: str = ""
    findings: str = ""
    # Whether the findings say what the headline would.
    is_headline_said: bool = False
    events: str = ""
    why: str = ""
    judged: str = ""


@requires(Action.VIEW_CONVERSION)
@require_safe
def dashboard(request: SignedInRequest) -> HttpResponse:
    """Funnel, table, pictures and trend of the leads the address asks for.

    A filter that was not understood answers 400 with what was wrong beside it, and no figures.
    """
    address = Address.of(request.GET)
    said = address, request.user.team, get_language() or "de", company_currency(), today()
    read = read_figures(request, lambda: _with_notes(draw_overview(*said), address, request.user))
    drawn, notes = read.made
    context = {
        "drawn": drawn,
        "bar": drawn.bar,
        "as_of": read.as_of,
        "copy_age": read.age,
        "views_url": address.views(),
        "meeting_url": address.meeting(),
        "is_meeting": address.is_meeting,
        "file_url": address.file() if drawn.figures else "",
        "paper_url": address.paper(),
        "tabs": build_tabs(address),
        "unknown_parts": say_unknown_parts(request.GET),
        "notes": notes,
        "disputes": count_open(request.user),
        "can_capture": may(request.user, Action.CAPTURE_LEADS),
    }
    status = OK if drawn.bar.filters else BAD_REQUEST
    return render(request, "insights/dashboard.html", context, status=status)


def _with_notes(drawn: Drawn, address: Address, reader: User) -> tuple[Drawn, str]:
    """The newest sentences of leads that this person may see; its times are of their own zone."""
    filters = drawn.bar.filters
    if not filters or not drawn.figures:
        return drawn, ""
    if may(reader, Action.VIEW_EVERY_LEAD):
        return drawn, _draw_every_note(filters, address, get_language() or "de", reader.time_zone)
    return drawn, _draw_notes(newest_notes(filters, reader, size=NOTES_SHOWN), address)


@cache_while_unchanged
def _draw_every_note(filters: Filters, address: Address, _language: str, _zone: str) -> str:
    return _draw_notes(newest_of_all(filters, size=NOTES_SHOWN), address)


def _draw_notes(notes: Sequence[Note], address: Address) -> str:
    context = {"notes": notes, "notes_url": address.notes(), "folded": True}
    return render_to_string("insights/notes_card.html", context)


@requires(Action.VIEW_CONVERSION)
@require_safe
def dashboard_file(request: SignedInRequest) -> HttpResponse:
    """Funnel, table and months as a file for a spreadsheet, with every row of the tab."""
    address = Address.of(request.GET)
    said = address, get_language() or "de", company_currency(), today()
    read = read_figures(request, lambda: _draw_tables(*said))
    bar, tables = read.made
    return file_of("overview", [_("What became of the leads")], tables, bar=bar, as_of=read.as_of)


@cache_while_unchanged
def _draw_tables(
    address: Address, language: str, _currency: str, day: date
) -> tuple[Bar, tuple[PlainTable, ...]]:
    """No tables where there is no lead."""
    bar = draw_bar(address, language, day)
    if not bar.filters:
        return bar, ()
    shown, values = overview(filters=bar.filters), dict(address.values)
    by = find_tab(values.get("by", ""))
    rows = sort_rows(rows_of(shown, by, bar.filters), values.get("sort", DEFAULT_SORT))
    return bar, tuple(build_tables(shown, rows, by)) if shown.total.leads else ()


@draw_while_unchanged
def draw_overview(address: Address, team: Team | None, language: str, _currency: str, day: date) -> Drawn:
    """The arguments that begin with an underscore are what the texts depend on besides.

    Of the figures nothing depends on the team, only what of the reasons it sees first.
    """
    bar = draw_bar(address, language, day)
    shown = overview(filters=bar.filters) if bar.filters else None
    if not bar.filters or not shown or not shown.total.leads:
        return Drawn(bar=bar)
    headline = build_headline(shown, address)
    found = newest_open(campaign=bar.filters.campaign_id, size=FINDINGS_SHOWN)
    return Drawn(
        bar=bar,
        headline=render_to_string("insights/headline.html", {"headline": headline}),
        figures=_draw_figures(shown, bar, bar.filters, address, day),
        findings=_draw_findings(found, bar.filters),
        is_headline_said=bool(found.shown) and headline.campaign in {None, *found.campaigns},
        events=_draw_events(bar.filters),
        why=draw_why(bar.filters, address, team),
        judged=_draw_judged(bar.filters),
    )


def _draw_findings(found: OpenFindings, filters: Filters) -> str:
    """The newest open ones of the company, or of the campaign shown; the first in full."""
    all_url = address_of(reverse("findings:finding_list"), campaign=filters.campaign_id, state="open")
    context = {"findings": found, "all_url": all_url, "brief": True}
    return render_to_string("findings/open.html", context) if found.shown else ""


def _draw_events(filters: Filters) -> str:
    events = build_events(read_events(filters))
    context = {
        "events": events,
        "event_marks": mark_months(events),
        "milestones_url": milestones_url(filters),
    }
    return render_to_string("insights/events.html", context)


def _draw_judged(filters: Filters) -> str:
    judged = build_judged_campaigns(filters)
    return render_to_string("insights/judged_campaigns.html", {"judged": judged}) if judged else ""


def _draw_figures(shown: Overview, bar: Bar, filters: Filters, address: Address, day: date) -> str:
    before = compare(filters, bar.against, day)
    context = _figures(shown, filters, address) | {
        "before": before,
        "steps": build_funnel(shown, address, say_changes(before)),
    }
    return render_to_string("insights/figures.html", context)


def _figures(shown: Overview, filters: Filters, address: Address) -> dict[str, Any]:
    values = dict(address.values)
    by = find_tab(values.get("by", ""))
    sort = values.get("sort", DEFAULT_SORT)
    addresses = month_addresses(shown.months, address, filters)
    rows = sort_rows(rows_of(shown, by, filters), sort)
    shows_all = values.get("rows") == "all" or len(rows) <= ROWS_SHOWN
    return {
        "remarks": build_remarks(shown.total),
        "out": shown.out,
        "out_url": address.taken_out(),
        "by": by,
        "tabs": _build_tabs(by, address),
        "heads": build_heads(by, address, sort),
        "lines": build_lines(rows if shows_all else rows[:ROWS_SHOWN], by, address, shown),
        "row_count": len(rows),
        "all_url": "" if shows_all else address.but(rows="all").page(),
        "order": say_order(rows, sort),
        "maturity_days": shown.maturity_days,
        "volume": draw_volume(shown, address),
        "volume_lines": build_volume_lines(shown.campaigns),
        "trend": draw_trend(shown.months, addresses),
        "months": build_months(shown.months, addresses),
    }


def find_tab(asked: str) -> Dimension:
    return next((tab for tab in TABS if tab == asked), TABS[0])


def rows_of(shown: Overview, by: Dimension, filters: Filters) -> tuple[Row, ...]:
    """Campaigns are there for verdicts and pictures anyway; the others only when their tab is open."""
    return shown.campaigns if by == "campaign" else conversion(by=by, filters=filters).rows


def _build_tabs(current: Dimension, address: Address) -> list[dict[str, Any]]:
    labels = {"campaign": _("Campaigns"), "cta": _("Calls-to-action"), "channel": _("Channels")}
    return [
        {
            "label": labels[tab],
            "url": address.but(by=None if tab == TABS[0] else tab, sort=None, rows=None).page(),
            "is_current": tab == current,
        }
        for tab in TABS
    ]
