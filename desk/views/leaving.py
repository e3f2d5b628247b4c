"""Somebody leaves: how much lies with them and who takes it, asked before the sign-in goes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from bulk.leaving import Left, leave, read_holdings
from desk.forms import LeavingForm
from pages.answers import Submission, posted


@requires(Action.DEACTIVATE_PEOPLE, fresh="page")
@require_http_methods(["GET", "HEAD", "POST"])
def leaving(request: SignedInRequest, pk: int) -> HttpResponse:
    """The form; of somebody who may not sign in any more, for what still lies there."""
    person = get_object_or_404(User, pk=pk)
    holdings = read_holdings(person)
    form = LeavingForm(posted(request), person=person, holdings=holdings)
    submission = Submission(form)
    if form.is_valid():
        with submission:
            return _go_on(request, leave(actor=request.user, person=person, **form.for_service()))
    return submission.show(request, "desk/leaving.html", person=person, holdings=holdings)


def _go_on(request: SignedInRequest, left: Left) -> HttpResponse:
    """To the leads on their way, where there are any: there stands the undo, too."""
    messages.success(request, _("%(name)s cannot sign in any more.") % {"name": left.person})
    if left.actions:
        return redirect("bulk:action", left.actions[0].pk)
    return redirect("accounts:person", left.person.pk)
