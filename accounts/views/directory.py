"""To the company's directory and back: signing in, and confirming that it is still oneself.

Whoever is sent there twice comes back by the last way: each leaves its own mark in the session.
"""

from __future__ import annotations

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.directory.provider import CONFIRM, LOGIN, PROVIDER, DirectoryFlow, DirectoryProvider
from accounts.permissions import Action, public, requires
from accounts.requests import SignedInRequest, safe_next
from pages.once import repeatable


@public
@repeatable
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Send somebody to the directory."""
    return _provider(request).redirect(request, process=LOGIN, next_url=safe_next(request))


@public
@require_safe
@never_cache
def callback(request: HttpRequest) -> HttpResponse:
    """Take what the directory says, once, in the session that asked for it."""
    _provider(request)
    answer: HttpResponse = OAuth2CallbackView.adapter_view(DirectoryFlow(request, PROVIDER))(request)
    return answer


@requires(Action.VIEW_OWN_ACCOUNT)
@repeatable
@never_cache
def confirm(request: SignedInRequest) -> HttpResponse:
    """Ask to sign in there once more; GET explains it."""
    provider = _provider(request)
    if request.method == "POST":
        again = {"prompt": "login", "max_age": "0"}
        return provider.redirect(request, process=CONFIRM, next_url=safe_next(request), auth_params=again)
    context = {"name": provider.name, "next": safe_next(request)}
    return render(request, "accounts/directory_confirm.html", context)


def _provider(request: HttpRequest) -> DirectoryProvider:
    """Raises Http404 where there is no directory."""
    try:
        provider: DirectoryProvider = get_adapter().get_provider(request, provider=PROVIDER)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return provider
