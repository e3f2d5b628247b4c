"""The one place where a lead's stage changes, and how a lead is locked while that is decided."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from leads.models import Lead, LeadStage
from values.refusals import IllegalMove
from values.versions import save_row

CLOSED = frozenset({LeadStage.WON, LeadStage.LOST})
# After the decision a lead can be reopened to where the facts say it stands.
REOPENED = frozenset({LeadStage.ACCEPTED, LeadStage.CONTACTED, LeadStage.RATED})
MOVES: dict[LeadStage, frozenset[LeadStage]] = {
    LeadStage.REGISTERED: frozenset({LeadStage.HANDED_OVER}),
    LeadStage.HANDED_OVER: frozenset({LeadStage.ACCEPTED, LeadStage.RETURNED}),
    LeadStage.RETURNED: frozenset({LeadStage.HANDED_OVER}),
    LeadStage.ACCEPTED: frozenset({LeadStage.CONTACTED, LeadStage.RATED}) | CLOSED,
    LeadStage.CONTACTED: frozenset({LeadStage.RATED}) | CLOSED,
    LeadStage.RATED: CLOSED,
    LeadStage.WON: REOPENED | {LeadStage.LOST},
    LeadStage.LOST: REOPENED | {LeadStage.WON},
}


def advance(*, lead: Lead, stage: LeadStage, also: Collection[str] = ()) -> Lead:
    """Put a locked lead into a stage and save it, together with the fields named in `also`.

    registered -> handed_over -> accepted -> contacted -> rated -> won | lost. A handed-over lead can be
    returned and handed over again; sales may skip contacted and rated; a closed lead can change sides or be
    reopened to accepted, contacted or rated. The stage it already has is no move. Anything else raises
    IllegalMove, which names both stages. Who may do it, and what fact stands behind it, is the caller's
    business. Counts `row_version` up in every case.
    """
    current = LeadStage(lead.stage)
    if stage != current and stage not in MOVES[current]:
        raise IllegalMove(
            _("This lead is “%(current)s” and cannot become “%(wanted)s”. Possible from here: %(allowed)s.")
            % {"current": current.label, "wanted": stage.label, "allowed": name_moves(current)}
        )
    lead.stage = stage
    return save_row(lead, {"stage", *also})


def name_moves(stage: LeadStage) -> str:
    """The stages that can follow, as a person reads them."""
    return ", ".join(f"“{follower.label}”" for follower in LeadStage if follower in MOVES[stage])
