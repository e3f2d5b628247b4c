"""The day of the introduction: what it decides on the sheet "Has it helped?", and where it is set."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Company
from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from accounts.services import set_introduction
from figures.introduction import find_introduction
from pages.answers import Submission, done, posted
from pages.fields import DayField
from pages.model_forms import VersionedForm


class IntroductionForm(VersionedForm[Company]):
    """Since when both teams work by the portal; empty where the leads shall say it."""

    class Meta:
        model = Company
        fields = ("introduced_on",)
        field_classes = {"introduced_on": DayField}


@requires(Action.VIEW_CONVERSION, write=Action.SET_INTRODUCTION)
@require_http_methods(["GET", "HEAD", "POST"])
def introduction(request: SignedInRequest) -> HttpResponse:
    """Explain the day to everybody; 409 with both values when somebody else changed the company meanwhile."""
    form = IntroductionForm(posted(request), instance=get_object_or_404(Company))
    submission = Submission(form)
    if form.is_valid():
        with submission:
            day, version = form.cleaned_data["introduced_on"], form.cleaned_data["expected_version"]
            set_introduction(actor=request.user, day=day, expected_version=version)
            return done(
                request, _("Saved. Before and since are compared by this day now."), "insights:helped"
            )
    return submission.show(
        request,
        "insights/introduction.html",
        introduction=find_introduction(),
        can_set=may(request.user, Action.SET_INTRODUCTION),
    )
