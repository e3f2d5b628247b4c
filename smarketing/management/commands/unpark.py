"""`manage.py unpark`: look at what was given up, send it round again or discard it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from outbox.models import OutboxMessage
from smarketing.given_up.services import discard, retry

HINT = (
    "Mend the cause, then send them round again with --all or --id NUMBER; or give up on one for good with "
    "--discard NUMBER: then its import ends as failed, its mail is not sent."
)


class Command(BaseCommand):
    help = (
        "List the parked messages of the outbox: topic, ids, attempts, last error. With --all or --id send "
        "them round again, with --discard give up on them for good."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        numbers: dict[str, Any] = {"type": int, "nargs": "+", "metavar": "NUMBER", "default": []}
        parser.add_argument("--all", action="store_true", help="send every parked message round again")
        parser.add_argument("--id", **numbers, help="send these round again")
        parser.add_argument("--discard", **numbers, help="give up on these for good")

    def handle(self, *args: Any, **options: Any) -> None:
        parked = list(OutboxMessage.objects.parked().order_by("pk"))
        for message in parked:
            tries = f"({message.attempts} attempts)"
            self.stdout.write(f"{message} {message.payload} {tries}: {message.last_error}")
        if wanted := [message.pk for message in parked if options["all"] or message.pk in options["id"]]:
            self.stdout.write(f"Sent round again: {retry(wanted)}.")
        given = {message.pk for message in parked} & set(options["discard"])
        if options["discard"]:
            self.stdout.write(f"Discarded: {discard(given)}.")
        if parked and not wanted and not given:
            self.stdout.write(HINT)
