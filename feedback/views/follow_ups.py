"""When to come back to a lead."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from feedback.errors import FollowUpEnded
from feedback.forms.follow_ups import DoneForm, FollowUpForm
from feedback.record import Record
from feedback.services.follow_ups import SET_FOLLOW_UP
from leads.views.fetching import answer_refusals, get_lead
from pages.answers import Submission, done, posted


@requires(Action.SET_FOLLOW_UPS)
@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals
def follow_up(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """Set it by the button of a day, or by a day, a time and a note of one's own."""
    lead = get_lead(request, lead_id, "standing")
    SET_FOLLOW_UP.require(request.user, lead)
    form = FollowUpForm(posted(request))
    submission = Submission(form, shown=())
    if form.is_valid():
        with submission:
            said = form.save(actor=request.user, lead=lead).said
            to = "feedback:rated" if "after_rating" in request.POST else "lead"
            return done(request, _("Follow-up: %(when)s.") % {"when": said}, to, lead_id)
    about = Record(user=request.user, lead=lead)
    return submission.show(request, "feedback/follow_up.html", lead=lead, about=about)


@requires(Action.SET_FOLLOW_UPS)
@require_POST
@answer_refusals
def follow_up_done(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """The follow-up that stood on the page is done; what names none is answered like one that has ended."""
    lead, form = get_lead(request, lead_id), DoneForm(request.POST)
    if not form.is_valid():
        raise FollowUpEnded
    form.save(actor=request.user, lead=lead)
    return done(request, _("The follow-up is done."), "lead", lead_id)
