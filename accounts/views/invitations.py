"""The page behind the link of an invitation; whoever has the link is not signed in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.directory.config import directory
from accounts.forms import AcceptForm
from accounts.models import Invitation
from accounts.own_company import own_company
from accounts.permissions import public
from accounts.requests import language_for
from accounts.services import accept_invitation, find_open_invitation
from accounts.views.signing_in import sign_in
from pages.answers import Submission, done, posted


@public
@never_cache
@sensitive_post_parameters("password")
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask for name and password, make the person and sign in; opening the link alone changes nothing."""
    found = find_open_invitation(secret)
    if found is None:
        return render(request, "accounts/invitation_closed.html", status=404)
    language = language_for(request, found.language)
    with translation.override(language):
        return _answer(request, found, secret=secret, language=language)


def _answer(request: HttpRequest, found: Invitation, *, secret: str, language: str) -> HttpResponse:
    found_directory = directory()
    if found_directory is not None and found_directory.is_only_way:
        text = _("Sign in with %(name)s: your invitation waits for you there.")
        messages.info(request, text % {"name": found_directory.name})
        return redirect("account_login")
    form = AcceptForm(posted(request), initial={"full_name": found.full_name})
    submission = Submission(form)
    if form.is_valid():
        with submission:
            person = accept_invitation(secret=secret, language=language, **form.cleaned_data)
            sign_in(request, person)
            return done(request, _("Welcome, %(name)s.") % {"name": person.get_short_name()}, "home")
    context = {"invitation": found, "company": own_company()}
    return submission.show(request, "accounts/invitation.html", **context)
