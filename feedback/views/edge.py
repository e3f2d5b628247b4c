"""What the pages of sales share: fetching is the access check, and errors become one kind of answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.models import User
from feedback.errors import FeedbackError
from leads.errors import LeadsError
from leads.models import Lead


def signed_in(request: HttpRequest) -> User:
    """The person behind the request; `@requires` has let nobody else in."""
    return cast(User, request.user)


def get_lead(request: HttpRequest, lead_id: int) -> Lead:
    """The lead, when this person may see it; 404 otherwise, as if it did not exist."""
    leads = Lead.objects.visible_to(signed_in(request))
    related = ("person", "campaign__owner", "cta", "channel", "assigned_to", "standing")
    return get_object_or_404(leads.select_related(*related), pk=lead_id)


def answer_errors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Turn what leads and feedback refuse into a page with their sentence and their status."""

    @wraps(view)
    def answered(request: HttpRequest, lead_id: int) -> HttpResponse:
        try:
            return view(request, lead_id)
        except (FeedbackError, LeadsError) as error:
            is_seen = Lead.objects.visible_to(signed_in(request)).filter(pk=lead_id).exists()
            context = {"message": error.message, "lead_id": lead_id if is_seen else None}
            return render(request, "feedback/problem.html", context, status=error.status)

    return answered
