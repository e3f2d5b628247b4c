"""What is answered on the page of a lead: accept, claim, return, ask, reply, pass on, and log an attempt.

Where the lead itself is not as it was, the answer is a page with a sentence: its forms are out of date.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Action, View, may, requires
from accounts.requests import SignedInRequest
from desk.steps import Click
from desk.views.lead import show_brief, show_lead
from feedback.forms.attempts import AttemptForm
from feedback.services.attempts import LOG_ATTEMPT
from handoff import services as handoffs
from handoff.forms import PassOnForm, QuestionForm, ReplyForm, ReturnForm
from handoff.models import Handoff
from handoff.services import ASK, PASS_ON, RELEASE, RETURN
from leads.models import Lead
from leads.steps import Step
from leads.views.fetching import answer_refusals, get_lead
from pages.answers import Press, Submission, done


def one_click(click: Click) -> View:
    """The view of a step that asks for nothing."""

    @requires(click.step.action)
    @require_POST
    @answer_refusals
    def take(request: SignedInRequest, lead_id: int) -> HttpResponse:
        click.take(actor=request.user, lead=get_lead(request, lead_id, "standing"))
        return done(request, str(click.said), "lead", lead_id)

    return take


@requires(Action.ANSWER_HANDOFFS)
@require_POST
@answer_refusals
def return_lead(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """Give a lead back with a reason; it leaves the inbox."""
    lead, form = _lead_for(RETURN, request, lead_id), ReturnForm(request.POST)
    submission = Submission(form, shown=())
    if form.is_valid():
        with submission:
            handoffs.return_handoff(actor=request.user, lead=lead, **form.cleaned_data)
            return done(request, _("The lead went back to marketing, with your reason."), "inbox")
    return show_brief(request, lead, refused=submission)


@requires(Action.ANSWER_HANDOFFS)
@require_POST
@answer_refusals
def question(request: SignedInRequest, lead_id: int) -> HttpResponse:
    lead, form = _lead_for(ASK, request, lead_id), QuestionForm(request.POST)
    submission = Submission(form, shown=())
    if form.is_valid():
        with submission:
            handoffs.ask_question(actor=request.user, lead=lead, **form.cleaned_data)
            text = _("Marketing has your question. The reply will stand here.")
            return done(request, text, "lead", lead_id)
    return show_brief(request, lead, refused=submission)


@requires(Action.ANSWER_HANDOFFS)
@require_POST
@answer_refusals
def pass_on(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """Give a lead to a colleague or to the pool; a rep then has it no more."""
    lead = _lead_for(PASS_ON, request, lead_id)
    form = PassOnForm(request.POST, lead=lead, has_pool=RELEASE.is_open_to(request.user, lead))
    submission = Submission(form, shown=())
    if form.is_valid():
        with submission:
            handoff = handoffs.pass_on(actor=request.user, lead=lead, **form.cleaned_data)
            if may(request.user, Action.SPEAK_FOR_REPS):
                return done(request, _said_of(handoff), "lead", lead_id)
            return done(request, _said_of(handoff), "inbox")
    return show_brief(request, lead, refused=submission)


def _said_of(handoff: Handoff) -> str:
    if handoff.to_user is None:
        return _("The lead is in the pool now.")
    return _("%(rep)s has the lead now, and was told.") % {"rep": handoff.to_user}


@requires(Action.LOG_ATTEMPTS)
@require_POST
@answer_refusals
def attempt(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """Log one try; after the first contact the rating is the next thing to do."""
    lead, form = _lead_for(LOG_ATTEMPT, request, lead_id), AttemptForm(request.POST)
    submission = Submission(form, shown=())
    if form.is_valid():
        with submission:
            logged = form.save(actor=request.user, lead=lead)
            if logged.was_reached and not lead.ratings.exists():
                return done(request, _("Logged: reached. How was it?"), "feedback:rate", lead_id)
            return done(request, _("Logged."), "lead", lead_id)
    return show_brief(request, lead, refused=submission)


@require_POST
@requires(Action.HAND_OVER_LEADS)
def reply(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """Marketing's reply to an open question; where there is none any more, the lead says so."""
    row, form = get_lead(request, lead_id), ReplyForm(request.POST)
    submission = Submission(form, shown=())
    with Press(request), submission:
        handoffs.require_open_question(row)  # else the page has no form to say anything beside
        if form.is_valid():
            handoffs.reply(actor=request.user, lead=row, text=form.cleaned_data["text"])
            messages.success(request, _("Your reply was sent."))
    if not form.errors or handoffs.find_open_question(row) is None:
        return redirect("lead", row.pk)
    return show_lead(request, row, refused=submission)


def _lead_for(step: Step, request: SignedInRequest, lead_id: int) -> Lead:
    """The lead of a form; who cannot take the step is refused before anything they typed is read."""
    lead = get_lead(request, lead_id, "standing")
    step.require(request.user, lead)
    return lead
