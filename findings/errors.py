"""What can go wrong when somebody answers a finding; pages and API turn these into an answer, once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.utils.translation import gettext as _

from findings.models import FindingAnswer
from values.refusals import Conflict, EditConflict, Refusal


class FindingClosed(Refusal):
    """Nothing can be said of it any more."""

    def __init__(self) -> None:
        super().__init__(_("This finding is closed. What is found anew is told of anew."))


class FindingAnsweredSince(EditConflict):
    """Somebody answered since the form was opened; `newest` is what stands now (None: nothing does)."""

    seen_in: ClassVar[str] = "expected_answer_id"

    def __init__(self, newest: FindingAnswer | None, conflicts: Iterable[Conflict]) -> None:
        message = _("Somebody else has answered this in the meantime. Nothing was overwritten.")
        super().__init__(message, current=newest.pk if newest else None, conflicts=conflicts)
