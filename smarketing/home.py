"""The address without a path: each role begins where its work starts."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest

START_PAGES: dict[str, str] = {
    Role.MARKETER: "lead_list",
    Role.SALES_REP: "inbox",
    Role.SALES_LEAD: "inbox",
    Role.MANAGER: "overview",
    Role.ADMIN: "overview",
}


@requires(Action.VIEW_OWN_ACCOUNT)
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Lead each role to where its work starts; a role without such a page is told so."""
    if request.user.role in START_PAGES:
        return redirect(START_PAGES[request.user.role])
    return render(request, "home.html")
