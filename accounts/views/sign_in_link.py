"""The page behind the link that `manage.py sign_in_link` prints."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.permissions import public
from accounts.services import find_person_of_link
from accounts.views.signing_in import sign_in


@public
@never_cache
def sign_in_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Sign in by the button; opening the link alone changes nothing."""
    person = find_person_of_link(secret)
    if person is None:
        text = _("This link was used or is older than ten minutes. Print a new one.")
        return render(request, "accounts/directory_problem.html", {"text": text}, status=404)
    if request.method == "POST":
        sign_in(request, person)
        return redirect("home")
    return render(request, "accounts/sign_in_link.html", {"person": person})
