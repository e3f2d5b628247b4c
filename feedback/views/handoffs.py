"""The buttons on the brief: accept, claim, return, ask, reassign, and log an attempt."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Action, requires
from feedback.forms.attempts import AttemptForm
from feedback.forms.handoffs import QuestionForm, ReassignForm, ReturnForm
from feedback.views.briefs import show_brief
from feedback.views.edge import answer_errors, get_lead, signed_in
from leads.forms.fields import put_errors
from leads.services import handoffs


@requires(Action.ANSWER_HANDOFFS)
@require_POST
@answer_errors
def accept(request: HttpRequest, lead_id: int) -> HttpResponse:
    handoffs.accept_handoff(actor=signed_in(request), lead=get_lead(request, lead_id))
    messages.success(request, _("Accepted. Now you can call."))
    return redirect("feedback:brief", lead_id)


@requires(Action.ANSWER_HANDOFFS)
@require_POST
@answer_errors
def claim(request: HttpRequest, lead_id: int) -> HttpResponse:
    handoffs.claim_from_pool(actor=signed_in(request), lead=get_lead(request, lead_id))
    messages.success(request, _("The lead is yours. Now you can call."))
    return redirect("feedback:brief", lead_id)


@requires(Action.ANSWER_HANDOFFS)
@require_POST
@answer_errors
def return_lead(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Give a lead back with a reason; it leaves the inbox."""
    lead, form = get_lead(request, lead_id), ReturnForm(request.POST)
    if not form.is_valid():
        return show_brief(request, lead, refused=form)
    try:
        handoffs.return_handoff(actor=signed_in(request), lead=lead, **form.cleaned_data)
    except ValidationError as error:
        put_errors(form, error)
        return show_brief(request, lead, refused=form)
    messages.success(request, _("The lead went back to marketing, with your reason."))
    return redirect("feedback:inbox")


@requires(Action.ANSWER_HANDOFFS)
@require_POST
@answer_errors
def question(request: HttpRequest, lead_id: int) -> HttpResponse:
    lead, form = get_lead(request, lead_id), QuestionForm(request.POST)
    if not form.is_valid():
        return show_brief(request, lead, refused=form)
    try:
        handoffs.ask_question(actor=signed_in(request), lead=lead, **form.cleaned_data)
    except ValidationError as error:
        put_errors(form, error)
        return show_brief(request, lead, refused=form)
    messages.success(request, _("Marketing has your question. The reply will stand here."))
    return redirect("feedback:brief", lead_id)


@requires(Action.ANSWER_HANDOFFS)
@require_POST
@answer_errors
def reassign(request: HttpRequest, lead_id: int) -> HttpResponse:
    lead = get_lead(request, lead_id)
    form = ReassignForm(request.POST, lead=lead)
    if not form.is_valid():
        return show_brief(request, lead, refused=form)
    handoffs.reassign(actor=signed_in(request), lead=lead, to_user=form.cleaned_data["to_user"])
    messages.success(request, _("%(rep)s has the lead now.") % {"rep": form.cleaned_data["to_user"]})
    return redirect("feedback:brief", lead_id)


@requires(Action.LOG_ATTEMPTS)
@require_POST
@answer_errors
def attempt(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Log one try; after the first contact the rating is the next thing to do."""
    lead, form = get_lead(request, lead_id), AttemptForm(request.POST)
    if not form.is_valid():
        return show_brief(request, lead, refused=form)
    try:
        logged = form.save(actor=signed_in(request), lead=lead)
    except ValidationError as error:
        put_errors(form, error)
        return show_brief(request, lead, refused=form)
    is_rated = lead.ratings.exists()
    if logged.was_reached and not is_rated:
        messages.success(request, _("Logged: reached. How was it?"))
        return redirect("feedback:rate", lead_id)
    messages.success(request, _("Logged."))
    return redirect("feedback:brief", lead_id)
