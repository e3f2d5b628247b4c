"""Campaigns: the list, the page of one, its form and its status."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from campaigns.filters import CampaignFilterForm
from campaigns.forms.campaigns import CampaignForm
from campaigns.models import RUNNING_FIRST, Campaign, Channel
from campaigns.readiness import find_missing
from campaigns.services import campaigns as services
from pages.answers import Press, Submission, done, posted
from pages.cursors import count_around, find_page

PAGE_SIZE = 50


@requires(Action.VIEW_CAMPAIGNS)
@require_safe
def campaign_list(request: SignedInRequest) -> HttpResponse:
    """Every campaign, running ones first, filtered by the address."""
    form = CampaignFilterForm(request.GET)
    found = form.narrow(Campaign.objects.visible_to(request.user)).select_related("channel", "owner")
    found = found.with_progress().with_order()
    page = find_page(request.GET, found, order=RUNNING_FIRST, size=PAGE_SIZE)
    context = {
        "form": form,
        "active": form.active,
        "is_open": not form.is_valid(),
        "page": page.rows,
        "problem": page.problem,
        **page.urls(request.GET),
        **count_around(page, found, order=RUNNING_FIRST),
        "can_edit": may(request.user, Action.EDIT_CAMPAIGNS),
    }
    return render(request, "campaigns/campaign_list.html", context)


@requires(Action.VIEW_CAMPAIGNS)
@require_safe
def campaign(request: SignedInRequest, campaign_id: int) -> HttpResponse:
    """One campaign: what it promises, its ways in, what is missing before it goes live, what it costs."""
    row = _get(request, campaign_id)
    ctas = sorted(row.ctas.visible_to(request.user).with_definitions(), key=lambda cta: not cta.is_active)
    context = {
        "campaign": row,
        "promises": row.promises.in_force(),
        "withdrawn_promises": row.promises.withdrawn(),
        "ctas": ctas,
        "missing": find_missing(ctas) if row.status != Campaign.Status.LIVE else None,
        "months": row.daily_costs.by_month(),
        "cost_total": row.daily_costs.total_cents(),
        "can_edit": may(request.user, Action.EDIT_CAMPAIGNS),
        "can_sign": may(request.user, Action.SIGN_DEFINITIONS),
    }
    return render(request, "campaigns/campaign.html", context)


@requires(Action.EDIT_CAMPAIGNS)
def campaign_new(request: SignedInRequest) -> HttpResponse:
    """The form for a new campaign, owned by whoever fills it in."""
    form = CampaignForm(posted(request), initial={"owner": request.user.pk})
    submission = Submission(form)
    if form.is_valid():
        with submission:
            row = services.create_campaign(actor=request.user, **form.for_service())
            text = _("Saved. Next: add a call-to-action, the way in for leads.")
            return done(request, text, "campaigns:campaign", row.pk)
    return _show_form(request, submission)


@requires(Action.EDIT_CAMPAIGNS)
def campaign_edit(request: SignedInRequest, campaign_id: int) -> HttpResponse:
    """The form for a campaign; 409 with both values when somebody else changed it meanwhile."""
    row = _get(request, campaign_id)
    form = CampaignForm.for_campaign(row, posted(request))
    submission = Submission(form)
    if form.is_valid():
        version = form.cleaned_data["expected_version"] or 0
        with submission:
            services.update_campaign(
                actor=request.user, campaign=row, expected_version=version, **form.for_service()
            )
            return done(request, _("Saved."), "campaigns:campaign", row.pk)
    return _show_form(request, submission, campaign=row)


@requires(Action.EDIT_CAMPAIGNS)
@require_POST
def campaign_status(request: SignedInRequest, campaign_id: int) -> HttpResponse:
    """Put live, end, put live again; what is missing the page of the campaign then says."""
    row = _get(request, campaign_id)
    with Press(request):
        row = services.set_status(actor=request.user, campaign=row, status=request.POST.get("status", ""))
        is_live = row.status == Campaign.Status.LIVE
        text = _("“%(name)s” is live and takes leads.") if is_live else _("“%(name)s” has ended.")
        messages.success(request, text % {"name": row.name})
    return redirect("campaigns:campaign", row.pk)


def _get(request: SignedInRequest, campaign_id: int) -> Campaign:
    rows = Campaign.objects.visible_to(request.user).select_related("channel", "owner")
    return get_object_or_404(rows, pk=campaign_id)


def _show_form(request: SignedInRequest, submission: Submission, **context: Campaign) -> HttpResponse:
    channels = Channel.objects.all()
    return submission.show(request, "campaigns/campaign_form.html", channels=channels, **context)
