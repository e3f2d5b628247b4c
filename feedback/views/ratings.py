from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from feedback import services
from feedback.forms.follow_ups import FollowUpForm
from feedback.forms.ratings import RatingForm
from feedback.record import Record, find_next_to_rate
from feedback.services.follow_ups import SET_FOLLOW_UP
from feedback.services.ratings import RATE
from leads.views.fetching import answer_refusals, get_lead
from pages.answers import Submission, posted
from values.refusals import EditConflict


@requires(Action.RATE_LEADS)
@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals
def rate(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """Three taps and save; a second rating corrects the first, and both are kept."""
    lead = get_lead(request, lead_id, "standing")
    about = Record(user=request.user, lead=lead)
    RATE.require(request.user, lead)
    form = RatingForm(posted(request), lead=lead, instance=about.newest_rating)
    submission = Submission(form, shown=EditConflict)
    if form.is_valid():
        with submission:
            services.rate(actor=request.user, lead=lead, **form.for_service())
            return redirect("feedback:rated", lead.pk)
    return submission.show(request, "feedback/rate.html", lead=lead, about=about)


@requires(Action.RATE_LEADS)
@require_safe
def rated(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """Thanks: what marketing had guessed, when to come back to who is “not yet” one, and who waits next."""
    lead = get_lead(request, lead_id, "standing")
    about = Record(user=request.user, lead=lead)
    if not about.is_rated:
        raise Http404
    context = {
        "lead": lead,
        "about": about,
        "next": find_next_to_rate(request.user),
        "follow_up_form": FollowUpForm() if SET_FOLLOW_UP.is_open_to(request.user, lead) else None,
    }
    return render(request, "feedback/rated.html", context)
