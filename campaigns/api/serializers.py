from __future__ import annotations

from typing import Any

from rest_framework import serializers

from campaigns.models import (
    CallToAction,
    Campaign,
    Channel,
    DailyCost,
    DefinitionObjection,
    DefinitionSignature,
    Entry,
    LeadDefinition,
    Milestone,
    Need,
    ObjectionEnd,
    Promise,
)
from values.columns import editable_columns, length_of


class EntrySerializer(serializers.Serializer[Entry]):
    """An entry of a kept list. `label_de`, `label_en` and `owner` are blank where its list has none.

    Entries stand in the order of `position`, where it is null in that of their names. What is not `is_active`
    is no longer offered; what is `merged_into` another stands for that one.
    """

    id = serializers.IntegerField(read_only=True)
    name = serializers.CharField(source="__str__", read_only=True)
    label_de = serializers.CharField(default="", read_only=True)
    label_en = serializers.CharField(default="", read_only=True)
    owner = serializers.CharField(default="", read_only=True)
    position = serializers.IntegerField(default=None, allow_null=True, read_only=True)
    is_active = serializers.BooleanField(read_only=True)
    merged_into = serializers.IntegerField(source="merged_into_id", allow_null=True, read_only=True)


class PromiseSerializer(serializers.ModelSerializer[Promise]):
    class Meta:
        model = Promise
        fields = ("id", "text", "position", "promised_at", "withdrawn_at")


class CampaignSerializer(serializers.ModelSerializer[Campaign]):
    """A campaign as it is read."""

    channel = serializers.CharField(source="channel.name", allow_null=True, default=None)
    promises = PromiseSerializer(many=True)

    class Meta:
        model = Campaign
        fields = ("id", *editable_columns(Campaign), "status", "promises", "needs", "row_version")


class CampaignInput(serializers.ModelSerializer[Campaign]):
    """What can be said of a campaign; `channel` is a name, `promises` all that hold from now."""

    channel = serializers.CharField(max_length=length_of(Channel, "name"), allow_blank=True, required=False)
    promises = serializers.ListField(
        child=serializers.CharField(max_length=length_of(Promise, "text")),
        required=False,
        max_length=50,
    )

    needs = serializers.PrimaryKeyRelatedField(queryset=Need.objects.kept(), many=True, required=False)

    class Meta:
        model = Campaign
        fields: tuple[str, ...] = (*editable_columns(Campaign), "promises", "needs")


class CampaignChange(CampaignInput):
    """A change of a campaign read as `row_version`; another one meanwhile answers 409 with both values."""

    row_version = serializers.IntegerField(min_value=1)

    class Meta(CampaignInput.Meta):
        fields = (*CampaignInput.Meta.fields, "row_version")


class StatusInput(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=Campaign.Status.choices)


class DailyCostSerializer(serializers.ModelSerializer[DailyCost]):
    """The cost of one day in cents of the company's currency; null takes the day back."""

    amount_cents = serializers.IntegerField(min_value=0, allow_null=True)
    channel = serializers.SlugRelatedField(
        slug_field="name",
        queryset=Channel.objects.all(),
        allow_null=True,
        default=None,
        help_text="By name; null where the cost was not for one channel.",
    )

    class Meta:
        model = DailyCost
        fields = ("day", "channel", "amount_cents")


class CostEntrySerializer(serializers.Serializer[Any]):
    """What somebody said at once of a campaign's costs: pasted, spread over days, or sent by a program."""

    id = serializers.IntegerField()
    user = serializers.IntegerField(source="user_id")
    created_at = serializers.DateTimeField()
    count = serializers.IntegerField(help_text="Days it is about; one in two channels counts twice.")
    removed = serializers.IntegerField(help_text="Those of them whose cost it took away.")
    changed = serializers.IntegerField(help_text="Those of them that somebody or a file has changed since.")
    first = serializers.DateField()
    last = serializers.DateField()
    total_cents = serializers.IntegerField()
    undone_at = serializers.DateTimeField(allow_null=True)


class CostEntryInput(serializers.Serializer[Any]):
    """The number of the entry."""

    id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class CostsTakenBackSerializer(serializers.Serializer[Any]):
    """`count` days cost again what they cost before; those of `left` were changed since and stay.

    None of either: it was taken back before.
    """

    count = serializers.IntegerField()
    left = serializers.ListField(child=serializers.DateField())


class CtaSerializer(serializers.ModelSerializer[CallToAction]):
    """A call-to-action as it is read; `definition_in_force` is the version both teams signed."""

    class Meta:
        model = CallToAction
        fields = (
            "id",
            "campaign",
            *editable_columns(CallToAction),
            "key",
            "definition_in_force",
            "row_version",
        )


class CtaInput(serializers.ModelSerializer[CallToAction]):
    class Meta:
        model = CallToAction
        fields: tuple[str, ...] = editable_columns(CallToAction)


class CtaCreation(CtaInput):
    campaign = serializers.PrimaryKeyRelatedField(queryset=Campaign.objects.all())

    class Meta(CtaInput.Meta):
        fields = (*CtaInput.Meta.fields, "campaign")


class CtaChange(CtaInput):
    row_version = serializers.IntegerField(min_value=1)

    class Meta(CtaInput.Meta):
        fields = (*CtaInput.Meta.fields, "row_version")


class SignatureSerializer(serializers.ModelSerializer[DefinitionSignature]):
    class Meta:
        model = DefinitionSignature
        fields = ("team", "user", "signed_at")


class ObjectionSerializer(serializers.ModelSerializer[DefinitionObjection]):
    """What somebody objects to a version; open as long as `ended_at` is null."""

    ended_how = serializers.ChoiceField(ObjectionEnd.choices, allow_blank=True, read_only=True)

    class Meta:
        model = DefinitionObjection
        fields = ("id", "team", "user", "text", "created_at", "ended_at", "ended_by", "ended_how")


class ObjectionInput(serializers.ModelSerializer[DefinitionObjection]):
    class Meta:
        model = DefinitionObjection
        fields = editable_columns(DefinitionObjection)


class WithdrawalInput(serializers.Serializer[Any]):
    """`id` is the objection the caller has seen; without it their own open one."""

    id = serializers.IntegerField(min_value=1, required=False, source="objection_id")


class DefinitionSerializer(serializers.ModelSerializer[LeadDefinition]):
    signatures = SignatureSerializer(many=True, read_only=True)
    objections = ObjectionSerializer(many=True, read_only=True)

    class Meta:
        model = LeadDefinition
        fields = (
            "id",
            "cta",
            "version",
            "lead_text",
            "good_text",
            "author",
            "created_at",
            "signatures",
            "objections",
        )


class MilestoneSerializer(serializers.ModelSerializer[Milestone]):
    """What happened on a day; `campaign` is null where it concerns all of them."""

    class Meta:
        model = Milestone
        fields = ("id", "campaign", "day", "text", "created_at")


class MilestoneInput(serializers.ModelSerializer[Milestone]):
    """A day that has come and what happened on it."""

    campaign = serializers.PrimaryKeyRelatedField(
        queryset=Campaign.objects.all(), required=False, allow_null=True, default=None
    )

    class Meta:
        model = Milestone
        fields = (*editable_columns(Milestone), "campaign")
