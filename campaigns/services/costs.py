"""What a campaign costs, day by day: said, and what was said at once taken back.

A day of which nobody said anything since has again the cost it had before, or none. What somebody entered
since, or a file said, stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.own_company import day_of
from accounts.permissions import Action, authorise
from campaigns.costs import MAX_DAYS
from campaigns.imported_costs import hold, let_later_ones_stand_on_what_was_before, put_back
from campaigns.models import Campaign, Channel, CostEntry, CostEntryQuerySet, DailyCost, EnteredCost
from values.days import check_day, written
from values.money import MAX_CENTS
from values.refusals import IllegalMove

# A wrong one is noticed when the month is added up. Nobody was told of it and nobody works on it meanwhile.
PATIENCE: Final = timedelta(days=30)

# The number of the channel, or None, and the day.
Place = tuple[int | None, date]


@dataclass(frozen=True, kw_only=True, slots=True)
class Saved:
    """What was said at once, None where it changed nothing, and of how many days there was a cost before."""

    entry: CostEntry | None
    replaced: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenBack:
    """How many days are as they were before, and which stay because something was said of them since."""

    count: int
    left: Sequence[date]


def set_daily_costs(
    *, actor: User, campaign: Campaign, costs: Mapping[date, int | None], channel: Channel | None = None
) -> Saved:
    """Set the cost of each of these days in cents, in this channel or in none of its own.

    As `set_costs_of_channels` does, of one.
    """
    return set_costs_of_channels(actor=actor, campaign=campaign, costs={channel: costs})


def set_costs_of_channels(
    *, actor: User, campaign: Campaign, costs: Mapping[Channel | None, Mapping[date, int | None]]
) -> Saved:
    """Set the cost of each of these days in cents, by channel; it can be taken back at once.

    None takes the day's entry away; other days, and what they cost in other channels, stay. Raises
    ValidationError naming the day and the amount.
    """
    authorise(actor, Action.EDIT_CAMPAIGNS)
    places: dict[Place, int | None] = {}
    for channel, of_days in costs.items():
        _check(of_days)
        number = channel.current.pk if channel else None
        places.update({(number, day): cents for day, cents in of_days.items()})
    with transaction.atomic():
        hold([campaign.pk])
        found = campaign.daily_costs.filter(day__in={day for _number, day in places})
        before = {(cost.channel_id, cost.day): cost for cost in found}
        before = {place: cost for place, cost in before.items() if place in places}
        said = {place: cents for place, cents in places.items() if cents is not None or place in before}
        entry = CostEntry.objects.create(campaign=campaign, user=actor) if said else None
        if entry is not None:
            _write(entry, said, before)
    return Saved(entry=entry, replaced=len(before))


def _write(entry: CostEntry, said: Mapping[Place, int | None], before: Mapping[Place, DailyCost]) -> None:
    stored = DailyCost.objects.bulk_create(
        [
            DailyCost(campaign=entry.campaign, day=day, channel_id=number, amount_cents=cents, entry=entry)
            for (number, day), cents in said.items()
            if cents is not None
        ],
        update_conflicts=True,
        unique_fields=["campaign", "day", "channel"],
        update_fields=["amount_cents", "import_run", "entry"],
    )
    numbers = {(cost.channel_id, cost.day): cost.pk for cost in stored}
    gone = [before[place].pk for place, cents in said.items() if cents is None]
    DailyCost.objects.filter(pk__in=gone).delete()
    EnteredCost.objects.bulk_create(
        _remember(entry, place, cents, numbers.get(place), before.get(place)) for place, cents in said.items()
    )


def _remember(
    entry: CostEntry, place: Place, cents: int | None, cost_id: int | None, stood: DailyCost | None
) -> EnteredCost:
    number, day = place
    kept = EnteredCost(entry=entry, day=day, channel_number=number, amount_cents=cents)
    if stood is not None:
        cost_id = stood.pk
        kept.before_cents, kept.before_run_id = stood.amount_cents, stood.import_run_id
        kept.before_entry_id = stood.entry_id
    assert cost_id is not None  # it was written, or stood there
    kept.cost_id = cost_id
    return kept


def until(entry: CostEntry) -> datetime:
    """How long it can be taken back."""
    return entry.created_at + PATIENCE


def find_entries(campaign: Campaign) -> CostEntryQuerySet:
    """What was said of its costs in the time in which it can be taken back, the newest first."""
    entries = CostEntry.objects.filter(campaign=campaign).since(timezone.now() - PATIENCE)
    return entries.with_sums().select_related("user").order_by("-pk")


@transaction.atomic
def take_costs_back(*, actor: User, entry: CostEntry) -> TakenBack:
    """Let the days of an entry cost again what they cost before, whoever of marketing entered them.

    A day of which somebody, or a file, said something since stays, and is named. What was taken back already
    stays so (a double click). Raises PermissionDenied, IllegalMove where nothing can go any more.
    """
    authorise(actor, Action.EDIT_CAMPAIGNS)
    hold([entry.campaign_id])
    entry.refresh_from_db()
    if entry.undone_at is not None:
        return TakenBack(count=0, left=())
    if timezone.now() > until(entry):
        message = _("This could be taken back until %(day)s. Enter what is right now instead.")
        raise IllegalMove(message % {"day": written(day_of(until(entry)))})
    rows = list(entry.days.order_by("day", "pk"))
    standing = set(entry.days.standing().values_list("pk", flat=True))
    mine = [one for one in rows if one.pk in standing]
    if not mine:
        raise IllegalMove(_say_all_changed(len(rows)))
    let_later_ones_stand_on_what_was_before(rows, before_entry=entry.pk)
    put_back([one for one in mine if one.amount_cents is not None])
    _bring_back([one for one in mine if one.amount_cents is None], entry.campaign_id)
    entry.undone_at, entry.undone_by = timezone.now(), actor
    entry.save(update_fields=["undone_at", "undone_by"])
    return TakenBack(count=len(mine), left=[one.day for one in rows if one.pk not in standing])


def _bring_back(gone: Sequence[EnteredCost], campaign_id: int) -> None:
    """Under their old numbers, by which whatever said them finds them; a merged channel is followed."""
    DailyCost.objects.bulk_create(
        DailyCost(
            pk=one.cost_id,
            campaign_id=campaign_id,
            day=one.day,
            channel_id=one.channel_number,
            amount_cents=one.before_cents,
            import_run_id=one.before_run_id,
            entry_id=one.before_entry_id,
        )
        for one in gone
        if one.before_cents is not None
    )


def _say_all_changed(count: int) -> str:
    message = ngettext(
        "The cost of this day was changed since. It cannot be taken back any more.",
        "The costs of all %(count)d days were changed since. They cannot be taken back any more.",
        count,
    )
    return message % {"count": count}


def _check(costs: Mapping[date, int | None]) -> None:
    if len(costs) > MAX_DAYS:
        message = _("%(count)d days are too many at once. Allowed are up to %(most)d.")
        raise ValidationError(message % {"count": len(costs), "most": MAX_DAYS})
    for day, cents in costs.items():
        check_day(day)
        if cents is not None and not 0 <= cents <= MAX_CENTS:
            message = _("%(day)s: %(value)s cents. Allowed are 0 to %(most)s cents.")
            raise ValidationError(message % {"day": day.isoformat(), "value": cents, "most": MAX_CENTS})
