"""How long a person has been waiting, and since when the lead is where it is: two times, each with its name.

The person waits since the enquiry until sales has reached them, whoever had the lead meanwhile. The inbox is
ordered by the hand-over, so that one is said of every lead that lies with sales.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from feedback.models import LeadStanding
from leads.life import LeadStage
from leads.models import Lead, LeadKind
from values.formats import ago, waits

HANDED_OVER: Final = _("handed over %(ago)s")
REACHED: Final = _("reached %(ago)s")
RATED: Final = _("rated %(ago)s")
NOT_REACHED: Final = (*LeadStage.with_marketing, LeadStage.HANDED_OVER, LeadStage.ACCEPTED)


def times_of(lead: Lead) -> list[str]:
    """What there is to say, such as “waiting for 18 months” and “handed over 5 minutes ago”; no statement
    where the standing was fetched with the lead.
    """
    return [*_waiting(lead), *(said % {"ago": ago(when)} for said, when in _steps(lead) if when)]


def _waiting(lead: Lead) -> Iterator[str]:
    """Nobody waits behind a test, and history that nobody handed over never waits."""
    is_for_sales = lead.definition_id is not None or lead.handed_over_at is not None
    if lead.stage in NOT_REACHED and lead.kind == LeadKind.REAL and is_for_sales:
        yield waits(lead.received_at)


def _steps(lead: Lead) -> Iterator[tuple[LazyText, datetime | None]]:
    if lead.stage not in LeadStage.with_sales:
        return
    yield HANDED_OVER, lead.handed_over_at
    standing: LeadStanding | None = getattr(lead, "standing", None)
    if standing is not None and lead.stage == LeadStage.CONTACTED:
        yield REACHED, standing.contacted_at
    if standing is not None and lead.stage == LeadStage.RATED:
        yield RATED, standing.rated_at
