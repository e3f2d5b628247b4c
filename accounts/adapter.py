"""How allauth behaves here: nobody signs up, people are invited, and mails leave through the outbox."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from accounts.directory.config import directory
from accounts.models import User
from accounts.sign_ins import is_by_directory, is_fresh
from outbox.services import post


class InvitedOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from the set-up page, from invitations and from the company's directory only."""

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:  # noqa: ARG002  # allauth's signature
        """Ask by the same rule as our own pages: a sign-in counts as well as a confirmation."""
        if is_fresh(self.request):
            return False
        if is_by_directory(self.request):
            # allauth asks nobody who has neither password nor second step here; the directory can ask them.
            raise ReauthenticationRequired
        return True

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """Whoever came by the directory proves it there, and nowhere else."""
        usual: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        found = directory()
        if (
            found is None
            or not user.is_authenticated
            or (usual and not found.is_only_way and not is_by_directory(self.request))
        ):
            return usual
        url = reverse("accounts:directory_confirm")
        return [{"id": "directory", "description": found.name, "url": url}]

    def is_safe_url(self, url: str) -> bool:
        """An address that is none, such as `http://[::1`, leads nowhere: allauth's own breaks at it."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's signature
        """Nobody signs up."""
        return False

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:  # noqa: ARG002
        """Post the mail instead of sending it: a slow mail server must not hold the page."""
        with transaction.atomic():
            post(topic="accounts.mail_password_reset", payload={"user": user.pk})
