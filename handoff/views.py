"""Handing leads to sales, one after another."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from handoff import services
from handoff.forms import HandOverForm
from leads.models import Lead
from leads.views.fetching import get_lead
from pages.addresses import address
from pages.answers import Submission, posted


@requires(Action.HAND_OVER_LEADS)
def hand_over(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """The form with which a lead goes to a rep or to the pool, and the way to the next one that waits."""
    row = get_lead(request, lead_id)
    # Who hands over several in a row gives them to the same rep more often than not.
    initial = {"expected_version": row.row_version, "to_user": request.GET.get("to_user", "")}
    form = HandOverForm(posted(request), initial=initial)
    submission = Submission(form)
    if form.is_valid():
        with submission:
            handoff = services.hand_over(actor=request.user, lead=row, **form.cleaned_data)
            _confirm(request, row, receiver=str(handoff.to_user or _("the pool")))
            return _go_on(request, row)
    return _show(request, get_lead(request, lead_id) if submission.refusal else row, submission)


def _go_on(request: SignedInRequest, row: Lead) -> HttpResponse:
    """To the next lead that waits where that was asked for, else back to this one."""
    waiting = _find_next(request, row) if "next" in request.POST else None
    if waiting is not None:
        return redirect(address(reverse("hand_over", args=[waiting.pk]), to_user=request.POST.get("to_user")))
    if "next" in request.POST:
        messages.info(request, _("No further lead waits for a hand-over."))
    return redirect("lead", row.pk)


def _find_next(request: SignedInRequest, row: Lead) -> Lead | None:
    """The lead whose person has been waiting longest, apart from this one: of the same campaign, while it has
    some.
    """
    waiting = Lead.objects.visible_to(request.user).waiting().exclude(pk=row.pk)
    of_campaign = waiting.filter(campaign=row.campaign_id).order_by("received_at", "id").first()
    return of_campaign or waiting.order_by("received_at", "id").first()


def _confirm(request: SignedInRequest, row: Lead, *, receiver: str) -> None:
    text = _("%(person)s was handed over to %(receiver)s.")
    messages.success(request, text % {"person": row.contact, "receiver": receiver})


def _show(request: SignedInRequest, row: Lead, submission: Submission) -> HttpResponse:
    return submission.show(
        request,
        "handoff/hand_over.html",
        lead=row,
        can_hand_over=services.HAND_OVER.is_open_to(request.user, row),
        is_for_sales=row.kind in services.HANDED_OVER_KINDS,
        promises=row.campaign.promises.in_force_at(row.received_at),
        next_lead=_find_next(request, row),
    )
