"""Where one is signed in, and ending it there."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from accounts.user_agents import browser_and_system
from pages.answers import done


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One session as its person reads it."""

    session: UserSession
    device: str
    is_here: bool


@requires(Action.VIEW_OWN_ACCOUNT)
@require_safe
def sessions(request: SignedInRequest) -> HttpResponse:
    """List one's sessions that still work: this one first, then the one used last."""
    here = request.session.session_key
    lines = [
        Line(session=session, device=name_device(session.user_agent), is_here=session.session_key == here)
        for session in UserSession.objects.purge_and_list(request.user)
    ]
    lines.sort(key=lambda line: (not line.is_here, -line.session.last_seen_at.timestamp()))
    return render(request, "accounts/sessions.html", {"lines": lines})


def name_device(user_agent: str) -> str:
    """What one calls it oneself: browser and system, as far as they are known."""
    browser, system = browser_and_system(user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")


@requires(Action.EDIT_OWN_ACCOUNT)
@require_POST
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign out on one other device."""
    session = get_object_or_404(_others(request), pk=pk)
    device = name_device(session.user_agent)
    session.end()
    return done(request, _("Signed out: %(device)s.") % {"device": device}, "usersessions_list")


@requires(Action.EDIT_OWN_ACCOUNT)
@require_POST
def end_others(request: SignedInRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    for session in _others(request):
        session.end()
    return done(request, _("You are signed out on all other devices."), "usersessions_list")


def _others(request: SignedInRequest) -> QuerySet[UserSession]:
    others: QuerySet[UserSession] = UserSession.objects.filter(user=request.user)
    return others.exclude(session_key=request.session.session_key)
