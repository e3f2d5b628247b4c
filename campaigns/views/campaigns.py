"""Campaigns: the form and the status of one. Their list and page show figures, so they stand above."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from campaigns.forms.campaigns import CampaignForm
from campaigns.models import Campaign, Channel
from campaigns.services import campaigns as services
from pages.answers import Press, Submission, done, posted
from values.text import nest_quotes


@requires(Action.EDIT_CAMPAIGNS)
def campaign_new(request: SignedInRequest) -> HttpResponse:
    """The form for a new campaign, owned by whoever fills it in."""
    form = CampaignForm(posted(request), initial={"owner": request.user.pk})
    submission = Submission(form)
    if form.is_valid():
        with submission:
            row = services.create_campaign(actor=request.user, **form.for_service())
            text = _("Saved. Next: add a call-to-action, the way in for leads.")
            return done(request, text, "campaign", row.pk)
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
            return done(request, _("Saved."), "campaign", row.pk)
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
        messages.success(request, text % {"name": nest_quotes(row.name)})
    return redirect("campaign", row.pk)


def _get(request: SignedInRequest, campaign_id: int) -> Campaign:
    rows = Campaign.objects.visible_to(request.user).select_related("channel", "owner")
    return get_object_or_404(rows, pk=campaign_id)


def _show_form(request: SignedInRequest, submission: Submission, **context: Campaign) -> HttpResponse:
    channels = Channel.objects.active()
    return submission.show(request, "campaigns/campaign_form.html", channels=channels, **context)
