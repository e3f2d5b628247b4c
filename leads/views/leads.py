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

from accounts.limits import Limit, spend
from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from leads.capture import Noted
from leads.doors.by_hand import register_by_hand
from leads.doors.registering import Registered
from leads.forms.leads import LeadForm
from leads.models import LeadKind
from leads.services.duplicates import find_duplicates
from leads.services.firms import find_known_firm
from leads.services.kinds import set_kind
from leads.views.fetching import get_lead
from pages.answers import Press, Submission, posted
from pages.once import repeatable
from values.refusals import TooManyCalls

STICKY_CTA = "lead_new_cta"
LEAD_NEW = "leads/lead_new.html"


@requires(Action.CAPTURE_LEADS)
def lead_new(request: SignedInRequest) -> HttpResponse:
    """Log one lead after another: the call-to-action stays, everything else is empty again."""
    form = LeadForm(posted(request), initial={"cta": _sticky_cta(request)})
    if "check" in request.POST:
        return render(request, LEAD_NEW, {"form": form, **_find_known(request)})
    submission = Submission(form)
    if form.is_valid():
        with submission:
            enquiry = form.as_enquiry()
            answer = register_by_hand(actor=request.user, enquiry=enquiry)
            request.session[STICKY_CTA] = enquiry.cta_id
            _confirm(request, answer)
            if "hand_over" in request.POST and isinstance(answer, Registered):
                return redirect("hand_over", answer.lead.pk)
            return redirect("leads:lead_new")
    return submission.show(request, LEAD_NEW, **(_find_known(request) if form.is_bound else {}))


@require_POST
@requires(Action.CAPTURE_LEADS)
@repeatable
def lead_duplicates(request: SignedInRequest) -> HttpResponse:
    """Known people that may be the one being typed; by POST, so that no name lands in a log of addresses."""
    known = _find_known(request)
    answer = render(request, "leads/lead_duplicates.html", known)
    if refusal := known.get("refusal"):
        answer.status_code, answer.headers["Retry-After"] = refusal.status, str(refusal.wait)
    return answer


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


def _find_known(request: SignedInRequest) -> dict[str, Any]:
    """The people who may be meant, as `candidates`; `refusal` where this was asked too often of late."""
    email, phone, name, company = (
        request.POST.get(field, "") for field in ("email", "phone", "name", "company")
    )
    if not (email or phone or name or company):
        return {}
    try:
        spend(Limit.LOOKUPS, str(request.user.pk))
    except TooManyCalls as refusal:
        return {"refusal": refusal}
    found = find_duplicates(actor=request.user, email=email, phone=phone, name=name, company=company)
    known_firm = find_known_firm(actor=request.user, email=email, company=company)
    return {"candidates": found, "known_firm": known_firm}


def _confirm(request: SignedInRequest, answer: Registered | Noted) -> None:
    if isinstance(answer, Noted):
        messages.success(
            request,
            _("Noted. This person is just being imported: the lead appears as soon as the import has ended."),
        )
        return
    lead = answer.lead
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
    if answer.duplicate_of is not None:
        messages.warning(
            request, _("The same person came by this call-to-action within a day. Logged twice?")
        )
