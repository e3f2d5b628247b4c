"""How allauth behaves here: nobody signs up, people are invited, and mails leave through the outbox."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest

from accounts.models import User
from outbox.services import post


class InvitedOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from the set-up page and from invitations only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's signature
        """Nobody signs up."""
        return False

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:  # noqa: ARG002
        """Post the mail instead of sending it: a slow mail server must not hold the page."""
        with transaction.atomic():
            post(topic="accounts.mail_password_reset", payload={"user": user.pk})
