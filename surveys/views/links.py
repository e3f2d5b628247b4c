"""The pages behind the links in a customer's mail: signed out, no cookie or script; opening does nothing."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.limits import Limit, spend, spend_as_stranger
from accounts.models import Language
from accounts.permissions import public
from pages.addresses import address
from pages.answers import Submission, posted
from surveys.forms import AnswerForm
from surveys.models import Survey
from surveys.notifications import sender_name
from surveys.services.answers import answer_survey, open_survey, opt_out, read_opt_out
from surveys.services.settings import survey_settings
from values.mail_links import LinkBroken, LinkEnded
from values.refusals import TooManyCalls


@public
@csrf_exempt  # the secret lets in, and a customer is asked for no cookie
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """The two questions; once answered thanks, and the way to correct it as long as the link works."""
    try:
        survey = open_survey(secret)
        if request.method == "POST":
            spend(Limit.WRITES, f"survey {survey.pk}")
        with translation.override(_language(request, survey.language)):
            return _ask(request, survey, secret)
    except LinkEnded as ended:
        return _refuse(request, ended)
    except TooManyCalls as refusal:
        return _ask_to_wait(refusal)


def _ask(request: HttpRequest, survey: Survey, secret: str) -> HttpResponse:
    said = survey.answers.first()
    if request.method != "POST" and said is not None and "change" not in request.GET:
        return _render(request, "surveys/thanks.html", said=said)
    form = AnswerForm(posted(request), instance=said)
    submission = Submission(form, shown=())
    if form.is_valid():
        with submission:
            answer_survey(secret=secret, **form.for_service())
            return redirect(_here(request, "surveys:answer", secret))
    return _render(request, "surveys/answer.html", status=submission.status, form=form)


@public
@csrf_exempt  # the secret lets in, and a mail program has no token of ours
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mails(request: HttpRequest, secret: str) -> HttpResponse:
    """End such mails by the button, or by a mail program's one POST (RFC 8058)."""
    try:
        address_hash, language = read_opt_out(secret)
        spend(Limit.WRITES, f"opt-out {address_hash}")
    except LinkEnded as ended:
        return _refuse(request, ended)
    except TooManyCalls as refusal:
        return _ask_to_wait(refusal)
    # What RFC 8058 has a mail program send; the button of the page says the same.
    is_taken = request.POST.get("List-Unsubscribe") == "One-Click"
    if is_taken:
        opt_out(secret=secret)
    status = HTTPStatus.OK if is_taken or request.method != "POST" else HTTPStatus.UNPROCESSABLE_ENTITY
    with translation.override(_language(request, language)):
        problem = _("Nothing has changed. Please press the button.") if status != HTTPStatus.OK else ""
        return _render(request, "surveys/stop_mails.html", status=status, is_done=is_taken, problem=problem)


def _language(request: HttpRequest, usual: str) -> str:
    """As the address says it; the page leads to itself in the other one."""
    said = request.GET.get("language", "")
    return said if said in Language.values else usual


def _here(request: HttpRequest, route: str, secret: str) -> str:
    """The same page, in the language it is read in."""
    language = request.GET.get("language", "")
    path = reverse(route, args=[secret])
    return address(path, language=language) if language in Language.values else path


def _refuse(request: HttpRequest, ended: LinkEnded) -> HttpResponse:
    """Say kindly why nothing is asked; whoever tries out links is slowed down."""
    if isinstance(ended, LinkBroken):
        try:
            spend_as_stranger(request)
        except TooManyCalls as refusal:
            return _ask_to_wait(refusal)
    with translation.override(_language(request, translation.get_language() or Language.GERMAN)):
        return _render(request, "surveys/link_ended.html", status=ended.status, ended=ended)


def _ask_to_wait(refusal: TooManyCalls) -> HttpResponse:
    headers = {"Retry-After": str(refusal.wait)}
    return HttpResponse(refusal.message, status=refusal.status, headers=headers, content_type="text/plain")


def _render(
    request: HttpRequest, template: str, *, status: int = HTTPStatus.OK, **context: Any
) -> HttpResponse:
    """A page with the company's name instead of ours; without Django's token it needs and sets no cookie."""
    other = next(one for one in Language if one.value != translation.get_language())
    about = {
        "sender": sender_name(survey_settings()),
        "csrf_token": "",
        "other": other,
        "other_url": address(request.path, language=other.value),
    }
    return render(request, template, {**about, **context}, status=status)
