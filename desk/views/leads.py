"""The list of leads, with what sales says of each beside marketing's grade."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.limits import limit_searches
from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from bulk.offers import offer_deeds
from desk.lead_rows import Columns
from desk.lead_words import read_words
from feedback.lead_filters import LeadListForm
from leads.lines import build_lines
from leads.models import NEWEST_FIRST, OLDEST_FIRST, Lead, PutAside
from pages.addresses import address
from pages.cursors import find_page

PAGE_SIZE = 25


@requires(Action.VIEW_LEADS)
@require_safe
@limit_searches(*LeadListForm.SEARCHES)
def lead_list(request: SignedInRequest) -> HttpResponse:
    """The leads this person may see, filtered and paged by the address."""
    form = LeadListForm(request.GET, viewer=request.user)
    leads = form.narrow(Lead.objects.visible_to(request.user).for_lines())
    order = NEWEST_FIRST if form.is_newest_first else OLDEST_FIRST
    page = find_page(request.GET, leads, order=order, size=PAGE_SIZE)
    lines = build_lines(page.rows, form.names, request.user)
    words = read_words(page.rows)
    buttons = offer_deeds(request.user)
    can_capture = may(request.user, Action.CAPTURE_LEADS)
    context = {
        "form": form,
        "page": page,
        "problem": page.problem,
        **page.urls(request.GET),
        "lines": [(line, words.get(line.lead.pk)) for line in lines],
        "columns": Columns(picks=bool(buttons), grades=any(line.grade for line in lines), words=bool(words)),
        "can_capture": can_capture,
        "put_aside": PutAside.objects.counts() if can_capture else None,
        "is_own": form.is_own,
        "export_url": address(reverse("desk:lead_export"), **dict(form.said)) if lines else "",
        "buttons": buttons,
    }
    return render(request, "desk/lead_list.html", context)
