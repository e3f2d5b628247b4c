"""Who took lists of leads along: for admins."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from leads.models import LeadExport
from pages.cursors import find_page

PAGE_SIZE: Final = 50
BAD_REQUEST: Final = 400


@require_safe
@requires(Action.VIEW_EXPORTS)
def exports(request: SignedInRequest) -> HttpResponse:
    """The newest first: who, when, how many, with how many contacts, and by which filters."""
    rows = LeadExport.objects.select_related("user")
    page = find_page(request.GET, rows, order=("-pk",), size=PAGE_SIZE)
    context = {"exports": page.rows, "problem": page.problem, **page.urls(request.GET)}
    return render(request, "leads/exports.html", context, status=BAD_REQUEST if page.problem else 200)
