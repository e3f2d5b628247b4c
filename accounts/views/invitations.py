"""The page behind the link of an invitation; whoever has the link is not signed in."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.forms import AcceptForm
from accounts.models import Company, Invitation, User
from accounts.permissions import public
from accounts.services import accept_invitation, find_open_invitation
from accounts.views.steps import saves, sign_in


@public
@never_cache
@sensitive_post_parameters("password")
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask for name and password, make the person and sign in; opening the link alone changes nothing."""
    found = find_open_invitation(secret)
    if found is None:
        return render(request, "accounts/invitation_closed.html", status=404)
    language = _language(request, found)
    with translation.override(language):
        return _answer(request, found, secret=secret, language=language)


def _language(request: HttpRequest, found: Invitation) -> str:
    """The language of the invitation, until the reader chooses another."""
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return translation.get_language_from_request(request)
    return found.language


def _answer(request: HttpRequest, found: Invitation, *, secret: str, language: str) -> HttpResponse:
    form = AcceptForm(request.POST or None, initial={"full_name": found.full_name})
    context = {"form": form, "invitation": found, "company": Company.objects.current()}
    made: list[User] = []
    if request.method != "POST":
        return render(request, "accounts/invitation.html", context)
    if not saves(
        form,
        lambda: made.append(accept_invitation(secret=secret, language=language, **form.cleaned_data)),
    ):
        return render(request, "accounts/invitation.html", context, status=422)
    sign_in(request, made[0])
    messages.success(request, _("Welcome, %(name)s.") % {"name": made[0].get_short_name()})
    return redirect("home")
