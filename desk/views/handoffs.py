"""What is answered on the page of a lead: accept, claim, return, ask, reply, reassign, and log an attempt."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Action, View, requires
from accounts.requests import SignedInRequest
from desk.steps import Click
from desk.views.lead import show_brief, show_lead
from feedback.forms.attempts import AttemptForm
from feedback.services.attempts import LOG_ATTEMPT
from handoff import services as handoffs
from handoff.forms import QuestionForm, ReassignForm, ReplyForm, ReturnForm
from handoff.services import ASK, REASSIGN, RETURN
from leads.models import Lead
from leads.steps import Step
from leads.views.fetching import answer_refusals, get_lead
from pages.forms import put_errors
from values.refusals import Refusal


def one_click(click: Click) -> View:
    """The view of a step that asks for nothing."""

    @requires(click.step.action)
    @require_POST
    @answer_refusals
    def take(request: SignedInRequest, lead_id: int) -> HttpResponse:
        click.take(actor=request.user, lead=get_lead(request, lead_id, "standing"))
        messages.success(request, str(click.said))
        return redirect("lead", lead_id)

    return take


@requires(Action.ANSWER_HANDOFFS)
@require_POST
@answer_refusals
def return_lead(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """Give a lead back with a reason; it leaves the inbox."""
    lead, form = _lead_for(RETURN, request, lead_id), ReturnForm(request.POST)
    if not form.is_valid():
        return show_brief(request, lead, refused=form)
    try:
        handoffs.return_handoff(actor=request.user, lead=lead, **form.cleaned_data)
    except ValidationError as error:
        put_errors(form, error)
        return show_brief(request, lead, refused=form)
    messages.success(request, _("The lead went back to marketing, with your reason."))
    return redirect("inbox")


@requires(Action.ANSWER_HANDOFFS)
@require_POST
@answer_refusals
def question(request: SignedInRequest, lead_id: int) -> HttpResponse:
    lead, form = _lead_for(ASK, request, lead_id), QuestionForm(request.POST)
    if not form.is_valid():
        return show_brief(request, lead, refused=form)
    try:
        handoffs.ask_question(actor=request.user, lead=lead, **form.cleaned_data)
    except ValidationError as error:
        put_errors(form, error)
        return show_brief(request, lead, refused=form)
    messages.success(request, _("Marketing has your question. The reply will stand here."))
    return redirect("lead", lead_id)


@requires(Action.ANSWER_HANDOFFS)
@require_POST
@answer_refusals
def reassign(request: SignedInRequest, lead_id: int) -> HttpResponse:
    lead = _lead_for(REASSIGN, request, lead_id)
    form = ReassignForm(request.POST, lead=lead)
    if not form.is_valid():
        return show_brief(request, lead, refused=form)
    handoffs.reassign(actor=request.user, lead=lead, to_user=form.cleaned_data["to_user"])
    messages.success(request, _("%(rep)s has the lead now.") % {"rep": form.cleaned_data["to_user"]})
    return redirect("lead", lead_id)


@requires(Action.LOG_ATTEMPTS)
@require_POST
@answer_refusals
def attempt(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """Log one try; after the first contact the rating is the next thing to do."""
    lead, form = _lead_for(LOG_ATTEMPT, request, lead_id), AttemptForm(request.POST)
    if not form.is_valid():
        return show_brief(request, lead, refused=form)
    try:
        logged = form.save(actor=request.user, lead=lead)
    except ValidationError as error:
        put_errors(form, error)
        return show_brief(request, lead, refused=form)
    is_rated = lead.ratings.exists()
    if logged.was_reached and not is_rated:
        messages.success(request, _("Logged: reached. How was it?"))
        return redirect("feedback:rate", lead_id)
    messages.success(request, _("Logged."))
    return redirect("lead", lead_id)


@require_POST
@requires(Action.HAND_OVER_LEADS)
def reply(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """Marketing's reply to an open question."""
    row = get_lead(request, lead_id)
    form = ReplyForm(request.POST)
    if form.is_valid():
        try:
            handoffs.reply(actor=request.user, lead=row, text=form.cleaned_data["text"])
        except ValidationError as error:
            put_errors(form, error)
        except Refusal as error:
            messages.error(request, error.message)
            return redirect("lead", row.pk)
        else:
            messages.success(request, _("Your reply was sent."))
            return redirect("lead", row.pk)
    return show_lead(request, row, form)


def _lead_for(step: Step, request: SignedInRequest, lead_id: int) -> Lead:
    """The lead of a form; who cannot take the step is refused before anything they typed is read."""
    lead = get_lead(request, lead_id, "standing")
    step.require(request.user, lead)
    return lead
