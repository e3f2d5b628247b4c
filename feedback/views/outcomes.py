from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from feedback.errors import OutcomeConflict
from feedback.forms.outcomes import LostForm, OutcomeForm, ReopenForm, WonForm
from feedback.record import Record
from feedback.services.outcomes import RECORD_OUTCOME, REOPEN
from leads.models import Lead
from leads.views.fetching import answer_refusals, get_lead
from pages.forms import put_errors

FORMS: Final[dict[str, type[WonForm | LostForm]]] = {"won": WonForm, "lost": LostForm}


@requires(Action.RECORD_OUTCOMES)
@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals
def outcome(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """Won or lost in two steps: which, then its value or its reason."""
    lead = get_lead(request, lead_id, "standing")
    kind = request.GET.get("kind", "")
    if request.method == "POST" and kind in FORMS:
        return _save(request, lead, kind)
    about = Record(user=request.user, lead=lead)
    RECORD_OUTCOME.require(request.user, lead)
    newest = about.outcomes[0].pk if about.outcomes else None
    form = FORMS[kind](lead=lead, initial={"expected_outcome_id": newest}) if kind in FORMS else None
    return _show(request, about, kind, form)


def _save(request: SignedInRequest, lead: Lead, kind: str) -> HttpResponse:
    about, form = Record(user=request.user, lead=lead), FORMS[kind](request.POST, lead=lead)
    if not form.is_valid():
        return _show(request, about, kind, form)
    try:
        form.save(actor=request.user)
    except ValidationError as error:
        put_errors(form, error)
        return _show(request, about, kind, form)
    except OutcomeConflict as conflict:
        return _show_conflict(request, about, kind, form, conflict)
    messages.success(request, _("Won – congratulations!") if kind == "won" else _("Saved as lost."))
    return redirect("lead", lead.pk)


def _show(request: SignedInRequest, about: Record, kind: str, form: OutcomeForm | None) -> HttpResponse:
    newest = about.outcomes[0].pk if about.outcomes else None
    context = {"lead": about.lead, "about": about, "kind": kind, "form": form}
    if REOPEN.is_open_to(about.user, about.lead):
        context["reopen_form"] = ReopenForm(initial={"expected_outcome_id": newest})
    status = 422 if form is not None and form.errors else 200
    return render(request, "feedback/outcome.html", context, status=status)


def _show_conflict(
    request: SignedInRequest, about: Record, kind: str, form: OutcomeForm, conflict: OutcomeConflict
) -> HttpResponse:
    context = {"lead": about.lead, "about": about, "kind": kind, "form": form, "conflict": conflict}
    context["said"] = form.cleaned_data
    return render(request, "feedback/outcome_conflict.html", context, status=conflict.status)


@requires(Action.RECORD_OUTCOMES)
@require_POST
@answer_refusals
def reopen(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """Open a decided deal again; what was recorded stays in its history."""
    lead, form = get_lead(request, lead_id, "standing"), ReopenForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return redirect("feedback:outcome", lead_id)
    form.save(actor=request.user, lead=lead)
    messages.success(request, _("The deal is open again."))
    return redirect("lead", lead_id)
