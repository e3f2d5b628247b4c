from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from feedback.forms.outcomes import LostForm, ReopenForm, WonForm
from feedback.record import Record
from feedback.services.outcomes import RECORD_OUTCOME
from leads.views.fetching import answer_refusals, get_lead
from pages.answers import Submission, done, posted
from values.refusals import EditConflict

FORMS: Final[dict[str, type[WonForm | LostForm]]] = {"won": WonForm, "lost": LostForm}
TEMPLATE: Final = "feedback/outcome.html"


@requires(Action.RECORD_OUTCOMES)
@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals
def outcome(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """Won or lost in two steps: which, then its value or its reason."""
    lead = get_lead(request, lead_id, "standing")
    about = Record(user=request.user, lead=lead)
    RECORD_OUTCOME.require(request.user, lead)
    kind = request.GET.get("kind", "")
    if kind not in FORMS:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
        return render(request, TEMPLATE, _describe(about), status=status)
    form = FORMS[kind](posted(request), lead=lead, initial={"expected_outcome_id": about.newest_outcome_id})
    submission = Submission(form, shown=EditConflict)
    if form.is_valid():
        with submission:
            form.save(actor=request.user)
            text = _("Won – congratulations!") if kind == "won" else _("Saved as lost.")
            return done(request, text, "lead", lead.pk)
    return submission.show(request, TEMPLATE, kind=kind, **_describe(about))


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
