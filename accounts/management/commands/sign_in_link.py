"""Print a link that signs somebody in: the way in when the company's directory lets nobody in."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from accounts.models import User
from accounts.services import make_sign_in_secret


class Command(BaseCommand):
    help = "Print a link that signs in this person, once, within ten minutes, without password or directory."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--forget-directory",
            action="store_true",
            help="For a new account at the directory: know the next one that comes with this address.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the link; refuse when nobody active has this address."""
        person = User.objects.active().filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError(f"Nobody who may sign in has the address {options['email']}.")
        if options["forget_directory"]:
            SocialAccount.objects.filter(user=person).delete()
        path = reverse("accounts:sign_in_link", args=[make_sign_in_secret(person)])
        self.stdout.write(f"Within ten minutes, once: {settings.PUBLIC_URL}{path}")
