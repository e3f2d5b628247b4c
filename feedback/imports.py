"""What feedback adds to the import of leads: the column `quality`, and outcomes as a target of their own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.history import LONGEST_REASON, ImportedQuality, record_imported_qualities
from feedback.imported_outcomes import OutcomeImporter
from feedback.models import Rating
from files.fields import Field, Kind
from files.problems import ImportRefused
from files.targets import Options, Target, register_target
from leads.doors.columns import ColumnFact, ExtraColumn, register_column
from leads.doors.file import column_named
from leads.fields import read_grade
from values.text import check_text

QUALITY: Final = Field(
    name="quality",
    label=gettext_lazy("quality"),
    read=read_grade,
    headings=("sales rating", "lead quality", "qualität", "bewertung", "lead-qualität"),
)
OUTCOME_FIELDS: Final = (
    column_named("external_id"),
    column_named("email"),
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
        name="value",
        label=gettext_lazy("value"),
        kind=Kind.AMOUNT,
        headings=(
            "amount",
            "deal value",
            "deal - value",
            "revenue",
            "wert",
            "betrag",
            "umsatz",
            "auftragswert",
        ),
    ),
    Field(
        name="reason",
        label=gettext_lazy("reason"),
        read=lambda text: check_text(text, max_length=LONGEST_REASON),
        headings=("lost reason", "deal - lost reason", "closed lost reason", "grund", "verlustgrund"),
    ),
)


def record_qualities(facts: Sequence[ColumnFact]) -> set[int]:
    """Append the ratings of a batch; they count from the day the lead came in, as the file names no other."""
    ids = {fact.lead_id for fact in facts}
    newest: int = Rating.objects.aggregate(newest=Max("pk"))["newest"] or 0
    record_imported_qualities(
        [
            ImportedQuality(lead_id=fact.lead_id, quality=fact.value, rated_at=fact.received_at)
            for fact in facts
        ]
    )
    appended = Rating.objects.filter(pk__gt=newest, lead__in=ids, user=None)
    return set(appended.values_list("lead_id", flat=True))


def check_outcomes(mapped: Collection[str], _options: Options) -> None:
    """Refuse a mapping under which no row could say whose outcome it is, and which."""
    if not {"external_id", "email"} & set(mapped):
        raise ImportRefused(_("Map external_id or email: without it no lead could be found."))
    if not {"won_at", "lost_at"} & set(mapped):
        raise ImportRefused(_("Map won_at or lost_at: without it no row is an outcome."))


def register() -> None:
    """Offer both to imports; called when the app is ready."""
    register_column(ExtraColumn(field=QUALITY, record=record_qualities))
    register_target(
        Target(
            name="outcomes",
            label=gettext_lazy("Outcomes"),
            hint=gettext_lazy("Say which column names the lead, and which one when it was won or lost."),
            needs=gettext_lazy(
                "Outcomes: the external number or e-mail address of a lead, and the day it was won or lost."
            ),
            fields=lambda: OUTCOME_FIELDS,
            check=check_outcomes,
            start=OutcomeImporter,
        )
    )
