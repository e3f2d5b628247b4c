"""Findings: all of them, the open ones first, and one with its numbers and answers."""

from __future__ import annotations

from typing import Final

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from findings import words
from findings.filters import FindingFilterForm
from findings.forms import FindingAnswerForm
from findings.models import Finding, FindingAnswer, FindingStep, Look
from findings.services.answering import answer_finding
from findings.shown import build_figures, build_links, say_measure, show, show_all
from pages.answers import Submission, done, posted
from pages.cursors import Order, find_page
from values.refusals import EditConflict, Refusal

PAGE_SIZE: Final = 30
ORDER: Final[Order] = ("is_closed", "-pk")


@requires(Action.VIEW_CONVERSION)
@require_safe
def finding_list(request: SignedInRequest) -> HttpResponse:
    """All of them, the open ones first, the newest at the top, filtered by the address."""
    visible = Finding.objects.visible_to(request.user)
    form = FindingFilterForm(request.GET, findings=visible)
    closed = FindingAnswer.objects.filter(finding=OuterRef("pk"), step=FindingStep.CLOSED)
    rows = form.narrow(visible).with_state().annotate(is_closed=Exists(closed))
    page = find_page(request.GET, rows.with_names(), order=ORDER, size=PAGE_SIZE)
    context = {
        "form": form,
        "active": form.active,
        "is_open": not form.is_valid(),
        "findings": show_all(page.rows),
        "problem": page.problem,
        "looked": Look.objects.order_by("-monday").first(),
        **page.urls(request.GET),
    }
    return render(request, "findings/finding_list.html", context)


@requires(Action.VIEW_CONVERSION, write=Action.ANSWER_FINDINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def finding(request: SignedInRequest, finding_id: int) -> HttpResponse:
    """What was found then, how it stands now, what people answered, and one answer more."""
    rows = Finding.objects.visible_to(request.user).with_state().with_names().select_related("look")
    row = get_object_or_404(rows, pk=finding_id)
    answers = list(row.answers.select_related("user"))
    form = FindingAnswerForm(posted(request), newest=answers[0] if answers else None)
    submission = Submission(form, shown=Refusal)
    if form.is_valid():
        with submission:
            answer_finding(actor=request.user, finding=row, **form.for_service())
            return done(request, _("Saved. It stands beside the finding now."), "findings:finding", row.pk)
    if isinstance(submission.refusal, EditConflict):
        answers = list(row.answers.select_related("user"))
    figures, standing = build_figures(row)
    return submission.show(
        request,
        "findings/finding.html",
        finding=row,
        shown=show(row),
        figures=figures,
        links=build_links(row),
        standing=standing,
        measure=say_measure(row),
        leads=words.say_leads(row),
        interval=words.say_interval(row),
        answers=answers,
        is_closed=any(answer.step == FindingStep.CLOSED for answer in answers),
        can_answer=may(request.user, Action.ANSWER_FINDINGS),
    )
