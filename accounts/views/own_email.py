"""One's own e-mail address, changed by a link to the new one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.forms import EmailForm
from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from accounts.services import ask_for_email, confirm_email, find_email_change, is_email_own
from pages.answers import Press, Submission, done, posted


@requires(Action.VIEW_OWN_ACCOUNT, write=Action.EDIT_OWN_ACCOUNT, fresh="page")
def own_email(request: SignedInRequest) -> HttpResponse:
    """Ask for another address; the one of now goes on until the link sent to the new one is confirmed."""
    form = EmailForm(posted(request))
    submission = Submission(form)
    if form.is_valid():
        with submission:
            change = ask_for_email(actor=request.user, email=form.cleaned_data["email"])
            text = _("A link is on its way to %(email)s. Until you confirm it, nothing changes.")
            return done(request, text % {"email": change.email}, "accounts:profile")
    return submission.show(request, "accounts/own_email.html", is_own=is_email_own(request.user))


@requires(Action.VIEW_OWN_ACCOUNT, write=Action.EDIT_OWN_ACCOUNT)
@never_cache
def own_email_confirm(request: SignedInRequest, secret: str) -> HttpResponse:
    """Take the new address by the button; opening the link alone changes nothing."""
    if request.method == "POST":
        with Press(request):
            change = confirm_email(actor=request.user, secret=secret)
            return done(
                request, _("You sign in with %(email)s now.") % {"email": change.email}, "accounts:profile"
            )
    change_now = find_email_change(request.user, secret)
    status = 200 if change_now else 404
    return render(request, "accounts/own_email_confirm.html", {"change": change_now}, status=status)
