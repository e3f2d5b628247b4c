"""Milestones: what happened on which day, for whoever reads the figures after it."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from campaigns.forms.milestones import MilestoneForm
from campaigns.models import Milestone
from campaigns.services.milestones import remove_milestone, set_milestone
from pages.answers import Press, Submission, done, posted
from pages.cursors import Order, find_page

PAGE_SIZE: Final = 50
ORDER: Final[Order] = ("-day", "-pk")


@requires(Action.VIEW_CAMPAIGNS, write=Action.SET_MILESTONES)
@require_http_methods(["GET", "HEAD", "POST"])
def milestones(request: SignedInRequest) -> HttpResponse:
    """All of them, the newest day first, and a form for another; `campaign` in the address narrows both."""
    asked = request.GET.get("campaign", "")
    campaign = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else None
    form = MilestoneForm.for_user(request.user, posted(request), campaign=campaign)
    submission = Submission(form)
    if form.is_valid():
        with submission:
            set_milestone(actor=request.user, **form.for_service())
            return done(request, _("Saved. It stands on the time axis now."), "campaigns:milestones")
    rows = Milestone.objects.visible_to(request.user).standing().of(campaign)
    page = find_page(request.GET, rows.select_related("campaign", "user"), order=ORDER, size=PAGE_SIZE)
    return submission.show(
        request,
        "campaigns/milestones.html",
        milestones=page.rows,
        problem=page.problem,
        can_set=may(request.user, Action.SET_MILESTONES),
        **page.urls(request.GET),
    )


@requires(Action.SET_MILESTONES)
@require_POST
def milestone_remove(request: SignedInRequest, milestone_id: int) -> HttpResponse:
    """Take one away."""
    found = get_object_or_404(Milestone.objects.visible_to(request.user), pk=milestone_id)
    with Press(request):
        remove_milestone(actor=request.user, milestone=found)
        return done(request, _("Taken away from the time axis."), "campaigns:milestones")
    return redirect("campaigns:milestones")
