"""Brings leads in from a CSV file: `manage.py import_leads FILE --map email=E-Mail --campaign "Messe
2025"`.
"""

from __future__ import annotations

from django.core.management.base import CommandParser

from files.command import ImportCommand


class Command(ImportCommand):
    help = "Import leads from a CSV file and print what became of its rows as JSON."
    target = "leads"
    own_arguments = ("campaign", "create", "undated")

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--campaign",
            type=str.strip,
            default="",
            metavar="NAME",
            help="campaign of all rows that name none",
        )
        parser.add_argument(
            "--create", action="store_true", help="make campaigns and calls-to-action that do not exist"
        )
        parser.add_argument(
            "--undated",
            default="now",
            metavar="now|reject|DAY",
            help="when rows without a date came in, where the file has a column of dates (default: now)",
        )
