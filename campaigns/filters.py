"""What campaigns and calls-to-action are narrowed by, on the page and in the API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import CallToActionQuerySet, Campaign, CampaignQuerySet, Channel, CtaKind
from pages.filters import NONE, ListFilters, TruthField, narrow_to_row


class CampaignFilters(ListFilters[CampaignQuerySet]):
    status = forms.ChoiceField(label=_("Status"), choices=Campaign.Status.choices)


class CampaignFilterForm(CampaignFilters):
    """The filters above the list; one that is not understood is named and narrows nothing."""

    q = forms.CharField(label=_("Search"), max_length=160, widget=forms.TextInput(attrs={"type": "search"}))
    channel = forms.ChoiceField(label=_("Channel"))
    SEARCHES = ("q",)
    field_order = ("q", "status", "channel")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        channels = [(str(key), name) for key, name in Channel.objects.kept().values_list("pk", "name")]
        self.offer("channel", [(NONE, _("No channel")), *channels])

    def narrow_q(self, campaigns: CampaignQuerySet, words: str) -> CampaignQuerySet:
        return campaigns.matching(words)

    def narrow_channel(self, campaigns: CampaignQuerySet, chosen: str) -> CampaignQuerySet:
        return narrow_to_row(campaigns, "channel", chosen)


class CampaignFilter(CampaignFilters):
    """In the API, with the channel by its name."""

    channel = forms.CharField()

    def narrow_channel(self, campaigns: CampaignQuerySet, name: str) -> CampaignQuerySet:
        return campaigns.filter(channel__name__iexact=name)


class CtaFilter(ListFilters[CallToActionQuerySet]):
    campaign = forms.ModelChoiceField(Campaign.objects.all())
    kind = forms.ChoiceField(choices=CtaKind.choices)
    is_active = TruthField()
