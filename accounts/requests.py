"""A request that `@requires` has let through, and where it wants to go on."""

from __future__ import annotations

from urllib.parse import urlunsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User
from values.addresses import split_address


class SignedInRequest(HttpRequest):
    """Only a type: behind `@requires` the user is always a person, never anonymous."""

    user: User


def safe_next(request: HttpRequest) -> str:
    """The page of ours that a form or an address names as `next`; the start page for anything else."""
    return _ours(request, request.POST.get("next", request.GET.get("next", "")))


def language_for(request: HttpRequest, language: str) -> str:
    """The language of the person a page behind a link is for, until whoever reads it chooses another."""
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return translation.get_language_from_request(request)
    return language


def lead_to(request: HttpRequest, address: str) -> HttpResponse:
    """Redirect; a fragment asked for by htmx makes the whole page go there, instead of being put into it."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def page_before(request: HttpRequest) -> str:
    """The page of ours on which this request was pressed; the start page where the browser does not say."""
    parts = split_address(request.headers.get("referer", ""))
    if parts is None or parts.netloc != request.get_host():
        return "/"
    return _ours(request, urlunsplit(("", "", parts.path, parts.query, "")))


def _ours(request: HttpRequest, target: str) -> str:
    is_ours = target.startswith("/") and url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if is_ours else "/"
