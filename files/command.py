"""What the import commands have in common: arguments in, one JSON object out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from files import engine
from files.disk import NoRoom, check_room
from files.mapping import parse_pairs
from files.options import check_country, check_time_zone, read_words
from files.problems import ImportRefused, Report
from files.sources import LocalFile
from files.targets import Options
from values.amounts import DECIMAL_SIGNS
from values.moments import DATE_ORDERS
from values.phones import Bare

UNUSABLE: Final = 2  # exit code
REMARKS_SHOWN: Final = 20
LANGUAGES: Final = ("en", "de")


class ImportCommand(BaseCommand):
    """Imports one CSV file and prints what became of its rows; a subclass names its target.

    Standard output carries the JSON object alone; its first remarks go to standard error too. Exit code 0
    when the file was read, with its errors in the JSON; 2 when it could not be used, with the reason on
    standard error.
    """

    # Of Django's checks those of addresses load every page and form, which no file needs.
    requires_system_checks = ["driver"]
    target: str
    # What the target asks for besides; see `files.targets.Options.own`.
    own_arguments: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", metavar="FILE", help="CSV file with a row of headings")
        parser.add_argument(
            "--map",
            action="extend",
            nargs="+",
            metavar="FIELD=COLUMN",
            help="which column means which field; one or more, repeatable (default: guessed)",
        )
        parser.add_argument("--dry-run", action="store_true", help="do all but keep nothing")
        parser.add_argument(
            "--dates", choices=DATE_ORDERS, help="order of dates like 03/04/2026 (default: found out)"
        )
        parser.add_argument(
            "--decimal", choices=DECIMAL_SIGNS, help="decimal sign of amounts (default: found out)"
        )
        parser.add_argument(
            "--phones",
            choices=[bare.value for bare in Bare],
            help="what a phone such as 49512345678 is (default: found out)",
        )
        parser.add_argument("--encoding", default="", help="such as cp1252 (default: found out)")
        parser.add_argument(
            "--heading-row",
            type=int,
            metavar="N",
            help="row of the headings, as a spreadsheet counts (default: found out)",
        )
        parser.add_argument(
            "--words",
            type=Path,
            metavar="FILE",
            help='JSON that says what words mean: {"status": {"Deal zu": "won"}, "quality": {"top": "A"}}',
        )
        parser.add_argument(
            "--source",
            type=str.strip,
            help="whose the external numbers are, such as HubSpot (default: known by the headings, or none)",
        )
        parser.add_argument(
            "--time-zone", default="", metavar="ZONE", help="of times without offset (default: the company's)"
        )
        parser.add_argument(
            "--country", default="", metavar="CODE", help="of phones without country code, such as AT"
        )
        parser.add_argument("--language", choices=LANGUAGES, default="en", help="of the messages")

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            try:
                path, pairs = find_file(options["file"], options["map"])
                if path.is_file():  # what is missing, the opening refuses
                    check_room(path.stat().st_size)
                job = self._job(path, pairs, options)
                report = engine.run(job, dry_run=options["dry_run"])
            except (ImportRefused, NoRoom) as refusal:
                raise CommandError(refusal.message, returncode=UNUSABLE) from refusal
        self.stdout.write(json.dumps(report.as_json()))
        self._print_remarks(report)

    def _job(self, path: Path, pairs: list[str] | None, options: dict[str, Any]) -> engine.Job:
        return engine.Job(
            target=self.target,
            file=LocalFile(path),
            mapping=None if pairs is None else parse_pairs(pairs),
            options=Options(
                own={name: options[name] for name in self.own_arguments},
                date_order=options["dates"],
                decimal_sign=options["decimal"],
                bare_phones=Bare(options["phones"]) if options["phones"] else None,
                words=read_words(options["words"], self.target) if options["words"] else {},
                source=options["source"],
                time_zone=check_time_zone(options["time_zone"]),
                country=check_country(options["country"]),
            ),
            encoding=options["encoding"],
            heading_row=options["heading_row"],
        )

    def _print_remarks(self, report: Report) -> None:
        for remark in report.remarks[:REMARKS_SHOWN]:
            self.stderr.write(f"Row {remark.row}, {remark.column} “{remark.value}”: {remark.message}")
        more = len(report.remarks[REMARKS_SHOWN:]) + report.remarks_left_out
        if more:
            self.stderr.write(f"… and {more} more remarks.")


def find_file(name: str | None, pairs: list[str] | None) -> tuple[Path, list[str] | None]:
    """The file and the pairs; behind `--map a=b` the file's name lands among them, as the last without “=”.

    Raises ImportRefused when there is no file.
    """
    if name is not None:
        return Path(name), pairs
    if pairs and "=" not in pairs[-1]:
        return Path(pairs[-1]), pairs[:-1]
    raise ImportRefused(_("Say which file to import."))
