"""What several pages do: take a step and say how it went, sign somebody in."""

from __future__ import annotations

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest

from accounts.errors import CompanyChanged
from accounts.forms import put_errors
from accounts.models import User
from values.refusals import Refusal


def sign_in(request: HttpRequest, person: User) -> None:
    """Sign in somebody who was just made, and list the session, so that it can be ended from elsewhere."""
    login(request, person)
    UserSession.objects.create_from_request(request)


def attempt(request: HttpRequest, step: Callable[[], object], *, done: str) -> None:
    """Take a step that has no form of its own and say how it went at the top of the next page."""
    try:
        step()
    except Refusal as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)


def saves(form: BaseForm, step: Callable[[], object]) -> bool:
    """Take the step of a form; whether it went through. What the service refuses stands beside its field.

    CompanyChanged passes on: its page shows both values.
    """
    if not form.is_valid():
        return False
    try:
        step()
    except ValidationError as error:
        put_errors(form, error)
    except CompanyChanged:
        raise
    except Refusal as error:
        form.add_error(None, error.message)
    return form.is_valid()
