"""What was handed over of a lead and what was answered, read once for its brief and for its timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desk.timeline.events import UNDO
from handoff.models import Handoff, HandoffAnswer
from leads.models import Lead
from values.compiled import Compiled, given_key

_HANDOFFS: Final = Compiled(
    lambda: Handoff.with_undone.filter(lead=given_key("lead")).select_related("from_user", "to_user", UNDO)
)
_ANSWERS: Final = Compiled(
    lambda: HandoffAnswer.with_undone.filter(handoff__lead=given_key("lead")).select_related(
        "user", "reason", UNDO
    )
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Handed:
    """Handoffs of a lead, the newest first, and answers, the oldest first; with what was taken back."""

    handoffs: Sequence[Handoff]
    answers: Sequence[HandoffAnswer]


def read_handed(lead: Lead) -> Handed:
    """Read at the first call, and kept with this object of the lead."""
    known: Handed | None = vars(lead).get("_handed")
    if known is None:
        handoffs = _HANDOFFS.rows(lead=lead.pk)
        answers = _ANSWERS.rows(lead=lead.pk) if handoffs else []
        known = vars(lead)["_handed"] = Handed(handoffs=handoffs, answers=answers)
    return known
