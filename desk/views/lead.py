"""The page of one lead: marketing reads it whole, sales as the brief before the call."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from desk.brief import Brief
from desk.steps import open_steps
from desk.timeline import build_timeline
from feedback.disputes import DisputeOf
from feedback.forms.attempts import AttemptForm
from feedback.forms.customer_statuses import CustomerStatusForm
from feedback.forms.follow_ups import FollowUpForm
from feedback.record import Record
from feedback.services.undoing import find_undo
from handoff.forms import PassOnForm, QuestionForm, ReplyForm, ReturnForm
from handoff.models import HandoffAnswer
from handoff.services import find_open_question, find_return
from leads.fields import further_facts
from leads.models import Lead
from leads.services.firms import customer_since, firm_shown_to
from leads.veil import holds_covered, is_covered, shown_to, text_shown_to, touch_shown_to
from leads.views.fetching import get_lead
from pages.answers import Submission
from talk.thread import Thread

EARLIER_SHOWN = 10


@requires(Action.VIEW_LEADS)
@require_safe
def lead(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """One lead: the person, where they came from, what was promised, what happened, and what can follow."""
    row = get_lead(request, lead_id, "standing")
    if may(request.user, Action.ANSWER_HANDOFFS):
        return show_brief(request, row)
    return show_lead(request, row)


def show_lead(request: SignedInRequest, row: Lead, *, refused: Submission | None = None) -> HttpResponse:
    """The page of one lead; also shown again, with its errors and its status, when a reply was refused."""
    shown = shown_to(request.user, row)
    earlier = row.person.leads.visible_to(request.user).exclude(pk=row.pk).with_names()
    context = {
        "lead": shown,
        "about": Record(user=request.user, lead=row),
        "further_facts": further_facts(shown),
        "promises": row.campaign.promises.in_force_at(row.received_at),
        "touches": [touch_shown_to(request.user, row, touch) for touch in row.touches.all()],
        "consents": row.consents.all(),
        "earlier": earlier[:EARLIER_SHOWN],
        "events": build_timeline(lead=row, viewer=request.user),
        "question": _find_question(request, row),
        "returned": _find_return(request, row),
        "reply_form": refused.form if refused else ReplyForm(),
        "grade": row.grade if row.shows_grade_to(request.user) else "",
        "shows_contact": row.shows_contact_to(request.user),
        "can_reply": may(request.user, Action.HAND_OVER_LEADS),
        "steps": open_steps(request.user, row),
        "dispute": DisputeOf(user=request.user, lead=row),
        "thread": Thread(user=request.user, thing=row),
        "undo": find_undo(request.user, row),
        "firm": firm_shown_to(request.user, row),
        "customer_since": customer_since(row.person.organisation_id),
    }
    return render(request, "desk/lead.html", context, status=_status_of(refused))


def _find_question(request: SignedInRequest, row: Lead) -> HandoffAnswer | None:
    question = find_open_question(row)
    if question is not None:
        question.text = text_shown_to(request.user, row, question.text)
    return question


def _find_return(request: SignedInRequest, row: Lead) -> HandoffAnswer | None:
    returned = find_return(row)
    if returned is not None:
        returned.text = text_shown_to(request.user, row, returned.text)
    return returned


def show_brief(request: SignedInRequest, row: Lead, *, refused: Submission | None = None) -> HttpResponse:
    """The brief; also shown again, with its errors and its status, when one of its forms was refused."""
    about = Brief(user=request.user, lead=row)
    shown: dict[str, BaseForm | None] = {
        "attempt_form": AttemptForm(initial={"expected_count": about.attempt_count}),
        "follow_up_form": FollowUpForm(),
        "customer_form": CustomerStatusForm(),
        "return_form": ReturnForm(),
        "question_form": QuestionForm(),
        "pass_on_form": (
            PassOnForm(lead=row, has_pool="release" in about.steps) if "pass_on" in about.steps else None
        ),
    }
    if refused is not None:
        shown[f"{refused.form.prefix}_form"] = refused.form
    lead = shown_to(request.user, row)
    context: dict[str, Any] = {"about": about, "lead": lead, "steps": about.steps, **shown}
    context["further_facts"] = further_facts(lead)
    context["events"] = events = build_timeline(lead=row, viewer=request.user)
    context["is_covered"] = is_covered(lead) or holds_covered(*(event.text for event in events))
    context["dispute"] = DisputeOf(user=request.user, lead=row)
    context["thread"] = Thread(user=request.user, thing=row)
    context["undo"] = find_undo(request.user, row)
    context["can_judge"] = may(request.user, Action.JUDGE_CAMPAIGNS)
    context["firm"] = firm_shown_to(request.user, row)
    context["customer_since"] = customer_since(row.person.organisation_id)
    return render(request, "desk/brief.html", context, status=_status_of(refused))


def _status_of(refused: Submission | None) -> int:
    return refused.status if refused else HTTPStatus.OK
