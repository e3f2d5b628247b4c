"""The page behind the link of a mail; whoever has the link may not be signed in."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import public
from accounts.requests import language_for
from feedback.errors import RatingConflict
from feedback.forms.ratings import RatingForm
from feedback.record import Record
from feedback.services import rating_links
from feedback.services.rating_links import Assignment
from leads.models import LeadStage
from pages.answers import Submission, posted
from values.mail_links import LinkEnded


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rate_from_mail(request: HttpRequest, secret: str) -> HttpResponse:
    """Three taps and save; opening it alone, as a mail scanner does, changes nothing."""
    try:
        there = rating_links.open_rating_link(secret)
        language = language_for(request, there.rep.language)
        with translation.override(language), timezone.override(ZoneInfo(there.rep.time_zone)):
            return _answer(request, there, secret)
    except LinkEnded as ended:
        return render(request, "feedback/rating_link_ended.html", {"ended": ended}, status=ended.status)


def _answer(request: HttpRequest, there: Assignment, secret: str) -> HttpResponse:
    context = {"lead": there.lead, "rep": there.rep, "about": Record(user=there.rep, lead=there.lead)}
    if there.lead.is_rated:
        return render(request, "feedback/rated_from_mail.html", context)
    form = RatingForm(posted(request), lead=there.lead)
    submission = Submission(form, shown=())
    if form.is_valid():
        try:
            with submission:
                rating_links.rate_from_mail(secret=secret, **form.for_service())
                return redirect("feedback:rate_from_mail", secret)
        except RatingConflict as conflict:
            context["about"] = Record(user=there.rep, lead=there.lead)
            context["refusal"] = conflict
            return render(request, "feedback/rated_from_mail.html", context, status=conflict.status)
    is_new = there.lead.stage == LeadStage.HANDED_OVER
    return submission.show(request, "feedback/rate_from_mail.html", is_new=is_new, **context)
