"""Whether customers are asked, when and how: managers say so."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from surveys.models import SurveySettings
from surveys.opt_outs import make_key
from values.checking import Findings
from values.columns import take
from values.errors import field_error
from values.versions import lock_row, save_row


def survey_settings() -> SurveySettings:
    """As they stand; those of a new installation, which asks nobody, where nobody has said anything."""
    return SurveySettings.objects.first() or SurveySettings()


@transaction.atomic
def change_settings(*, actor: User, expected_version: int | None = None, **said: Any) -> SurveySettings:
    """Change what is said; switched on, customers are asked of what is decided from now on.

    `said` are editable columns. Raises PermissionDenied, StaleVersion with both values of each differing
    field, else ValidationError with a message per field.
    """
    authorise(actor, Action.SET_SURVEYS)
    row, _is_new = SurveySettings.objects.get_or_create(pk=1)
    locked = lock_row(row, expected_version=expected_version, changes=said)
    was_on = locked.is_on
    findings = Findings()
    take(locked, said, findings)
    findings.raise_if_any()
    if locked.is_on and not locked.reply_to:
        raise field_error("reply_to", _("Customers are asked only with an address for replies."), "required")
    if locked.is_on and not was_on:
        locked.on_since = timezone.now()
    locked.opt_out_key = locked.opt_out_key or make_key()
    locked.changed_by, locked.changed_at = actor, timezone.now()
    return save_row(locked, {*said, "on_since", "opt_out_key", "changed_by", "changed_at"})
