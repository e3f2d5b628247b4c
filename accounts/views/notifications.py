"""What somebody should know."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Notification, User
from accounts.permissions import Action, requires
from accounts.services import mark_all_read, mark_read

PAGE = 30
HIGHEST_ID = 2**63 - 1


@requires(Action.VIEW_OWN_ACCOUNT)
@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """List one's notifications, newest first, 30 at a time; `?before=` goes on below that number."""
    assert isinstance(request.user, User)
    before = request.GET.get("before", "")
    newest = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else HIGHEST_ID
    rows = list(Notification.objects.for_user(request.user).filter(pk__lt=newest)[: PAGE + 1])
    context = {
        "rows": rows[:PAGE],
        "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "is_first": newest == HIGHEST_ID,
    }
    return render(request, "accounts/notifications.html", context)


@requires(Action.EDIT_OWN_ACCOUNT)
@require_POST
def open_notification(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read and go to what it is about."""
    assert isinstance(request.user, User)
    notification = get_object_or_404(Notification.objects.for_user(request.user), pk=pk)
    mark_read(actor=request.user, notification=notification)
    return redirect(notification.path or "accounts:notifications")


@requires(Action.EDIT_OWN_ACCOUNT)
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    assert isinstance(request.user, User)
    mark_all_read(actor=request.user)
    messages.success(request, _("Everything is marked as read."))
    return redirect("accounts:notifications")
