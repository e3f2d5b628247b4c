"""`manage.py unpark`: send given-up messages round again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from outbox.models import OutboxMessage
from outbox.services import unpark


class Command(BaseCommand):
    help = (
        "List the parked messages of the outbox with their last error, or with --all send them round again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="send every parked message round again")

    def handle(self, *args: Any, **options: Any) -> None:
        parked = OutboxMessage.objects.parked().order_by("pk")
        for message in parked:
            self.stdout.write(f"{message} ({message.attempts} attempts): {message.last_error}")
        if options["all"]:
            self.stdout.write(f"{unpark([message.pk for message in parked])} messages sent round again.")
