"""What customers say, for everybody of both teams; and how they are asked, for managers."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.own_company import own_company
from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from pages.answers import Submission, done, posted
from pages.cursors import find_page
from surveys.errors import OptOutsUnreadable
from surveys.figures import read_by_campaign, read_by_fit, read_satisfaction
from surveys.forms import SatisfactionFilters, SettingsForm
from surveys.lines import campaign_lines, fit_lines, mark_bars, mean_text, promise_bars, share_text
from surveys.models import OptOut
from surveys.opt_outs import check_key
from surveys.services.settings import change_settings, survey_settings
from surveys.texts import ORDER, newest_answers, words_for

PAGE_SIZE = 20


@requires(Action.VIEW_SATISFACTION)
@require_safe
def satisfaction(request: SignedInRequest) -> HttpResponse:
    """How many were asked, answered and said what, by campaign and by expectation, and their own words."""
    form = SatisfactionFilters(request.GET)
    narrowed = form.narrowed()
    said = read_satisfaction(**narrowed)
    words = newest_answers(**narrowed).exclude(text="")
    page = find_page(request.GET, words, order=ORDER, size=PAGE_SIZE)
    context = {
        "form": form,
        "reset": reverse("surveys:satisfaction"),
        "since": narrowed["first"],
        "until": narrowed["last"],
        "said": said,
        "response": share_text(said.response),
        "satisfied": share_text(said.satisfied),
        "confirmed": share_text(said.confirmed_share),
        "mean": mean_text(said),
        "marks": mark_bars(said),
        "promises": promise_bars(said),
        "tables": [
            (_("By campaign"), campaign_lines(read_by_campaign(**narrowed))),
            (_("By what sales says of the expectation"), fit_lines(read_by_fit(**narrowed))),
        ],
        "words": words_for(request.user, page.rows),
        "is_on": survey_settings().is_on,
        "may_set": may(request.user, Action.SET_SURVEYS),
        "problem": page.problem,
        **page.urls(request.GET),
    }
    return render(request, "surveys/satisfaction.html", context, status=200 if form.is_valid() else 422)


@requires(Action.SET_SURVEYS)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: SignedInRequest) -> HttpResponse:
    """Show and change how customers are asked; 409 with both values when somebody else was faster."""
    row = survey_settings()
    form = SettingsForm(posted(request), instance=row)
    submission = Submission(form)
    if form.is_valid():
        with submission:
            version = form.cleaned_data["expected_version"]
            saved = change_settings(actor=request.user, expected_version=version, **form.for_service())
            text = (
                _("Saved. Customers are asked from now on.") if saved.is_on else _("Saved. Nobody is asked.")
            )
            return done(request, text, "surveys:settings")
    context = {
        "row": row,
        "company": own_company().name,
        "opt_outs": OptOut.objects.count(),
        "problem": _problem(row.opt_out_key),
    }
    return submission.show(request, "surveys/settings.html", **context)


def _problem(sealed_key: str) -> str:
    """Why nobody is asked although it is on."""
    try:
        check_key(sealed_key)
    except OptOutsUnreadable as unreadable:
        return unreadable.message
    return ""
