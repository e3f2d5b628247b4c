"""The search of the header: its page, and what drops down while somebody types."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.limits import limit_searches
from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from desk.forms import SearchForm
from desk.search import search as find

MOST_ON_THE_PAGE = 25
MOST_WHILE_TYPING = 5


@requires(Action.VIEW_LEADS)
@require_safe
@limit_searches("q")
def search(request: SignedInRequest) -> HttpResponse:
    """What the words in the address find for this reader; for htmx without the page around it."""
    form = SearchForm(request.GET)
    is_fragment = "HX-Request" in request.headers
    text = form.cleaned_data["q"] if form.is_valid() else ""
    most = MOST_WHILE_TYPING if is_fragment else MOST_ON_THE_PAGE
    context = {
        "form": form,
        "text": text,
        "results": find(text, viewer=request.user, most=most) if text else None,
        "is_veiled": not may(request.user, Action.VIEW_CONTACTS),
    }
    return render(request, "desk/search_found.html" if is_fragment else "desk/search.html", context)
