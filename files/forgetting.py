"""What an import kept of people goes after a while: what it came to stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from files import storage
from files.models import ImportRun, ImportState

# What quotes cells. The other keys of a report are counts.
_OF_PEOPLE: Final = frozenset({"errors", "remarks", "message", "left"})
FORGOTTEN_AT: Final = "forgotten_at"


def forget_old() -> int:
    """Delete rows, values and files of imports that ended IMPORT_REPORT_DAYS ago, and files nobody imported;
    return of how many imports. One that runs stays whole; a second time changes nothing.
    """
    storage.remove_older_than(storage.KEEP_SECONDS)
    before = timezone.now() - timedelta(days=settings.IMPORT_REPORT_DAYS)
    old = ImportRun.objects.alias(ended_at=Coalesce("finished_at", "created_at")).filter(ended_at__lt=before)
    due = old.exclude(state=ImportState.RUNNING).exclude(report__has_key=FORGOTTEN_AT)
    return sum(_forget(pk) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _forget(pk: int) -> bool:
    run = ImportRun.objects.select_for_update().exclude(state=ImportState.RUNNING).filter(pk=pk).first()
    if run is None:
        return False
    name, run.stored_path, run.lines, run.survey = run.stored_path, "", {}, None
    kept = {key: value for key, value in run.report.items() if key not in _OF_PEOPLE}
    run.report = {**kept, FORGOTTEN_AT: timezone.now().isoformat()}
    run.save(update_fields=["stored_path", "lines", "survey", "report"])
    transaction.on_commit(lambda: storage.remove(name))
    return True
