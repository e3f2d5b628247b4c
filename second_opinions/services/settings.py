"""Which share of ratings is given twice: whoever leads sales or manages says so."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Action, authorise
from second_opinions.models import SecondOpinionSettings
from values.checking import Findings
from values.columns import take
from values.versions import lock_row, save_row


def second_opinion_settings() -> SecondOpinionSettings:
    """As they stand; those of a new installation, which asks nobody, where nobody has said anything."""
    return SecondOpinionSettings.objects.first() or SecondOpinionSettings()


@transaction.atomic
def change_settings(
    *, actor: User, expected_version: int | None = None, **said: Any
) -> SecondOpinionSettings:
    """Change the share; switched on, second opinions are asked for on what is rated from now on.

    `said` are editable columns. Raises PermissionDenied, StaleVersion with both values of each differing
    field, else ValidationError with a message per field.
    """
    authorise(actor, Action.SET_SECOND_OPINIONS)
    row, _is_new = SecondOpinionSettings.objects.get_or_create(pk=1)
    locked = lock_row(row, expected_version=expected_version, changes=said)
    was_on, findings = locked.is_on, Findings()
    take(locked, said, findings)
    findings.raise_if_any()
    now = timezone.now()
    if locked.is_on and not was_on:
        locked.on_since = now
    locked.changed_by, locked.changed_at = actor, now
    return save_row(locked, {*said, "on_since", "changed_by", "changed_at"})
