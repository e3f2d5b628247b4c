"""Needs and channels as lists that people keep."""

from __future__ import annotations

from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from campaigns import kept_lists
from campaigns.kept_lists import KeptList
from campaigns.models import Channel, DailyCost, Need


def register() -> None:
    kept_lists.register(
        KeptList(
            name="needs",
            label=_("Needs"),
            about=_("What customers want. Campaigns say which they speak to, reps which they heard."),
            model=Need,
        )
    )
    kept_lists.register(
        KeptList(
            name="channels",
            label=_("Channels"),
            about=_("Where leads come by. New ones come from campaigns and files as they name them."),
            model=Channel,
            is_found_by_name=True,
            before_merge=add_up_costs,
        )
    )


def add_up_costs(channel: Channel, into: Channel) -> None:
    """What one day of a campaign cost in both channels is one amount from now on."""
    same = DailyCost.objects.filter(campaign=OuterRef("campaign"), day=OuterRef("day"))
    both = DailyCost.objects.filter(channel=into).annotate(
        other=Subquery(same.filter(channel=channel).values("amount_cents"))
    )
    both.exclude(other=None).update(amount_cents=F("amount_cents") + F("other"))
    doubled = same.filter(channel=into).values("pk")
    DailyCost.objects.filter(channel=channel).annotate(double=Subquery(doubled)).exclude(double=None).delete()
