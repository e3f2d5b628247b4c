"""What sales thinks of a campaign's ads: all that was said, and one's own word."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from campaigns.models import Campaign
from feedback.forms.judgements import JudgementForm
from feedback.models import CampaignJudgement
from feedback.services.judgements import find_own, judge_campaign, take_back_judgement
from leads.models import Lead
from pages.answers import Press, Submission, done, posted


@requires(Action.VIEW_CAMPAIGNS, write=Action.JUDGE_CAMPAIGNS)
@require_http_methods(["GET", "HEAD", "POST"])
def judgement(request: SignedInRequest, campaign_id: int) -> HttpResponse:
    """Read what was said of the ads; sales says its own, and goes back to the lead it came from."""
    campaign = _get_campaign(request, campaign_id)
    can_judge = may(request.user, Action.JUDGE_CAMPAIGNS)
    own = find_own(request.user, campaign) if can_judge else None
    lead = _find_lead(request, campaign)
    form = JudgementForm(posted(request), campaign=campaign, instance=own)
    submission = Submission(form)
    if form.is_valid():
        with submission:
            judge_campaign(actor=request.user, campaign=campaign, **form.for_service())
            back = ("lead", lead.pk) if lead else ("campaign", campaign.pk)
            return done(request, _("Saved. Whoever runs this campaign is told."), *back)
    said = CampaignJudgement.objects.filter(campaign=campaign)
    standing = said.standing().select_related("user").prefetch_related("promises")
    earlier = said.exclude(pk__in=standing.values("pk")).exclude(fit="").select_related("user")
    context = {
        "campaign": campaign,
        "lead": lead,
        "own": own,
        "standing": standing,
        "earlier": earlier.prefetch_related("promises"),
        "can_judge": can_judge,
    }
    return submission.show(request, "feedback/judgement.html", **context)


@requires(Action.JUDGE_CAMPAIGNS)
@require_POST
def judgement_take_back(request: SignedInRequest, campaign_id: int) -> HttpResponse:
    """Say nothing of these ads any more."""
    campaign = _get_campaign(request, campaign_id)
    with Press(request):
        take_back_judgement(actor=request.user, campaign=campaign)
        messages.success(request, _("Taken back."))
    return redirect("campaign", campaign.pk)


def _find_lead(request: SignedInRequest, campaign: Campaign) -> Lead | None:
    """The lead of this campaign from whose page somebody came, where they may see it."""
    asked = request.GET.get("lead", "")
    if not (asked.isascii() and asked.isdecimal()):
        return None
    return Lead.objects.visible_to(request.user).filter(campaign=campaign, pk=int(asked[:18])).first()


def _get_campaign(request: SignedInRequest, campaign_id: int) -> Campaign:
    return get_object_or_404(Campaign.objects.visible_to(request.user), pk=campaign_id)
