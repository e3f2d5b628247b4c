"""What feedback adds to imports: quality and outcome of leads in a file; outcomes, customers as targets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from django.db import models
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.history import LONGEST_NUMBER, LONGEST_REASON, ImportedQuality, record_imported_qualities
from feedback.imported_customers import CUSTOMER_STATUSES
from feedback.imported_outcomes import OutcomeImporter, leave_over, record_outcomes
from feedback.models import ContactAttempt, CustomerStatus, Outcome, Rating
from files.batches import retry
from files.fields import Field, Kind
from files.problems import ImportRefused, Report
from files.targets import Context, Options, Result, Target, register_target
from leads.doors.columns import ExtraColumns, RowFact, register_columns
from leads.doors.file_fields import GRADE_WORDS, STATUS, column_named
from leads.doors.presets import PRESETS
from leads.doors.undoing import register_work
from values.text import check_text

QUALITY: Final = Field(
    name="quality",
    label=gettext_lazy("quality"),
    kind=Kind.WORD,
    meanings=GRADE_WORDS,
    headings=("sales rating", "lead quality", "qualität", "bewertung", "lead-qualität"),
)
OF_OUTCOME: Final = (
    Field(
        name="won_at",
        label=gettext_lazy("won on"),
        kind=Kind.MOMENT,
        headings=("won date", "won time", "won on", "deal - won time", "gewonnen am", "abschlussdatum"),
    ),
    Field(
        name="lost_at",
        label=gettext_lazy("lost on"),
        kind=Kind.MOMENT,
        headings=("lost date", "lost time", "lost on", "deal - lost time", "verloren am"),
    ),
    Field(
        name="decided_at",
        label=gettext_lazy("decided on"),
        kind=Kind.MOMENT,
        headings=(
            "close date",
            "closed date",
            "closed on",
            "converted date",
            "entschieden am",
            "entscheidung",
        ),
    ),
    Field(
        name="value",
        label=gettext_lazy("value"),
        kind=Kind.AMOUNT,
        headings=(
            *("amount", "deal value", "deal - value", "opportunity amount", "revenue"),
            *("wert", "betrag", "umsatz", "auftragswert"),
        ),
    ),
    Field(
        name="deal_number",
        label=gettext_lazy("number of the deal"),
        read=lambda text: check_text(text, max_length=LONGEST_NUMBER),
        headings=(
            *("deal id", "deal no", "deal - id", "opportunity id", "opportunity number", "contract number"),
            *("abschlussnummer", "auftragsnummer", "auftrags-nr", "vertragsnummer"),
        ),
    ),
    Field(
        name="reason",
        label=gettext_lazy("reason"),
        read=lambda text: check_text(text, max_length=LONGEST_REASON),
        headings=("lost reason", "deal - lost reason", "closed lost reason", "grund", "verlustgrund"),
    ),
)
OUTCOME_FIELDS: Final = (column_named("external_id"), column_named("email"), STATUS, *OF_OUTCOME)


def record_qualities(facts: Sequence[RowFact], _context: Context, _report: Report) -> set[int]:
    """Append the ratings of a batch; they count from the day the lead came in, as the file names no other."""
    rated = [fact for fact in facts if QUALITY.name in fact.row.values]
    newest: int = Rating.objects.aggregate(newest=Max("pk"))["newest"] or 0
    qualities = [
        ImportedQuality(
            lead_id=fact.lead_id, quality=fact.row.values[QUALITY.name], rated_at=fact.received_at
        )
        for fact in rated
    ]
    retry(lambda: record_imported_qualities(qualities))
    ids = {fact.lead_id for fact in rated}
    appended = Rating.objects.filter(pk__gt=newest, lead__in=ids, user=None)
    news = set(appended.values_list("lead_id", flat=True))
    return {fact.row.number for fact in rated if fact.lead_id in news}


def find_worked(ids: Collection[int], since: datetime) -> set[int]:
    """The leads sales said anything of, here or by a later file."""
    said = models.Q(user__isnull=False) | models.Q(created_at__gt=since)
    worked = set(ContactAttempt.objects.filter(lead__in=ids).values_list("lead_id", flat=True))
    for facts in (Rating, Outcome, CustomerStatus):
        worked |= set(facts.objects.filter(said, lead__in=ids).values_list("lead_id", flat=True))
    return worked


def check_outcomes(mapped: Collection[str], _options: Options) -> None:
    """Refuse a mapping under which no row could say whose outcome it is, and which."""
    if not {"external_id", "email"} & set(mapped):
        raise ImportRefused(_("Map external_id or email: without it no lead could be found."))
    if not {"won_at", "lost_at", "status"} & set(mapped):
        raise ImportRefused(_("Map won_at, lost_at or status: without it no row is an outcome."))


def register() -> None:
    """Offer both to imports; called when the app is ready."""
    register_columns(ExtraColumns(fields=(QUALITY,), record=record_qualities))
    register_columns(ExtraColumns(fields=OF_OUTCOME, record=record_outcomes, leave=leave_over))
    register_work("feedback", find_worked)
    register_target(
        Target(
            name="outcomes",
            label=gettext_lazy("Outcomes"),
            hint=gettext_lazy(
                "Say which column names the lead, and which one that it was won or lost, and when."
            ),
            needs=gettext_lazy(
                "Outcomes: the external number or e-mail address of a lead, and the day it was won or lost."
            ),
            result=Result(
                created=gettext_lazy("outcomes that were not known"),
                merged=gettext_lazy("brought something that was missing"),
                link=gettext_lazy("To the leads"),
                route="lead_list",
            ),
            fields=lambda: OUTCOME_FIELDS,
            check=check_outcomes,
            start=OutcomeImporter,
            presets=PRESETS,
        )
    )
    register_target(CUSTOMER_STATUSES)
