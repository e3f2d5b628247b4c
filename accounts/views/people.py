"""Who works here and who is invited; for administrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.forms import InviteForm, PersonForm
from accounts.models import Invitation, User
from accounts.notifications import invitation_url
from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from accounts.services import (
    change_person,
    invite,
    reactivate,
    resend_invitation,
    withdraw_invitation,
)
from pages.answers import Press, Submission, done, posted


@requires(Action.MANAGE_PEOPLE, fresh="page")
@require_safe
@never_cache
def people(request: SignedInRequest) -> HttpResponse:
    """List everybody, active ones first, and the invitations that wait."""
    context = {
        "people": User.objects.order_by("-is_active", "full_name", "pk"),
        # Without a mail server, or when the mail is lost, the administrator passes the link on.
        "invitations": [(waiting, invitation_url(waiting)) for waiting in Invitation.objects.waiting()],
    }
    return render(request, "accounts/people.html", context)


@requires(Action.MANAGE_PEOPLE, fresh="page")
def invite_person(request: SignedInRequest) -> HttpResponse:
    """Invite one person by mail."""
    form = InviteForm(posted(request), initial={"language": request.user.language})
    submission = Submission(form)
    if form.is_valid():
        with submission:
            invitation = invite(actor=request.user, **form.cleaned_data)
            return done(request, _("%(email)s is invited.") % {"email": invitation}, "accounts:people")
    return submission.show(request, "accounts/invite.html")


@requires(Action.MANAGE_PEOPLE, fresh="page")
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one person and change name and role."""
    somebody = get_object_or_404(User, pk=pk)
    form = PersonForm(posted(request), instance=somebody)
    submission = Submission(form)
    if form.is_valid():
        with submission:
            change_person(actor=request.user, user=somebody, **form.for_service())
            return done(request, _("Saved."), "accounts:people")
    return submission.show(request, "accounts/person.html", person=somebody)


@requires(Action.MANAGE_PEOPLE, fresh="page")
@require_POST
def reactivate_person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let somebody in again."""
    somebody = get_object_or_404(User, pk=pk)
    with Press(request):
        reactivate(actor=request.user, user=somebody)
        messages.success(request, _("%(name)s can sign in again.") % {"name": somebody})
    return redirect("accounts:person", pk)


@requires(Action.MANAGE_PEOPLE, fresh="page")
@require_POST
def resend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mail a new link."""
    invitation = get_object_or_404(Invitation, pk=pk)
    with Press(request):
        resend_invitation(actor=request.user, invitation=invitation)
        text = _("%(email)s gets a new link; the old one does not work any more.")
        messages.success(request, text % {"email": invitation})
    return redirect("accounts:people")


@requires(Action.MANAGE_PEOPLE, fresh="page")
@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = get_object_or_404(Invitation, pk=pk)
    with Press(request):
        withdraw_invitation(actor=request.user, invitation=invitation)
        messages.success(request, _("The invitation of %(email)s is withdrawn.") % {"email": invitation})
    return redirect("accounts:people")
