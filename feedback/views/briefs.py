from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Action, requires
from feedback.brief import Brief
from feedback.forms.attempts import AttemptForm
from feedback.forms.handoffs import QuestionForm, ReassignForm, ReturnForm
from feedback.views.edge import get_lead, signed_in
from leads.models import Lead
from leads.timeline import build_timeline


@requires(Action.ANSWER_HANDOFFS)
@require_safe
def brief(request: HttpRequest, lead_id: int) -> HttpResponse:
    """What to know before the call, and every step that can follow."""
    return show_brief(request, get_lead(request, lead_id))


def show_brief(request: HttpRequest, lead: Lead, *, refused: forms.Form | None = None) -> HttpResponse:
    """The brief; with the form that was refused, its errors stand beside its fields and the status is 422."""
    about = Brief(user=signed_in(request), lead=lead)
    shown: dict[str, forms.Form | None] = {
        "attempt_form": AttemptForm(initial={"expected_count": about.attempt_count}),
        "return_form": ReturnForm(),
        "question_form": QuestionForm(),
        "reassign_form": ReassignForm(lead=lead) if about.steps.can_reassign else None,
    }
    if refused is not None:
        shown[f"{refused.prefix}_form"] = refused
    context: dict[str, Any] = {"about": about, "lead": lead, "steps": about.steps, **shown}
    context["events"] = reversed(build_timeline(lead=lead, viewer=about.user))
    return render(request, "feedback/brief.html", context, status=422 if refused else 200)
