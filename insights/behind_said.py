"""The leads by what their people say how they heard of the company."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import OuterRef, Value
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from campaigns.models import Channel
from leads.models import LeadQuerySet

# Something, no channel's name, the channel they came by, another one.
ANY: Final = "any"
OTHER: Final = "other"
SAME: Final = "same"
BOTH: Final = "both"


def offer_said() -> list[tuple[str, Any]]:
    """What can be asked for: the channels there are, and how what is said lies to what was measured."""
    kept = [(str(pk), name) for pk, name in Channel.objects.kept().values_list("pk", "name")]
    return [
        (ANY, _("said anything")),
        (OTHER, _("said something else")),
        (SAME, _("said the channel they came by")),
        (BOTH, _("said a channel and came by one")),
        *kept,
    ]


def with_said(leads: LeadQuerySet, what: str) -> LeadQuerySet:
    """Those whose people said this: a number of a channel, or one of the words above."""
    said = leads.exclude(said_source="").annotate(said=Lower("said_source"))
    if what == ANY:
        return said
    names = Channel.objects.annotate(said=Lower("name"), means=Coalesce("merged_into_id", "pk"))
    every = names.values("said")
    if what == OTHER:
        return said.exclude(said__in=every)
    if what == BOTH:
        return said.filter(said__in=every, channel__isnull=False)
    if what == SAME:
        return said.filter(said__in=names.filter(means=OuterRef("channel_id")).values("said"))
    return said.filter(said__in=names.filter(means=Value(int(what))).values("said"))
