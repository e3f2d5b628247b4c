from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework import serializers

from campaigns.models import Campaign
from feedback.models import ExpectationFit
from surveys.models import PromiseKept, SurveySettings
from values.columns import editable_columns


class SurveySettingsSerializer(serializers.ModelSerializer[SurveySettings]):
    """Whether, when and how customers are asked once their lead is won or lost."""

    # Blank or an address: as an address the document would let a blank one be both.
    reply_to = serializers.CharField(allow_blank=True, max_length=254)

    class Meta:
        model = SurveySettings
        fields = (*editable_columns(SurveySettings), "on_since", "row_version")


class SurveySettingsInput(serializers.ModelSerializer[SurveySettings]):
    """What is to change; what is not named stays."""

    row_version = serializers.IntegerField(min_value=1, required=False)

    class Meta:
        model = SurveySettings
        fields = (*editable_columns(SurveySettings), "row_version")
        extra_kwargs: ClassVar = {name: {"required": False} for name in editable_columns(SurveySettings)}


class SatisfactionQuery(serializers.Serializer[Any]):
    """Which customers: `from` and `to` are days on which they were asked, both included; all is optional."""

    campaign = serializers.PrimaryKeyRelatedField(queryset=Campaign.objects.all(), required=False)

    def get_fields(self) -> dict[str, Any]:
        # "from" is a word of Python, so the two days cannot be attributes.
        days = {name: serializers.DateField(required=False) for name in ("from", "to")}
        return {**super().get_fields(), **days}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        first, last = attrs.get("from"), attrs.get("to")
        if first and last and last < first:
            message = _("%(end)s lies before %(start)s.") % {"end": last, "start": first}
            raise serializers.ValidationError({"to": message})
        return attrs

    def narrowed(self) -> dict[str, Any]:
        """What figures are asked for by; call after `is_valid`."""
        said = self.validated_data
        campaign = said.get("campaign")
        return {
            "first": said.get("from"),
            "last": said.get("to"),
            "campaign_ids": None if campaign is None else [campaign.pk],
        }


class CustomerShareSerializer(serializers.Serializer[Any]):
    """A share with its Wilson 95 % interval; null without any case."""

    count = serializers.IntegerField()
    of = serializers.IntegerField()
    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class SatisfactionSerializer(serializers.Serializer[Any]):
    """What customers said. `marks` are the answers with 1 to 5; 5 is very satisfied."""

    asked = serializers.IntegerField()
    answered = serializers.IntegerField()
    marks = serializers.ListField(child=serializers.IntegerField(), min_length=5, max_length=5)
    mean = serializers.FloatField(allow_null=True)
    confirmed = serializers.IntegerField(help_text="What the ads promised turned out to be true.")
    partly = serializers.IntegerField()
    denied = serializers.IntegerField()
    unknown = serializers.IntegerField()
    response = CustomerShareSerializer(help_text="Who answered, of those asked.")
    satisfied = CustomerShareSerializer(help_text="Who said 4 or 5, of those who answered.")
    confirmed_share = CustomerShareSerializer(
        help_text="For whom the promise turned out true, of those who could say."
    )


class SatisfactionOfMonth(SatisfactionSerializer):
    """The same of who was asked in one month."""

    month = serializers.DateField(help_text="Its first day.")


class SatisfactionOfCampaign(SatisfactionSerializer):
    """The same of one campaign."""

    campaign = serializers.IntegerField()


class SatisfactionOfFit(SatisfactionSerializer):
    """The same of leads whose expectation sales rated so; an empty text where nobody rated."""

    fit = serializers.ChoiceField(choices=ExpectationFit.choices, allow_blank=True)


class ResultsSerializer(serializers.Serializer[Any]):
    """All customers meant, and the same by month of the question, by campaign and by expectation."""

    total = SatisfactionSerializer()
    by_month = SatisfactionOfMonth(many=True)
    by_campaign = SatisfactionOfCampaign(many=True)
    by_fit = SatisfactionOfFit(many=True)


class CustomerAnswerSerializer(serializers.Serializer[Any]):
    """What one customer said last; their name, addresses and numbers stand covered in the text."""

    id = serializers.IntegerField()
    lead = serializers.IntegerField(allow_null=True, help_text="Null where you may not see the lead.")
    campaign = serializers.IntegerField()
    asked_on = serializers.DateField()
    answered_at = serializers.DateTimeField()
    mark = serializers.IntegerField(min_value=1, max_value=5)
    promise_kept = serializers.ChoiceField(choices=PromiseKept.choices)
    text = serializers.CharField(allow_blank=True)
