"""The company's settings; for administrators."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.company_notes import company_notes
from accounts.forms import CompanyForm
from accounts.models import Company
from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from accounts.services import update_company
from pages.answers import Submission, done, posted


@requires(Action.EDIT_COMPANY, fresh="page")
def company(request: SignedInRequest) -> HttpResponse:
    """Show and change the settings; 409 with both values when somebody else changed them meanwhile."""
    form = CompanyForm(posted(request), instance=get_object_or_404(Company))
    submission = Submission(form)
    if form.is_valid():
        with submission:
            version = form.cleaned_data["expected_version"]
            update_company(actor=request.user, details=form.details(), expected_version=version)
            return done(request, _("Saved."), "accounts:company")
    return submission.show(request, "accounts/company.html", notes=company_notes(request.user))
