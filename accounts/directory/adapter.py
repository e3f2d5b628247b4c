"""Where allauth asks about the directory: which it is, whom it lets in, what is said when it does not."""

from __future__ import annotations

import time
from typing import Any

import structlog
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from requests import RequestException

from accounts.directory.config import Directory, directory
from accounts.directory.people import NotLetIn, admit
from accounts.directory.provider import CONFIRM, PROVIDER, DirectoryProvider
from accounts.models import User
from accounts.sign_ins import record_confirmation
from pages.addresses import address

CONFIRMED_WITHIN_SECONDS = 300
log = structlog.get_logger()


class DirectoryAccounts(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """The one directory of the settings; nobody signs up by it, and none is looked for in the database."""

    def get_provider(self, request: HttpRequest, *_: Any, **__: Any) -> DirectoryProvider:
        """Raises allauth's SocialApp.DoesNotExist where the settings name none."""
        found = directory()
        if found is None:
            raise SocialApp.DoesNotExist
        return DirectoryProvider(request, app=_app(found))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        """Nobody signs up."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the person, or answer why there is none; a confirmation ends here."""
        found = directory()
        assert found is not None, "Only a configured directory leads here."
        if sociallogin.state.get("process") == CONFIRM:
            raise ImmediateHttpResponse(confirm(request, sociallogin))
        try:
            sociallogin.user = admit(found, sociallogin.claims, sociallogin.account)
        except NotLetIn as refusal:
            raise ImmediateHttpResponse(say(request, refusal.message, status=403)) from refusal

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, **_context: Any
    ) -> None:
        """Say it in our words. The log has the kind of error: what the directory answered may hold claims."""
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(redirect("account_login"))
        is_away = isinstance(exception, RequestException)
        log.warning("directory_sign_in_failed", error=type(exception).__name__, is_away=is_away)
        text = (
            _("%(name)s does not answer at the moment. Please try again in a minute.")
            if is_away
            else _("The sign-in with %(name)s did not work. Please begin it anew.")
        )
        status = 503 if is_away else 401
        raise ImmediateHttpResponse(say(request, text % {"name": provider.name}, status=status))


def confirm(request: HttpRequest, sociallogin: SocialLogin) -> HttpResponse:
    """Go on where the confirmation was asked for, when it is the same person who has just signed in there."""
    known = SocialAccount.objects.filter(provider=PROVIDER, uid=sociallogin.account.uid).first()
    if known is None or not isinstance(request.user, User) or known.user_id != request.user.pk:
        text = _("That was somebody else's account. Please confirm with the one you are signed in with here.")
        return say(request, text, status=403)
    if not is_just_now(sociallogin.claims.get("auth_time")):
        text = _(
            "%(name)s does not say that you have signed in just now (claim “auth_time”). "
            "Ask your administrator."
        )
        return say(request, text % {"name": sociallogin.provider.name}, status=403)
    record_confirmation(request, request.user)
    back = str(sociallogin.state.get("next") or "/")
    request.GET = QueryDict(address("", next=back)[1:])  # where allauth looks
    answer: HttpResponse = resume_request(request) or redirect(back)
    return answer


def is_just_now(auth_time: object) -> bool:
    """Whether this claim names a moment of the last minutes; else anybody at the screen could confirm."""
    return isinstance(auth_time, int | float) and time.time() - auth_time < CONFIRMED_WITHIN_SECONDS


def say(request: HttpRequest, text: str, *, status: int) -> HttpResponse:
    """The page that says why the directory's word is not enough."""
    return render(request, "accounts/directory_problem.html", {"text": text}, status=status)


def _app(found: Directory) -> SocialApp:
    return SocialApp(
        provider=PROVIDER,
        provider_id=PROVIDER,
        name=found.name,
        client_id=found.client_id,
        secret=found.client_secret,
        settings={"server_url": found.issuer},
    )
