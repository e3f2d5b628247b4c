"""What a campaign costs, day by day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from campaigns.costs import MAX_DAYS
from campaigns.models import Campaign, Channel, DailyCost
from values.days import check_day
from values.money import MAX_CENTS


def set_daily_costs(
    *, actor: User, campaign: Campaign, costs: Mapping[date, int | None], channel: Channel | None = None
) -> int:
    """Set the cost of each of these days in cents, in this channel or in none of its own.

    None takes the day's entry away; other days, and what they cost in other channels, stay.

    Returns how many days had an entry before. Raises ValidationError naming the day and the amount.
    """
    authorise(actor, Action.EDIT_CAMPAIGNS)
    _check(costs)
    channel = channel and channel.current
    with transaction.atomic():
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        before = campaign.daily_costs.filter(day__in=costs, channel=channel)
        replaced = before.count()
        before.filter(day__in=[day for day, cents in costs.items() if cents is None]).delete()
        DailyCost.objects.bulk_create(
            [
                DailyCost(campaign=campaign, day=day, channel=channel, amount_cents=cents, import_run=None)
                for day, cents in costs.items()
                if cents is not None
            ],
            update_conflicts=True,
            unique_fields=["campaign", "day", "channel"],
            update_fields=["amount_cents", "import_run"],
        )
    return replaced


def _check(costs: Mapping[date, int | None]) -> None:
    if len(costs) > MAX_DAYS:
        message = _("%(count)d days are too many at once. Allowed are up to %(most)d.")
        raise ValidationError(message % {"count": len(costs), "most": MAX_DAYS})
    for day, cents in costs.items():
        check_day(day)
        if cents is not None and not 0 <= cents <= MAX_CENTS:
            message = _("%(day)s: %(value)s cents. Allowed are 0 to %(most)s cents.")
            raise ValidationError(message % {"day": day.isoformat(), "value": cents, "most": MAX_CENTS})
