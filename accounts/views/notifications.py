"""What somebody should know."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Notification
from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from accounts.services import mark_all_read, mark_read
from pages.answers import done
from pages.cursors import find_page

PAGE_SIZE = 30


@requires(Action.VIEW_OWN_ACCOUNT)
@require_safe
def notifications(request: SignedInRequest) -> HttpResponse:
    """List one's notifications, newest first, 30 at a time."""
    own = Notification.objects.for_user(request.user)
    page = find_page(request.GET, own, order=("-pk",), size=PAGE_SIZE)
    context = {"rows": page.rows, "problem": page.problem, **page.urls(request.GET)}
    return render(request, "accounts/notifications.html", context)


@requires(Action.EDIT_OWN_ACCOUNT)
@require_POST
def open_notification(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark one as read and go to what it is about."""
    notification = get_object_or_404(Notification.objects.for_user(request.user), pk=pk)
    mark_read(actor=request.user, notification=notification)
    return redirect(notification.path or "accounts:notifications")


@requires(Action.EDIT_OWN_ACCOUNT)
@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    """Mark everything as read."""
    mark_all_read(actor=request.user)
    return done(request, _("Everything is marked as read."), "accounts:notifications")
