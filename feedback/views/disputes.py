"""Marketing questions a rating; those who lead the teams settle it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from feedback.disputes import (
    ORDER,
    PAGE_SIZE,
    DisputeOf,
    count_open,
    covered_for,
    is_waiting_for,
    open_disputes,
)
from feedback.errors import DisputeEnded, NothingToQuestion
from feedback.forms.disputes import QuestionForm, SettleForm, WithdrawForm
from feedback.services.disputes import why_not
from leads.views.fetching import answer_refusals, get_lead
from pages.answers import Submission, done, posted
from pages.cursors import find_page

TEMPLATE = "feedback/dispute.html"


@requires(Action.QUESTION_RATINGS)
@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals
def question_rating(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """Question the newest rating, with a sentence."""
    lead = get_lead(request, lead_id, "standing")
    dispute = DisputeOf(user=request.user, lead=lead)
    if dispute.rating is None:
        raise NothingToQuestion(_("Sales has not rated this lead yet."))
    form = QuestionForm(posted(request), initial={"rating_id": dispute.rating.pk})
    submission = Submission(form, shown=())
    if form.is_valid():
        with submission:
            form.save(actor=request.user, lead=lead)
            return done(request, _("Questioned. Sales and those who settle it are told."), "lead", lead_id)
    elif not form.is_bound and (refusal := why_not(dispute.rating)):
        raise refusal
    return submission.show(request, TEMPLATE, lead=lead, dispute=dispute)


@requires(Action.SETTLE_RATINGS)
@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals
def settle(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """Say for one's team whether it stays or was wrong."""
    lead = get_lead(request, lead_id, "standing")
    dispute = DisputeOf(user=request.user, lead=lead)
    if dispute.newest is None or not dispute.is_open:
        raise DisputeEnded
    form = SettleForm(posted(request), initial={"dispute_id": dispute.newest.pk})
    submission = Submission(form, shown=())
    if form.is_valid():
        with submission:
            row = form.save(actor=request.user, lead=lead)
            text = _("Saved. The other team has not said the same yet.") if row.is_open else _("Settled.")
            return done(request, text, "feedback:disputes")
    return submission.show(request, TEMPLATE, lead=lead, dispute=dispute)


@requires(Action.QUESTION_RATINGS)
@require_POST
@answer_refusals
def withdraw(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """The question on the page is none any more; what names none is answered like one that has ended."""
    lead, form = get_lead(request, lead_id), WithdrawForm(request.POST)
    if not form.is_valid():
        raise DisputeEnded
    form.save(actor=request.user, lead=lead)
    return done(request, _("Withdrawn. The rating stands."), "lead", lead_id)


@requires(Action.SETTLE_RATINGS)
@require_safe
def dispute_list(request: SignedInRequest) -> HttpResponse:
    """All that wait to be settled, those questioned first at the top."""
    page = find_page(request.GET, open_disputes(request.user), order=ORDER, size=PAGE_SIZE)
    rows = [
        (covered_for(request.user, row, row.lead), is_waiting_for(request.user, row)) for row in page.rows
    ]
    context = {"rows": rows, "counts": count_open(request.user), **page.urls(request.GET)}
    return render(request, "feedback/dispute_list.html", context)
