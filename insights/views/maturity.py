"""The maturity age: what it means, what the company's own deals propose, and where it is changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Company
from accounts.own_company import today
from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from accounts.services import set_maturity
from figures.maturity import propose_maturity
from figures.tables import maturity_days
from pages.answers import Submission, done
from pages.model_forms import RowForm


class MaturityForm(RowForm[Company]):
    expected_version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Company
        fields = ("maturity_days",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["expected_version"].initial = self.instance.row_version


@require_safe
@requires(Action.VIEW_CONVERSION)
def maturity(request: SignedInRequest) -> HttpResponse:
    """Explain the one rate to everybody; whoever may edit the company finds the form here."""
    return _show(request, Submission(MaturityForm(instance=get_object_or_404(Company))))


@require_POST
@requires(Action.EDIT_COMPANY, fresh="page")
def maturity_set(request: SignedInRequest) -> HttpResponse:
    """Change the age; 409 with both values when somebody else changed the company meanwhile."""
    form = MaturityForm(request.POST, instance=get_object_or_404(Company))
    submission = Submission(form)
    if form.is_valid():
        with submission:
            days, version = form.cleaned_data["maturity_days"], form.cleaned_data["expected_version"]
            set_maturity(actor=request.user, days=days, expected_version=version)
            return done(request, _("Saved. The figures are being counted anew."), "insights:maturity")
    return _show(request, submission)


def _show(request: SignedInRequest, submission: Submission) -> HttpResponse:
    return submission.show(
        request,
        "insights/maturity.html",
        days=maturity_days(),
        proposal=propose_maturity(today()),
        can_edit=may(request.user, Action.EDIT_COMPANY),
    )
