from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from feedback.forms.deals import WonForm
from feedback.forms.outcomes import LostForm, ReopenForm
from feedback.record import Record
from feedback.services.outcomes import RECORD_OUTCOME
from leads.views.fetching import answer_refusals, get_lead
from pages.answers import Submission, done, posted
from values.refusals import EditConflict

KINDS: Final = ("won", "lost")
FURTHER_DEAL: Final = "further_deal"  # the button that asks for one more deal and saves nothing
TEMPLATE: Final = "feedback/outcome.html"


@requires(Action.RECORD_OUTCOMES)
@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals
def outcome(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """Won or lost in two steps: which, then its deals or its reason."""
    lead = get_lead(request, lead_id, "standing")
    about = Record(user=request.user, lead=lead)
    RECORD_OUTCOME.require(request.user, lead)
    kind = request.GET.get("kind", "")
    if kind not in KINDS:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
        return render(request, TEMPLATE, _describe(about), status=status)
    form = _form_of(kind, request, about)
    submission = Submission(form, shown=EditConflict)
    if isinstance(form, WonForm) and FURTHER_DEAL in request.POST:
        return render(request, TEMPLATE, {"form": form.grow(), "kind": kind, **_describe(about)})
    if form.is_valid():
        with submission:
            form.save(actor=request.user)
            text = _("Won – congratulations!") if kind == "won" else _("Saved as lost.")
            return done(request, text, "lead", lead.pk)
    return submission.show(request, TEMPLATE, kind=kind, **_describe(about))


def _form_of(kind: str, request: SignedInRequest, about: Record) -> WonForm | LostForm:
    initial = {"expected_outcome_id": about.newest_outcome_id}
    if kind == "won":
        return WonForm(posted(request), lead=about.lead, known=about.deals, initial=initial)
    return LostForm(posted(request), lead=about.lead, initial=initial)


@requires(Action.RECORD_OUTCOMES)
@require_POST
@answer_refusals
def reopen(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """Open a decided deal again; what was recorded stays in its history."""
    lead = get_lead(request, lead_id, "standing")
    form = ReopenForm(request.POST)
    submission = Submission(form, shown=EditConflict)
    if form.is_valid():
        with submission:
            form.save(actor=request.user, lead=lead)
            return done(request, _("The deal is open again."), "lead", lead_id)
    about = Record(user=request.user, lead=lead)
    return submission.show(request, TEMPLATE, **{**_describe(about), "form": None, "reopen_form": form})


def _describe(about: Record) -> dict[str, object]:
    reopen_form = ReopenForm(initial={"expected_outcome_id": about.newest_outcome_id})
    return {"lead": about.lead, "about": about, "reopen_form": reopen_form if about.is_decided else None}
