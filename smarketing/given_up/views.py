"""The page of what was given up, for administrators."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from outbox.models import OutboxMessage
from pages.answers import done
from smarketing.given_up import services
from smarketing.given_up.people import find_people

SHOWN = 100


@requires(Action.MANAGE_GIVEN_UP)
@require_safe
def given_up(request: SignedInRequest) -> HttpResponse:
    """What was given up and waits for a decision, and what was discarded lately."""
    parked = OutboxMessage.objects.parked().order_by("pk")
    discarded = OutboxMessage.objects.discarded().order_by("-discarded_at")[:SHOWN]
    people = User.objects.in_bulk({message.discarded_by for message in discarded} - {None})
    context = {
        "parked": list(_describe(parked[:SHOWN])),
        "more": max(parked.count() - SHOWN, 0),
        "discarded": [(row, people.get(row["message"].discarded_by or 0)) for row in _describe(discarded)],
    }
    return render(request, "given_up.html", context)


def _describe(messages: Iterable[OutboxMessage]) -> Iterable[dict[str, Any]]:
    rows = list(messages)
    whom = find_people(rows)
    for message in rows:
        about, end = services.ABOUT.get(message.topic, (message.topic, _("It is not done any more.")))
        values = {"message": message, "about": about, "end": end, "ids": message.payload}
        yield {**values, "whom": whom.get(message.pk)}


@requires(Action.MANAGE_GIVEN_UP)
@require_POST
def retry(request: SignedInRequest, message_id: int) -> HttpResponse:
    """Send one round again."""
    message = get_object_or_404(OutboxMessage.objects.parked(), pk=message_id)
    services.retry([message.pk], actor=request.user)
    return done(request, _("It is tried again now."), "given_up")


@requires(Action.MANAGE_GIVEN_UP)
@require_POST
def discard(request: SignedInRequest, message_id: int) -> HttpResponse:
    """Give up on one for good."""
    message = get_object_or_404(OutboxMessage.objects.parked(), pk=message_id)
    if services.discard([message.pk], actor=request.user):
        return done(request, _("Discarded. That it was, by whom and when stays written down."), "given_up")
    return redirect("given_up")
