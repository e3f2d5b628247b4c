"""The second step at sign-in, put off until the next time."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest, safe_next
from pages.once import repeatable

PUT_OFF: Final = "two_steps_put_off"


@require_POST
@requires(Action.VIEW_OWN_ACCOUNT)
@repeatable
def put_off(request: SignedInRequest) -> HttpResponse:
    """Ask no more until the next sign-in; the profile still offers it."""
    request.session[PUT_OFF] = True
    return redirect(safe_next(request))
