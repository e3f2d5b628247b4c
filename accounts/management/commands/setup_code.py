"""Print the one-time code that opens the set-up page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from accounts.errors import AlreadySetUp
from accounts.services import issue_setup_code


class Command(BaseCommand):
    help = "Print a new one-time code for the set-up page; it works for 24 hours and replaces the one before."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the code and the address of the page; refuse when there is a company."""
        try:
            code = issue_setup_code()
        except AlreadySetUp as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"Set-up code: {code}")
        self.stdout.write(
            f"Open {settings.PUBLIC_URL}{reverse('accounts:setup')} and enter it within 24 hours."
        )
