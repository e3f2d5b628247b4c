"""Campaigns: the list, the page of one, its form and its status."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from campaigns.filters import CampaignFilterForm
from campaigns.forms.campaigns import CampaignForm
from campaigns.models import Campaign, Channel
from campaigns.readiness import find_missing
from campaigns.services import campaigns as services
from pages.forms import put_errors, renew_version
from values.refusals import Refusal, StaleVersion

PAGE_SIZE = 50


@requires(Action.VIEW_CAMPAIGNS)
def campaign_list(request: SignedInRequest) -> HttpResponse:
    """Every campaign, running ones first, filtered by the address."""
    form = CampaignFilterForm(request.GET)
    found = form.narrow(Campaign.objects.visible_to(request.user)).select_related("channel", "owner")
    found = found.with_progress().running_first()
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "active": form.active,
        "is_open": not form.is_valid(),
        "page": page,
        "newer_url": _page_url(request, page.previous_page_number()) if page.has_previous() else "",
        "older_url": _page_url(request, page.next_page_number()) if page.has_next() else "",
        "can_edit": may(request.user, Action.EDIT_CAMPAIGNS),
    }
    return render(request, "campaigns/campaign_list.html", context)


@requires(Action.VIEW_CAMPAIGNS)
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
    form = CampaignForm(request.POST or None, initial={"owner": request.user.pk})
    if request.method == "POST" and form.is_valid():
        try:
            row = services.create_campaign(actor=request.user, **form.for_service())
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Saved. Next: add a call-to-action, the way in for leads."))
            return redirect("campaigns:campaign", row.pk)
    return _render_form(request, form)


@requires(Action.EDIT_CAMPAIGNS)
def campaign_edit(request: SignedInRequest, campaign_id: int) -> HttpResponse:
    """The form for a campaign; 409 with both values when somebody else changed it meanwhile."""
    row = _get(request, campaign_id)
    if request.method != "POST":
        return _render_form(request, CampaignForm.for_campaign(row), campaign=row)
    form = CampaignForm(request.POST, campaign=row)
    if form.is_valid():
        version = form.cleaned_data["expected_version"] or 0
        try:
            services.update_campaign(
                actor=request.user, campaign=row, expected_version=version, **form.for_service()
            )
        except StaleVersion as error:
            renew_version(form, error.current)
            return _render_form(request, form, campaign=row, conflict=error)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("campaigns:campaign", row.pk)
    return _render_form(request, form, campaign=row)


@requires(Action.EDIT_CAMPAIGNS)
@require_POST
def campaign_status(request: SignedInRequest, campaign_id: int) -> HttpResponse:
    """Put live, end, put live again; what is missing the page of the campaign then says."""
    row = _get(request, campaign_id)
    try:
        row = services.set_status(actor=request.user, campaign=row, status=request.POST.get("status", ""))
    except Refusal as error:
        messages.error(request, error.message)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        is_live = row.status == Campaign.Status.LIVE
        text = _("“%(name)s” is live and takes leads.") if is_live else _("“%(name)s” has ended.")
        messages.success(request, text % {"name": row.name})
    return redirect("campaigns:campaign", row.pk)


def _get(request: SignedInRequest, campaign_id: int) -> Campaign:
    rows = Campaign.objects.visible_to(request.user).select_related("channel", "owner")
    return get_object_or_404(rows, pk=campaign_id)


def _page_url(request: SignedInRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


def _render_form(
    request: SignedInRequest,
    form: CampaignForm,
    *,
    campaign: Campaign | None = None,
    conflict: StaleVersion | None = None,
) -> HttpResponse:
    context = {"form": form, "campaign": campaign, "channels": Channel.objects.all(), "conflict": conflict}
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "campaigns/campaign_form.html", context, status=status)
