"""The company's settings; for administrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.errors import CompanyChanged
from accounts.forms import CompanyForm
from accounts.models import Company, User
from accounts.permissions import Action, requires
from accounts.services import update_company
from accounts.views.steps import saves


@requires(Action.EDIT_COMPANY)
def company(request: HttpRequest) -> HttpResponse:
    """Show and change the settings; 409 with both values when somebody else changed them meanwhile."""
    actor = request.user
    assert isinstance(actor, User)
    current = get_object_or_404(Company)
    form = CompanyForm(request.POST or None, instance=current)
    if request.method != "POST":
        return render(request, "accounts/company.html", {"form": form})
    try:
        is_saved = saves(form, lambda: _save(actor, form))
    except CompanyChanged:
        context = {"form": form.after_conflict(), "current": current, "is_conflict": True}
        return render(request, "accounts/company.html", context, status=409)
    if not is_saved:
        return render(request, "accounts/company.html", {"form": form}, status=422)
    messages.success(request, _("Saved."))
    return redirect("accounts:company")


def _save(actor: User, form: CompanyForm) -> None:
    version = form.cleaned_data["expected_version"]
    update_company(actor=actor, details=form.details(), expected_version=version)
