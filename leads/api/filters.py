"""What the API's list can be narrowed by; an unknown value answers 400 and names what is allowed."""

from __future__ import annotations

import django_filters

from leads.models import Lead, LeadKind, LeadStage


class LeadFilter(django_filters.FilterSet):  # type: ignore[misc]
    """`received_from` and `received_until` are days of the company, both included."""

    stage = django_filters.ChoiceFilter(choices=LeadStage.choices)
    kind = django_filters.ChoiceFilter(choices=LeadKind.choices)
    channel = django_filters.CharFilter(field_name="channel__name", lookup_expr="iexact")
    received_from = django_filters.DateFilter(field_name="received_on", lookup_expr="gte")
    received_until = django_filters.DateFilter(field_name="received_on", lookup_expr="lte")
    external_id = django_filters.CharFilter()

    class Meta:
        model = Lead
        fields = ("campaign", "cta", "assigned_to")
