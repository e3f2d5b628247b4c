"""What the API's list of leads can be narrowed by."""

from __future__ import annotations

from django import forms

from accounts.models import User
from campaigns.models import CallToAction, Campaign, Channel
from leads.filters import LeadFilters
from leads.models import LeadQuerySet


class LeadFilter(LeadFilters):
    """As the page, with rows by their number and the channel by its name."""

    campaign = forms.ModelChoiceField(Campaign.objects.all())
    cta = forms.ModelChoiceField(CallToAction.objects.all())
    assigned_to = forms.ModelChoiceField(User.objects.all())
    channel = forms.CharField()
    external_id = forms.CharField()
    SEARCHES = ("external_id",)

    def narrow_channel(self, leads: LeadQuerySet, name: str) -> LeadQuerySet:
        named = Channel.objects.filter(name__iexact=name).select_related("merged_into")
        return leads.filter(channel__in=[channel.current for channel in named])
