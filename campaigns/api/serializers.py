from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import User
from campaigns.models import (
    CallToAction,
    Campaign,
    CtaKind,
    DailyCost,
    DefinitionSignature,
    LeadDefinition,
    Promise,
)


class PromiseSerializer(serializers.ModelSerializer[Promise]):
    class Meta:
        model = Promise
        fields = ("id", "text", "position", "withdrawn_at")


class CampaignSerializer(serializers.ModelSerializer[Campaign]):
    """A campaign as it is read."""

    channel = serializers.CharField(source="channel.name", allow_null=True, default=None)
    promises = PromiseSerializer(many=True)

    class Meta:
        model = Campaign
        fields = (
            "id",
            "name",
            "channel",
            "target_group",
            "owner",
            "starts_on",
            "ends_on",
            "utm_campaign",
            "status",
            "promises",
            "row_version",
        )


class CampaignInput(serializers.Serializer[Any]):
    """What can be said of a campaign; `channel` is a name, `promises` all that hold from now."""

    name = serializers.CharField(max_length=160)
    channel = serializers.CharField(max_length=120, allow_blank=True, required=False)
    target_group = serializers.CharField(max_length=300, allow_blank=True, required=False)
    owner = serializers.PrimaryKeyRelatedField(queryset=User.objects.all(), allow_null=True, required=False)
    starts_on = serializers.DateField(allow_null=True, required=False)
    ends_on = serializers.DateField(allow_null=True, required=False)
    utm_campaign = serializers.CharField(max_length=160, allow_blank=True, required=False)
    promises = serializers.ListField(
        child=serializers.CharField(max_length=200), required=False, max_length=50
    )


class CampaignChange(CampaignInput):
    """A change of a campaign read as `row_version`; another one meanwhile answers 409 with both values."""

    row_version = serializers.IntegerField(min_value=1)


class StatusInput(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=Campaign.Status.choices)


class DailyCostSerializer(serializers.ModelSerializer[DailyCost]):
    """The cost of one day in cents of the company's currency; null takes the day back."""

    amount_cents = serializers.IntegerField(min_value=0, allow_null=True)

    class Meta:
        model = DailyCost
        fields = ("day", "amount_cents")


class CtaSerializer(serializers.ModelSerializer[CallToAction]):
    """A call-to-action as it is read; `definition_in_force` is the version both teams signed."""

    class Meta:
        model = CallToAction
        fields = (
            "id",
            "campaign",
            "name",
            "kind",
            "placement",
            "page_url",
            "key",
            "is_active",
            "definition_in_force",
            "row_version",
        )


class CtaInput(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=160)
    kind = serializers.ChoiceField(choices=CtaKind.choices)
    placement = serializers.CharField(max_length=200, allow_blank=True, required=False)
    page_url = serializers.CharField(max_length=500, allow_blank=True, required=False)
    is_active = serializers.BooleanField(required=False)


class CtaCreation(CtaInput):
    campaign = serializers.PrimaryKeyRelatedField(queryset=Campaign.objects.all())


class CtaChange(CtaInput):
    row_version = serializers.IntegerField(min_value=1)


class SignatureSerializer(serializers.ModelSerializer[DefinitionSignature]):
    class Meta:
        model = DefinitionSignature
        fields = ("team", "user", "signed_at")


class DefinitionSerializer(serializers.ModelSerializer[LeadDefinition]):
    signatures = SignatureSerializer(many=True, read_only=True)

    class Meta:
        model = LeadDefinition
        fields = ("id", "cta", "version", "lead_text", "good_text", "author", "created_at", "signatures")
        read_only_fields = ("id", "cta", "version", "author", "created_at")
