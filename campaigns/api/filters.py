"""What the API's lists can be narrowed by; an unknown value answers 400 and names what is allowed."""

from __future__ import annotations

import django_filters

from campaigns.models import CallToAction, Campaign, CtaKind


class CampaignFilter(django_filters.FilterSet):  # type: ignore[misc]
    status = django_filters.ChoiceFilter(choices=Campaign.Status.choices)
    channel = django_filters.CharFilter(field_name="channel__name", lookup_expr="iexact")

    class Meta:
        model = Campaign
        fields = ("status", "channel")


class CtaFilter(django_filters.FilterSet):  # type: ignore[misc]
    kind = django_filters.ChoiceFilter(choices=CtaKind.choices)

    class Meta:
        model = CallToAction
        fields = ("campaign", "kind", "is_active")
