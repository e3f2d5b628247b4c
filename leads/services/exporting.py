"""A list of leads is taken along: counted against the limit, and written down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from accounts.limits import Limit, spend
from accounts.models import User
from accounts.permissions import Action, authorise
from leads.models import LeadExport, LeadQuerySet

# What was searched for may be somebody's name: that there was a search is enough.
SEARCHED: Final = {"q": "…", "external_id": "…"}


def note_export(
    *, actor: User, leads: LeadQuerySet, filters: Iterable[tuple[str, str]], token_id: int | None = None
) -> LeadExport:
    """Write down who takes how many leads along, before the first of them leaves.

    `leads` are those the actor may see. Raises PermissionDenied, TooManyCalls.
    """
    authorise(actor, Action.VIEW_LEADS)
    spend(Limit.EXPORTS, str(actor.pk))
    rows = leads.order_by()
    return LeadExport.objects.create(
        user=actor,
        leads=rows.count(),
        contacts=rows.showing_contact_to(actor).count(),
        filters={name: SEARCHED.get(name, value) for name, value in filters},
        token_id=token_id,
    )
