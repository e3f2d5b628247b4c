"""Campaigns and calls-to-action as both teams read them: what was set up, what came of it, and why."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.limits import limit_searches
from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from campaigns.filters import CampaignFilterForm
from campaigns.models import RUNNING_FIRST, CallToAction, Campaign, LeadDefinition
from campaigns.readiness import find_missing
from figures import overview
from findings.shown import newest_open
from insights.pages.judged import build_judged
from insights.pages.notes import NOTES_SHOWN, newest_notes
from insights.pages.results import build_listed, build_results, usual_filters
from insights.pages.said import build_said
from pages.addresses import address
from pages.cursors import count_around, find_page
from talk.thread import Thread

PAGE_SIZE: Final = 50
FINDINGS_SHOWN: Final = 5


@requires(Action.VIEW_CAMPAIGNS)
@require_safe
@limit_searches(*CampaignFilterForm.SEARCHES)
def campaign_list(request: SignedInRequest) -> HttpResponse:
    """Every campaign, running ones first, filtered by the address."""
    form = CampaignFilterForm(request.GET)
    found = form.narrow(Campaign.objects.visible_to(request.user)).select_related("channel", "owner")
    found = found.with_progress().with_order()
    page = find_page(request.GET, found, order=RUNNING_FIRST, size=PAGE_SIZE)
    outcomes = build_listed() if may(request.user, Action.VIEW_CONVERSION) else {}
    context = {
        "form": form,
        "active": form.active,
        "is_open": not form.is_valid(),
        "page": page.rows,
        "lines": [(row, outcomes.get(row.pk)) for row in page.rows],
        "filters": usual_filters(),
        "problem": page.problem,
        **page.urls(request.GET),
        **count_around(page, found, order=RUNNING_FIRST),
        "can_edit": may(request.user, Action.EDIT_CAMPAIGNS),
    }
    return render(request, "insights/campaign_list.html", context)


@requires(Action.VIEW_CAMPAIGNS)
@require_safe
def campaign(request: SignedInRequest, campaign_id: int) -> HttpResponse:
    """One campaign: what came of it and why, its promises and ways in, its cost, and what is missing."""
    row = _get_campaign(request, campaign_id)
    ctas = sorted(row.ctas.visible_to(request.user).with_definitions(), key=lambda cta: not cta.is_active)
    context = {
        "campaign": row,
        "promises": row.promises.in_force(),
        "withdrawn_promises": row.promises.withdrawn(),
        "ctas": ctas,
        "missing": find_missing(ctas) if row.status != Campaign.Status.LIVE else None,
        "needs": row.needs.all(),
        "months": row.daily_costs.by_month(),
        "cost_total": row.daily_costs.total_cents(),
        "can_sign": may(request.user, Action.SIGN_DEFINITIONS),
        "thread": Thread(user=request.user, thing=row),
        **_findings(request, row),
        "can_judge": may(request.user, Action.JUDGE_CAMPAIGNS),
        **_what_sales_says(request, row),
    }
    return _show(request, "insights/campaign.html", context, campaign=row.pk)


@requires(Action.VIEW_CAMPAIGNS)
@require_safe
def cta(request: SignedInRequest, cta_id: int) -> HttpResponse:
    """One call-to-action: what came of it and why, its key, and all definitions, with the one that waits."""
    row = _get_cta(request, cta_id)
    waiting = row.waiting_definition
    can_sign = may(request.user, Action.SIGN_DEFINITIONS)
    context = {
        "cta": row,
        "waiting": waiting,
        "thread": Thread(user=request.user, thing=row),
        "is_my_turn": bool(waiting and can_sign and request.user.team in waiting.missing_teams),
        "open_to_objections": _find_open_to_objections(request, row),
        "older": [one for one in row.definitions.all() if one not in (waiting, row.definition_in_force)],
    }
    return _show(request, "insights/cta.html", context, campaign=row.campaign_id, cta=row.pk)


def _findings(request: SignedInRequest, row: Campaign) -> dict[str, Any]:
    """The newest open ones, for whoever may read figures."""
    if not may(request.user, Action.VIEW_CONVERSION):
        return {}
    return {
        "findings": newest_open(campaign=row.pk, size=FINDINGS_SHOWN),
        "findings_url": address(reverse("findings:finding_list"), campaign=row.pk),
    }


def _what_sales_says(request: SignedInRequest, row: Campaign) -> dict[str, Any]:
    """What ratings say, and apart from them what is said of the ads without a lead."""
    filters = usual_filters(campaign=row.pk)
    sees_figures = may(request.user, Action.VIEW_CONVERSION)
    judged = build_judged(row.pk, overview(filters=filters).total if sees_figures else None)
    said = build_said(row.pk, filters, judged.promises) if sees_figures else []
    return {"judged": judged.lines, "said": said}


def _find_open_to_objections(request: SignedInRequest, row: CallToAction) -> LeadDefinition | None:
    """The version to which this person can object: the newest, unless they do so already."""
    newest = row.newest_definition
    if newest is None or not may(request.user, Action.OBJECT_TO_DEFINITIONS):
        return None
    return None if any(one.user_id == request.user.pk for one in newest.open_objections) else newest


def _show(
    request: SignedInRequest, template: str, context: dict[str, Any], *, campaign: int, cta: int | None = None
) -> HttpResponse:
    """The page of one of them, with what came of it for whoever may see figures."""
    results = _results(request, campaign=campaign, cta=cta)
    can_edit = may(request.user, Action.EDIT_CAMPAIGNS)
    return render(request, template, {**context, **results, "can_edit": can_edit})


def _results(request: SignedInRequest, *, campaign: int, cta: int | None) -> dict[str, Any]:
    """What came of it, and the newest notes; nothing for whoever may not see figures."""
    if not may(request.user, Action.VIEW_CONVERSION):
        return {}
    results = build_results(campaign=campaign, cta=cta, team=request.user.team)
    notes = newest_notes(results.filters, request.user, size=NOTES_SHOWN) if results else []
    return {"results": results, "notes": notes, "notes_url": results.notes_url if results else ""}


def _get_campaign(request: SignedInRequest, campaign_id: int) -> Campaign:
    rows = Campaign.objects.visible_to(request.user).select_related("channel", "owner")
    return get_object_or_404(rows, pk=campaign_id)


def _get_cta(request: SignedInRequest, cta_id: int) -> CallToAction:
    rows = CallToAction.objects.visible_to(request.user).select_related("campaign").with_definitions()
    return get_object_or_404(rows, pk=cta_id)
