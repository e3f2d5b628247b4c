"""Enquiries that were put aside: what waits for an import to end, and what was refused afterwards."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from campaigns.models import CallToAction
from leads.models import PutAside
from leads.services.put_aside import discard, try_again
from pages.answers import Press, done

MOST_SHOWN = 100


@require_safe
@requires(Action.CAPTURE_LEADS)
def put_aside(request: SignedInRequest) -> HttpResponse:
    """The oldest first; of those refused the reason, what can be done and until when they are kept."""
    refused = list(PutAside.objects.refused()[:MOST_SHOWN])
    untaken = list(PutAside.objects.untaken()[:MOST_SHOWN])
    discarded = list(PutAside.objects.discarded().select_related("discarded_by")[:MOST_SHOWN])
    shown = (*refused, *untaken, *discarded)
    ctas = CallToAction.objects.in_bulk([row.enquiry["cta_id"] for row in shown])
    context = {
        "refused": [(row, ctas.get(row.enquiry["cta_id"])) for row in refused],
        "untaken": [(row, ctas.get(row.enquiry["cta_id"])) for row in untaken],
        "discarded": [(row, ctas.get(row.enquiry["cta_id"])) for row in discarded],
        "counts": PutAside.objects.counts(),
    }
    return render(request, "leads/put_aside.html", context)


@require_POST
@requires(Action.CAPTURE_LEADS)
def put_aside_again(request: SignedInRequest, put_aside_id: int) -> HttpResponse:
    """Take a refused one in after all."""
    row = get_object_or_404(PutAside.objects.refused(), pk=put_aside_id)
    with Press(request):
        try_again(actor=request.user, row=row)
        return done(request, _("It is tried again within a few seconds."), "leads:put_aside")
    return redirect("leads:put_aside")


@require_POST
@requires(Action.CAPTURE_LEADS)
def put_aside_discard(request: SignedInRequest, put_aside_id: int) -> HttpResponse:
    """Delete what a refused one says."""
    row = get_object_or_404(PutAside.objects.refused(), pk=put_aside_id)
    discard(actor=request.user, row=row)
    return done(request, _("Discarded. That it was, by whom and when stays written down."), "leads:put_aside")
