"""What a file of costs wrote, day by day, and how it is taken back.

A day of which nobody said anything since has again the cost it had before the file, or none. What somebody
entered since, or another file said, stays.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.permissions import Action, may
from campaigns.models import Campaign, DailyCost, EnteredCost, ImportedCost
from files.targets import Brought, Touched
from values.days import written
from values.refusals import IllegalMove

# Campaign, channel or none, day.
Place = tuple[int, int | None, date]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stood:
    """What a day cost, and the import or the entry by hand that had said so."""

    cents: int
    run_id: int | None
    entry_id: int | None = None


def load_costs(campaigns: Collection[int], days: Collection[date]) -> dict[Place, Stood]:
    """What stands there now; the campaigns are held, as whoever enters costs holds them."""
    hold(campaigns)
    rows = DailyCost.objects.filter(campaign__in=campaigns, day__in=days)
    return {
        (campaign, channel, day): Stood(cents=cents, run_id=run, entry_id=entry)
        for campaign, channel, day, cents, run, entry in rows.values_list(
            "campaign_id", "channel_id", "day", "amount_cents", "import_run_id", "entry_id"
        )
    }


def store_costs(
    run_id: int | None,
    costs: Mapping[Place, int],
    *,
    before: Mapping[Place, Stood],
    rows: Mapping[Place, list[int]],
) -> None:
    """Write these costs, and keep what stood there `before` them; a command has no run to take back."""
    written_costs = DailyCost.objects.bulk_create(
        [
            DailyCost(
                campaign_id=campaign, channel_id=channel, day=day, amount_cents=cents, import_run_id=run_id
            )
            for (campaign, channel, day), cents in costs.items()
        ],
        update_conflicts=True,
        unique_fields=["campaign", "day", "channel"],
        update_fields=["amount_cents", "import_run", "entry"],
    )
    if run_id is None:
        return
    kept = []
    for cost in written_costs:
        place = (cost.campaign_id, cost.channel_id, cost.day)
        stood = before.get(place)
        kept.append(
            ImportedCost(
                run_id=run_id,
                campaign_id=cost.campaign_id,
                day=cost.day,
                cost_id=cost.pk,
                amount_cents=cost.amount_cents,
                before_cents=stood.cents if stood else None,
                before_run_id=stood.run_id if stood else None,
                before_entry_id=stood.entry_id if stood else None,
                rows=rows[place],
            )
        )
    # What stood there before the file is what its first part found.
    ImportedCost.objects.bulk_create(
        kept, update_conflicts=True, unique_fields=["run", "cost_id"], update_fields=["amount_cents", "rows"]
    )


def hold(campaigns: Collection[int]) -> dict[int, str]:
    """The names of these campaigns, whose costs nobody else writes until the transaction ends."""
    rows = Campaign.objects.filter(pk__in=campaigns).order_by("pk").select_for_update()
    return dict(rows.values_list("pk", "name"))


class UndoCosts:
    """See `files.targets.Undo`. Its keys are the numbers of what was imported."""

    template = "campaigns/import_undo.html"
    leaves_touched = True

    def look(self, run_id: int, since: datetime) -> Brought:  # noqa: ARG002  # the costs tell it
        imported = list(ImportedCost.objects.filter(run=run_id).order_by("campaign", "day", "pk"))
        names = hold({one.campaign_id for one in imported})
        costs = DailyCost.objects.in_bulk([one.cost_id for one in imported])
        touched = {
            one.pk: Touched(
                name=f"{names[one.campaign_id]}, {written(one.day)}", url=_page(one), rows=one.rows
            )
            for one in imported
            if _is_touched(one, costs.get(one.cost_id))
        }
        return Brought(count=len(imported), touched=touched)

    def take_back(self, run_id: int, *, user_id: int, left: Collection[int]) -> None:
        """Raises IllegalMove for whoever may not enter costs."""
        if not may(User.objects.get(pk=user_id), Action.EDIT_CAMPAIGNS):
            raise IllegalMove(_("Costs are taken back by whoever may edit campaigns."))
        imported = list(ImportedCost.objects.filter(run=run_id))
        let_later_ones_stand_on_what_was_before(imported, before_run=run_id)
        mine = [one for one in imported if one.pk not in left]
        put_back(mine)
        ImportedCost.objects.filter(run=run_id).delete()

    def say_done(self, count: int) -> str:
        text = ngettext(
            "The imported cost of %(count)d day was taken back.",
            "The imported costs of %(count)d days were taken back.",
            count,
        )
        return text % {"count": count}

    def say_touched(self, count: int) -> str:
        message = ngettext(
            "The cost of this import was changed since. It cannot be taken back any more.",
            "All %(count)d costs of this import were changed since. It cannot be taken back any more.",
            count,
        )
        return message % {"count": count}


def _is_touched(imported: ImportedCost, cost: DailyCost | None) -> bool:
    return cost is None or (cost.import_run_id, cost.amount_cents) != (imported.run_id, imported.amount_cents)


def _page(imported: ImportedCost) -> str:
    address = reverse("campaigns:campaign_costs", args=(imported.campaign_id,))
    return f"{address}?month={imported.day:%Y-%m}"


def put_back(said: Collection[ImportedCost | EnteredCost]) -> None:
    """Let the days of these rows cost again what they cost before, or nothing."""
    costs = DailyCost.objects.in_bulk([one.cost_id for one in said if one.before_cents is not None])
    for one in said:
        if one.before_cents is not None:
            cost = costs[one.cost_id]
            cost.amount_cents = one.before_cents
            cost.import_run_id, cost.entry_id = one.before_run_id, one.before_entry_id
    DailyCost.objects.bulk_update(costs.values(), ["amount_cents", "import_run", "entry"], batch_size=1_000)
    DailyCost.objects.filter(pk__in=[one.cost_id for one in said if one.before_cents is None]).delete()


def let_later_ones_stand_on_what_was_before(
    said: Collection[ImportedCost | EnteredCost], **replaced: int
) -> None:
    """A later file or entry replaced some of these: taken back in turn, it leaves what stood before them.

    `replaced` says of which, as `before_run` or `before_entry`.
    """
    of_cost = {one.cost_id: one for one in said}
    columns = ["before_cents", "before_run", "before_entry"]
    for model in (ImportedCost, EnteredCost):
        later: list[ImportedCost | EnteredCost] = list(
            model._default_manager.filter(cost_id__in=of_cost, **replaced)
        )
        for one in later:
            mine = of_cost[one.cost_id]
            one.before_cents, one.before_run_id = mine.before_cents, mine.before_run_id
            one.before_entry_id = mine.before_entry_id
        model._default_manager.bulk_update(later, columns, batch_size=1_000)  # type: ignore[arg-type]
