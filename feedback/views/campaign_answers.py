"""What marketing answers to what sales says of a campaign: all that was answered, and one more."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from campaigns.models import Campaign, Need
from feedback.forms.campaign_answers import CampaignAnswerForm
from feedback.models import CampaignAnswer, ExpectationFit, Subject, column_of_subject
from feedback.services.campaign_answers import answer_sales, find_judgements, is_said
from pages.answers import Submission, done, posted
from values.refusals import EditConflict, Refusal


@requires(Action.VIEW_CAMPAIGNS, write=Action.EDIT_CAMPAIGNS)
@require_http_methods(["GET", "HEAD", "POST"])
def promise_answers(request: SignedInRequest, campaign_id: int, promise_id: int) -> HttpResponse:
    """A promise that ratings call misleading."""
    campaign = _get_campaign(request, campaign_id)
    return _answer(request, campaign, get_object_or_404(campaign.promises, pk=promise_id))


@requires(Action.VIEW_CAMPAIGNS, write=Action.EDIT_CAMPAIGNS)
@require_http_methods(["GET", "HEAD", "POST"])
def need_answers(request: SignedInRequest, campaign_id: int, need_id: int) -> HttpResponse:
    """A need that ratings of the campaign name."""
    campaign = _get_campaign(request, campaign_id)
    return _answer(request, campaign, get_object_or_404(Need, pk=need_id).current)


@requires(Action.VIEW_CAMPAIGNS, write=Action.EDIT_CAMPAIGNS)
@require_http_methods(["GET", "HEAD", "POST"])
def judgement_answers(request: SignedInRequest, campaign_id: int, fit: str) -> HttpResponse:
    """What some of sales say of the ads without a lead."""
    campaign = _get_campaign(request, campaign_id)
    if fit not in ExpectationFit.values:
        raise Http404
    return _answer(request, campaign, ExpectationFit(fit))


def _answer(request: SignedInRequest, campaign: Campaign, subject: Subject) -> HttpResponse:
    answers = list(CampaignAnswer.objects.about(campaign, subject).select_related("user"))
    form = CampaignAnswerForm(posted(request), newest=answers[0] if answers else None)
    submission = Submission(form, shown=Refusal)
    if form.is_valid():
        with submission:
            answer_sales(actor=request.user, campaign=campaign, subject=subject, **form.for_service())
            return done(
                request, _("Answered. Whoever said so is told what you wrote."), "campaign", campaign.pk
            )
    if isinstance(submission.refusal, EditConflict):
        answers = list(CampaignAnswer.objects.about(campaign, subject).select_related("user"))
    judgements = find_judgements(campaign, subject)
    context = {
        "campaign": campaign,
        "subject": subject.label if isinstance(subject, ExpectationFit) else subject,
        "about": column_of_subject(subject),
        "answers": answers,
        "judgements": judgements.select_related("user").prefetch_related("promises"),
        "is_said": is_said(campaign, subject),
        "can_edit": may(request.user, Action.EDIT_CAMPAIGNS),
    }
    return submission.show(request, "feedback/campaign_answers.html", **context)


def _get_campaign(request: SignedInRequest, campaign_id: int) -> Campaign:
    return get_object_or_404(Campaign.objects.visible_to(request.user), pk=campaign_id)
