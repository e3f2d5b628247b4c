"""How somebody hears of things: chosen on a page under the profile, or ended by the link in a mail."""

from __future__ import annotations

from http import HTTPStatus
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import TimesForm
from accounts.kinds import Kind
from accounts.limits import Limit, spend, spend_as_stranger
from accounts.models import NoticeTimes, User
from accounts.own_company import company_zone
from accounts.permissions import Action, public, requires
from accounts.requests import SignedInRequest
from accounts.services import choices_of, choose_times, choose_usual, choose_ways, times_of, unsubscribe
from accounts.services.notice_choices import read_unsubscribe
from pages.answers import Press, Submission, done, posted
from pages.once import repeatable
from values.refusals import TooManyCalls


@requires(Action.CHOOSE_NOTICES)
def notices(request: SignedInRequest) -> HttpResponse:
    """Show each kind that can come to one's role with its ways; the form is about when mails may come."""
    times = times_of(request.user)
    form = TimesForm(posted(request), initial={name: getattr(times, name) for name in NoticeTimes.SAID})
    submission = Submission(form)
    if form.is_valid():
        with submission:
            choose_times(actor=request.user, **form.cleaned_data)
            return done(request, _("Saved."), "accounts:notices")
    return submission.show(request, "accounts/notices.html", **_choices(request.user))


def _choices(user: User) -> dict[str, Any]:
    choices = choices_of(user)
    return {
        "groups": [(group.label, list(own)) for group, own in groupby(choices, key=lambda one: one.group)],
        "is_usual": all(choice.way is choice.usual for choice in choices),
        "unsubscribed": [choice for choice in choices if choice.unsubscribed_at],
        "zone": company_zone().key,
    }


@requires(Action.CHOOSE_NOTICES)
@repeatable
@require_POST
def choose(request: SignedInRequest) -> HttpResponse:
    """Take the way of one kind, by one tap, and come back to its line."""
    kind, way = request.POST.get("kind", ""), request.POST.get("way", "")
    with Press(request):
        choose_ways(actor=request.user, ways={kind: way})
        messages.success(request, _("Saved: %(kind)s.") % {"kind": Kind(kind).label})
        return redirect(f"{reverse('accounts:notices')}#{kind}")
    return redirect("accounts:notices")


@requires(Action.CHOOSE_NOTICES)
@require_POST
def usual(request: SignedInRequest) -> HttpResponse:
    """Let every kind come as it usually does."""
    choose_usual(actor=request.user)
    return done(request, _("All kinds come as usual again."), "accounts:notices")


@public
@csrf_exempt  # the secret lets in, and a mail program has no token of ours
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notices_unsubscribe(request: HttpRequest, secret: str) -> HttpResponse:
    """End mails by the button, or by a mail program's one POST (RFC 8058); opening alone changes nothing."""
    found = read_unsubscribe(secret)
    try:
        if found is None:
            spend_as_stranger(request)
            return render(request, "accounts/unsubscribe_unknown.html", status=404)
        spend(Limit.WRITES, f"unsubscribe {found[0].pk}")
    except TooManyCalls as refusal:
        headers = {"Retry-After": str(refusal.wait)}
        return HttpResponse(
            refusal.message, status=refusal.status, headers=headers, content_type="text/plain"
        )
    user, kinds = found
    # What RFC 8058 has a mail program send; the button of the page says the same.
    is_taken = request.POST.get("List-Unsubscribe") == "One-Click"
    if is_taken:
        unsubscribe(secret=secret)
    status = HTTPStatus.OK if is_taken or request.method != "POST" else HTTPStatus.UNPROCESSABLE_ENTITY
    with translation.override(user.language):
        context = {
            "reader": user,
            "kinds": [Kind(kind).label for kind in kinds if kind in Kind.values],
            "is_done": is_taken,
            "problem": _("Nothing has changed. Please press the button.") if status != HTTPStatus.OK else "",
        }
        return render(request, "accounts/unsubscribe.html", context, status=status)
