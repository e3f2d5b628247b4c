"""The set-up page of an empty installation: first the one-time code, then everything on one page."""

from __future__ import annotations

from allauth.core import ratelimit
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.errors import SetupCodeInvalid
from accounts.forms import BaseInvitationLineFormSet, InvitationLineFormSet, SetupCodeForm, SetupForm
from accounts.models import Company, User
from accounts.permissions import public
from accounts.services import check_setup_code, set_up_company
from accounts.services.setup_code import hash_setup_code
from accounts.views.signing_in import sign_in
from pages.answers import Submission, done, posted

CODE_IN_SESSION = "setup_code_hash"


@public
@never_cache
@sensitive_post_parameters("code", "admin_password")
def setup(request: HttpRequest) -> HttpResponse:
    """Ask for the code, then for the company; once there is one, lead to the start page."""
    if Company.objects.exists():
        return redirect("home")
    code_hash = request.session.get(CODE_IN_SESSION, "")
    try:
        check_setup_code(code_hash)
    except SetupCodeInvalid:
        return enter_code(request)
    return describe_company(request, code_hash)


def enter_code(request: HttpRequest) -> HttpResponse:
    """Let somebody in who has the code; ten wrong ones within ten minutes and the address has to wait."""
    form = SetupCodeForm(posted(request))
    submission = Submission(form)
    if form.is_bound and not ratelimit.consume(request, action="setup_code", key="everybody"):
        form.add_error(None, _("Too many attempts. Wait ten minutes and try again."))
        return render(request, "accounts/setup_code.html", {"form": form}, status=429)
    if form.is_valid():
        with submission:
            code_hash = hash_setup_code(form.cleaned_data["code"])
            check_setup_code(code_hash)
            request.session.cycle_key()
            request.session[CODE_IN_SESSION] = code_hash
            return redirect("accounts:setup")
    return submission.show(request, "accounts/setup_code.html")


def describe_company(request: HttpRequest, code_hash: str) -> HttpResponse:
    """Ask for company, administrator and invitations; set up, sign in and show the start page."""
    form = SetupForm(posted(request))
    lines = InvitationLineFormSet(posted(request), prefix="invitations")
    submission = Submission(form)
    if form.is_valid() and lines.is_valid():
        with submission:
            sign_in(request, _set_up(form, lines, code_hash))
            text = _("Welcome. The portal is set up; the next step is the first campaign.")
            return done(request, text, "home")
    return submission.show(request, "accounts/setup.html", lines=lines)


@transaction.atomic
def _set_up(form: SetupForm, lines: BaseInvitationLineFormSet, code_hash: str) -> User:
    check_setup_code(code_hash)
    return set_up_company(
        details=form.details(),
        admin=form.admin(language=get_language() or "de"),
        invitations=lines.invitations(),
    )
