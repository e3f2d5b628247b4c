"""What happened and when: set on the time axis of the figures, and taken away again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.own_company import today
from accounts.permissions import Action, authorise
from campaigns.models import Campaign, Milestone
from values.checking import Findings
from values.columns import take
from values.errors import field_error


def set_milestone(*, actor: User, campaign: Campaign | None = None, **said: Any) -> Milestone:
    """Write down what happened on a day that has come; `said` are the columns `day` and `text`.

    The caller has fetched the campaign as the actor may see it. Raises PermissionDenied, ValidationError by
    field.
    """
    authorise(actor, Action.SET_MILESTONES)
    milestone, findings = Milestone(campaign=campaign, user=actor), Findings()
    take(milestone, said, findings)
    if "day" not in findings and milestone.day > today():
        with findings.collect():
            raise field_error("day", _("This day has not come yet."), "future")
    findings.raise_if_any()
    milestone.save(force_insert=True)
    return milestone


@transaction.atomic
def remove_milestone(*, actor: User, milestone: Milestone) -> Milestone:
    """Take one away, whoever set it; a second time changes nothing."""
    authorise(actor, Action.SET_MILESTONES)
    locked = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone.pk)
    if locked.removed_at is None:
        locked.removed_at, locked.removed_by = timezone.now(), actor
        locked.save(update_fields=["removed_at", "removed_by"])
    return locked
