"""What the pages of one lead share: fetching is the access check, a refusal one kind of answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps

from django.http import Http404, HttpResponse
from django.shortcuts import render

from accounts.requests import SignedInRequest
from leads.models import Lead
from values.compiled import Compiled, Within, given_key
from values.refusals import Refusal

NAMES = (
    "person__organisation",
    "campaign__owner",
    "campaign__channel",
    "cta",
    "channel",
    "definition",
    "assigned_to",
)


def get_lead(request: SignedInRequest, lead_id: int, *also: str) -> Lead:
    """The lead with all its names and the relations named in `also`; 404 for whom it does not exist."""
    found = _one_with(*also).rows(Lead.objects.visible_to(request.user), lead=lead_id)
    if not found:
        raise Http404
    return found[0]


@cache
def _one_with(*also: str) -> Compiled[Lead]:
    return Compiled(
        lambda: Lead.objects.filter(Within(), pk=given_key("lead")).select_related(*NAMES, *also).order_by()
    )


def answer_refusals(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Turn what a service refuses into a page with its sentence and its status."""

    @wraps(view)
    def answered(request: SignedInRequest, lead_id: int) -> HttpResponse:
        try:
            return view(request, lead_id)
        except Refusal as refusal:
            is_seen = Lead.objects.visible_to(request.user).filter(pk=lead_id).exists()
            context = {"message": refusal.message, "lead_id": lead_id if is_seen else None}
            return render(request, "leads/refused.html", context, status=refusal.status)

    return answered
