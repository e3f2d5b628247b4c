"""What a contact attempt costs from a day on: entered, and taken away again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Action, authorise
from feedback.models import AttemptPrice
from values.checking import Findings
from values.columns import take


def set_price(*, actor: User, **said: Any) -> AttemptPrice:
    """Enter another price; `said` are the columns `valid_from`, `minutes` and `hourly_cents`.

    The day may lie in the past, for what nobody priced then, or ahead. Raises PermissionDenied,
    ValidationError by field.
    """
    authorise(actor, Action.PRICE_ATTEMPTS)
    price, findings = AttemptPrice(user=actor), Findings()
    take(price, said, findings)
    findings.raise_if_any()
    price.save(force_insert=True)
    return price


@transaction.atomic
def remove_price(*, actor: User, price: AttemptPrice) -> AttemptPrice:
    """Take one away, whoever entered it: the one before holds on. A second time changes nothing."""
    authorise(actor, Action.PRICE_ATTEMPTS)
    locked = AttemptPrice.objects.select_for_update(of=("self",)).get(pk=price.pk)
    if locked.removed_at is None:
        locked.removed_at, locked.removed_by = timezone.now(), actor
        locked.save(update_fields=["removed_at", "removed_by"])
    return locked
