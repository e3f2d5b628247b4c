"""Loads the demo company into an empty installation; loaded once, it stays."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Company
from accounts.own_company import day_of
from accounts.services import untold
from campaigns.models import Campaign
from counting.job import rebuild
from counting.proof import verify
from demo.diary import keep_diary
from demo.lives import ZONE
from demo.load import load_demo_company
from findings.services import look


class Command(BaseCommand):
    help = "Load the fictitious demo company (18 months, 12 campaigns, 6,000 leads) unless a company exists."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--until", type=date.fromisoformat, help="last day of the demo as YYYY-MM-DD (default: today)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_LOCAL:
            raise CommandError("The demo has known passwords: it is not loaded with DEPLOYMENT=production.")
        if Company.objects.current():
            self.stdout.write("A company is set up already; the demo was not loaded again.")
            return
        until: date | None = options["until"]
        now = datetime.combine(until, time(17, 30), ZONE) if until else timezone.now()
        count = load_demo_company(now=now)
        rebuild()
        verify()
        keep_diary(Campaign.objects.earliest("created_at").created_at)
        with untold():
            look(day_of(now))
        self.stdout.write(f"Loaded the demo company with {count} leads.")
