"""A form pressed twice is taken once: each POST form has a token, and a view answers a known one as before.

The tag `csrf_token` draws the token beside Django's own, so no form can lack it; `accounts.permissions` puts
`once` around every page. Same token, same address, same content: the answer of the first. With anything else
in it, it is a submission of its own: whoever goes back and corrects a word has something new to say.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.cookie import MessageDecoder, MessageEncoder
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.cache import add_never_cache_headers

from pages.receipts import AlreadyDone, Claim, digest

FIELD: Final = "once"
_TOKEN: Final = re.compile(r"[\w-]{20,64}", re.ASCII)
_NOT_CONTENT: Final = frozenset({FIELD, "csrfmiddlewaretoken"})
View = Callable[..., HttpResponseBase]


def token_of(request: HttpRequest) -> str:
    """The token of the page that answers this request: all its forms carry the same."""
    if not hasattr(request, "form_token"):
        request.form_token = secrets.token_urlsafe(16)  # type: ignore[attr-defined]
    token: str = request.form_token  # type: ignore[attr-defined]
    return token


def repeatable(view: View) -> View:
    """Mark a view whose POST may be done again: it only asks, or again comes to the same.

    Its answer then is always its own, which a cookie in it needs.
    """
    view.is_repeatable = True  # type: ignore[attr-defined]
    return view


def once(view: View, *, is_public: bool = False) -> View:
    """Do what a form asks for once, and answer the same form again as the first time, to the same person.

    Of a public page the answer is for whoever has the form: it may be just this form that signs in.

    The whole view is one transaction with its receipt. What it refuses leaves none, so the token holds for
    the corrected form. API views, which need no CSRF token, read their key elsewhere (pages.once_api).
    """
    is_for_programs = getattr(view, "csrf_exempt", False)  # only asked: Django REST framework sets it
    if is_for_programs or getattr(view, "is_repeatable", False):
        return view

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        claim = _claim_of(request, is_public=is_public)
        if claim is None:
            return view(request, *args, **kwargs)
        try:
            with transaction.atomic():
                first = claim.take()
                if first is not None:
                    return _answer_again(request, first)
                response = view(request, *args, **kwargs)
                claim.settle(_keep(request, response))
                return response
        except AlreadyDone as refusal:
            messages.info(request, refusal.message)
            return redirect("/")

    return guarded


def mark_refused(request: HttpRequest) -> None:
    """What this request asked for was not done, although its answer leads to another page."""
    request.was_refused = True  # type: ignore[attr-defined]


def shown_once(response: HttpResponse) -> HttpResponse:
    """Mark a page that is itself the answer to something done, and is shown again to the same form only."""
    response.is_answer = True  # type: ignore[attr-defined]
    return response


def _claim_of(request: HttpRequest, *, is_public: bool) -> Claim | None:
    token = request.POST.get(FIELD, "") if request.method == "POST" else ""
    if not _TOKEN.fullmatch(token):
        return None
    owner = "anybody" if is_public else str(request.user.pk)
    content = _fingerprint(request)
    return Claim("page", owner, request.get_full_path(), content, key=token, fingerprint=content)


def _fingerprint(request: HttpRequest) -> str:
    said = [(name, values) for name, values in request.POST.lists() if name not in _NOT_CONTENT]
    files = [(name, [_digest_file(file) for file in files]) for name, files in request.FILES.lists()]
    return digest(json.dumps(sorted(said)), json.dumps(sorted(files)))


def _digest_file(file: UploadedFile[bytes]) -> str:
    sums = sha256()
    for chunk in file.chunks():
        sums.update(chunk)
    file.seek(0)
    return digest(file.name or "", sums.hexdigest())


def _keep(request: HttpRequest, response: HttpResponseBase) -> dict[str, Any] | None:
    """What is to be answered again, or None where nothing was done."""
    is_answer = getattr(response, "is_answer", False)
    if getattr(request, "was_refused", False) or not (is_answer or _leads_on(response)):
        return None
    said = getattr(getattr(request, "_messages", None), "_queued_messages", [])
    return {
        "to": response.get("Location", ""),
        "messages": json.dumps(said, cls=MessageEncoder),
        "page": response.content.decode() if is_answer and isinstance(response, HttpResponse) else "",
    }


def _leads_on(response: HttpResponseBase) -> bool:
    """Whether it leads to another page, and not to one that asks first who it is."""
    is_redirect = HTTPStatus.MULTIPLE_CHOICES <= response.status_code < HTTPStatus.BAD_REQUEST
    asks = {resolve_url(settings.LOGIN_URL), resolve_url("account_reauthenticate")}
    return is_redirect and response.get("Location", "").split("?")[0] not in asks


def _answer_again(request: HttpRequest, first: dict[str, Any]) -> HttpResponse:
    for message in json.loads(first["messages"], cls=MessageDecoder):
        messages.add_message(request, message.level, message.message, message.extra_tags)
    if first["to"]:
        return redirect(first["to"])
    page = HttpResponse(first["page"])
    add_never_cache_headers(page)
    return page
