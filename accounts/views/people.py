"""Who works here and who is invited; for administrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.forms import InviteForm, RoleForm
from accounts.models import Invitation, Role, User
from accounts.notifications import invitation_url
from accounts.permissions import Action, requires
from accounts.services import (
    change_role,
    deactivate,
    invite,
    reactivate,
    resend_invitation,
    withdraw_invitation,
)
from accounts.views.steps import attempt, saves


@requires(Action.MANAGE_PEOPLE)
@require_safe
@never_cache
def people(request: HttpRequest) -> HttpResponse:
    """List everybody, active ones first, and the invitations that wait."""
    context = {
        "people": User.objects.order_by("-is_active", "full_name", "pk"),
        # Without a mail server, or when the mail is lost, the administrator passes the link on.
        "invitations": [(waiting, invitation_url(waiting)) for waiting in Invitation.objects.waiting()],
    }
    return render(request, "accounts/people.html", context)


@requires(Action.MANAGE_PEOPLE)
def invite_person(request: HttpRequest) -> HttpResponse:
    """Invite one person by mail."""
    actor = request.user
    assert isinstance(actor, User)
    form = InviteForm(request.POST or None, initial={"language": actor.language})
    if request.method != "POST":
        return render(request, "accounts/invite.html", {"form": form})
    if not saves(form, lambda: invite(actor=actor, **form.cleaned_data)):
        return render(request, "accounts/invite.html", {"form": form}, status=422)
    messages.success(request, _("%(email)s is invited.") % {"email": form.cleaned_data["email"]})
    return redirect("accounts:people")


@requires(Action.MANAGE_PEOPLE)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one person and change the role."""
    somebody = get_object_or_404(User, pk=pk)
    actor = request.user
    assert isinstance(actor, User)
    form = RoleForm(request.POST or None, instance=somebody)
    context = {"form": form, "person": somebody}
    if request.method != "POST":
        return render(request, "accounts/person.html", context)
    if not saves(form, lambda: change_role(actor=actor, user=somebody, role=Role(form.cleaned_data["role"]))):
        return render(request, "accounts/person.html", context, status=422)
    messages.success(request, _("Saved."))
    return redirect("accounts:people")


@requires(Action.MANAGE_PEOPLE)
@require_POST
def deactivate_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away the right to sign in."""
    somebody = get_object_or_404(User, pk=pk)
    done = _("%(name)s cannot sign in any more.") % {"name": somebody}
    attempt(request, lambda: deactivate(actor=_actor(request), user=somebody), done=done)
    return redirect("accounts:person", pk)


@requires(Action.MANAGE_PEOPLE)
@require_POST
def reactivate_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody in again."""
    somebody = get_object_or_404(User, pk=pk)
    done = _("%(name)s can sign in again.") % {"name": somebody}
    attempt(request, lambda: reactivate(actor=_actor(request), user=somebody), done=done)
    return redirect("accounts:person", pk)


@requires(Action.MANAGE_PEOPLE)
@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail a new link."""
    invitation = get_object_or_404(Invitation, pk=pk)
    done = _("%(email)s gets a new link; the old one does not work any more.") % {"email": invitation}
    attempt(request, lambda: resend_invitation(actor=_actor(request), invitation=invitation), done=done)
    return redirect("accounts:people")


@requires(Action.MANAGE_PEOPLE)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = get_object_or_404(Invitation, pk=pk)
    done = _("The invitation of %(email)s is withdrawn.") % {"email": invitation}
    attempt(request, lambda: withdraw_invitation(actor=_actor(request), invitation=invitation), done=done)
    return redirect("accounts:people")


def _actor(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
