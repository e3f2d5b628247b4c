"""How allauth behaves here: nobody signs up, people are invited, and mails leave through the outbox."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest

from accounts.models import User
from accounts.sign_ins import is_fresh
from outbox.services import post


class InvitedOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from the set-up page, from invitations and from the company's directory only."""

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:  # noqa: ARG002  # allauth's signature
        """Ask by the same rule as our own pages: a sign-in counts as well as a confirmation."""
        return not is_fresh(self.request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's signature
        """Nobody signs up."""
        return False

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:  # noqa: ARG002
        """Post the mail instead of sending it: a slow mail server must not hold the page."""
        with transaction.atomic():
            post(topic="accounts.mail_password_reset", payload={"user": user.pk})
