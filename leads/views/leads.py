"""Leads: logging several in a row, and the warning about people we know."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from leads.doors.by_hand import register_by_hand
from leads.doors.registering import Registered
from leads.forms.leads import LeadForm
from leads.models import LeadKind
from leads.services.duplicates import Candidate, find_duplicates
from leads.services.kinds import set_kind
from leads.views.fetching import get_lead
from pages.answers import Press, Submission, posted
from pages.once import repeatable

STICKY_CTA = "lead_new_cta"
LEAD_NEW = "leads/lead_new.html"


@requires(Action.CAPTURE_LEADS)
def lead_new(request: SignedInRequest) -> HttpResponse:
    """Log one lead after another: the call-to-action stays, everything else is empty again."""
    form = LeadForm(posted(request), initial={"cta": _sticky_cta(request)})
    if "check" in request.POST:
        return render(request, LEAD_NEW, {"form": form, "candidates": _find_candidates(request)})
    submission = Submission(form)
    if form.is_valid():
        with submission:
            registered = register_by_hand(actor=request.user, enquiry=form.as_enquiry())
            request.session[STICKY_CTA] = registered.lead.cta_id
            _confirm(request, registered)
            return redirect("leads:lead_new")
    return submission.show(request, LEAD_NEW, candidates=_find_candidates(request) if form.is_bound else [])


@require_POST
@requires(Action.CAPTURE_LEADS)
@repeatable
def lead_duplicates(request: SignedInRequest) -> HttpResponse:
    """Known people that may be the one being typed; by POST, so that no name lands in a log of addresses."""
    return render(request, "leads/lead_duplicates.html", {"candidates": _find_candidates(request)})


@require_POST
@requires(Action.CAPTURE_LEADS)
def lead_kind(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """Mark a lead as test or spam, or as real after all, and say why."""
    row = get_lead(request, lead_id)
    with Press(request):
        kind, reason = request.POST.get("kind", ""), request.POST.get("reason", "")
        row = set_kind(actor=request.user, lead=row, kind=kind, reason=reason)
        is_real = row.kind == LeadKind.REAL
        text = _("Saved. It counts.") if is_real else _("Saved. It is kept and never counted.")
        messages.success(request, text)
    return redirect("lead", row.pk)


def _sticky_cta(request: SignedInRequest) -> Any:
    """The call-to-action in the address, else the one logged last."""
    return request.GET.get("cta") or request.session.get(STICKY_CTA)


def _find_candidates(request: SignedInRequest) -> list[Candidate]:
    typed = request.POST
    return find_duplicates(
        actor=request.user,
        email=typed.get("email", ""),
        phone=typed.get("phone", ""),
        name=typed.get("name", ""),
        company=typed.get("company", ""),
    )


def _confirm(request: SignedInRequest, registered: Registered) -> None:
    lead = registered.lead
    messages.success(
        request,
        format_html(
            '{} <a href="{}">{}</a> · <a href="{}">{}</a>',
            _("Saved:"),
            reverse("lead", args=[lead.pk]),
            lead.contact.title,
            reverse("hand_over", args=[lead.pk]),
            _("Hand over now"),
        ),
    )
    if registered.duplicate_of is not None:
        messages.warning(
            request, _("The same person came by this call-to-action within a day. Logged twice?")
        )
