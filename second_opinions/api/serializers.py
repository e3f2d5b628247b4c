from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from feedback.models import AttemptChannel
from leads.models import Grade
from second_opinions.models import SecondOpinion, SecondOpinionAnswer, SecondOpinionSettings
from second_opinions.told import Told
from values.columns import editable_columns


class SecondOpinionSettingsSerializer(serializers.ModelSerializer[SecondOpinionSettings]):
    """Which share of first ratings gets a second opinion; 0: none."""

    class Meta:
        model = SecondOpinionSettings
        fields = (*editable_columns(SecondOpinionSettings), "on_since", "row_version")


class SecondOpinionSettingsInput(serializers.ModelSerializer[SecondOpinionSettings]):
    """What is to change; what is not named stays."""

    row_version = serializers.IntegerField(min_value=1, required=False)

    class Meta:
        model = SecondOpinionSettings
        fields = (*editable_columns(SecondOpinionSettings), "row_version")
        extra_kwargs: ClassVar = {
            name: {"required": False} for name in editable_columns(SecondOpinionSettings)
        }


class ToldAttemptSerializer(serializers.Serializer[Any]):
    """One try to reach the person."""

    happened_at = serializers.DateTimeField()
    channel = serializers.ChoiceField(choices=AttemptChannel.choices)
    was_reached = serializers.BooleanField()
    note = serializers.CharField(allow_blank=True)


class ToldAnswerSerializer(serializers.Serializer[Any]):
    """What the person answered to one question."""

    question = serializers.CharField()
    answer = serializers.CharField(allow_blank=True)


class ToldSerializer(serializers.Serializer[Any]):
    """What is known of the lead, without its person and without what was said of its quality."""

    campaign = serializers.CharField()
    call_to_action = serializers.CharField(allow_blank=True)
    received_at = serializers.DateTimeField()
    good_lead = serializers.CharField(
        allow_blank=True, help_text="What both teams agreed to call a good lead."
    )
    promises = serializers.ListField(child=serializers.CharField())
    answers = ToldAnswerSerializer(many=True)
    notes = serializers.ListField(child=serializers.CharField())
    attempts = ToldAttemptSerializer(many=True)


class SecondOpinionSerializer(serializers.ModelSerializer[SecondOpinion]):
    """One that is asked of you: what is known of the lead, and the letter you gave last.

    `quality` is null as long as you said nothing, and blank where you said that you cannot tell.
    """

    quality = serializers.ChoiceField(choices=Grade.choices, allow_null=True, allow_blank=True)
    ends_at = serializers.DateTimeField(help_text="Until when it can be given and corrected.")
    told = serializers.SerializerMethodField()

    class Meta:
        model = SecondOpinion
        fields = ("id", "asked_at", "ends_at", "quality", "told")

    def get_told(self, opinion: SecondOpinion) -> ToldSerializer:  # the annotation is the document's
        return ToldSerializer(as_json(Told(opinion))).data  # type: ignore[return-value]


class SecondOpinionAnswerInput(serializers.ModelSerializer[SecondOpinionAnswer]):
    """The letter; blank says that from this you cannot tell."""

    quality = serializers.ChoiceField(choices=Grade.choices, allow_blank=True)

    class Meta:
        model = SecondOpinionAnswer
        fields = ("quality",)


class SecondOpinionAnswerSerializer(serializers.ModelSerializer[SecondOpinionAnswer]):
    """What was kept."""

    class Meta:
        model = SecondOpinionAnswer
        fields = ("id", "quality", "created_at")


def as_json(told: Told) -> dict[str, Any]:
    """As the API answers it."""
    return {
        "campaign": told.campaign,
        "call_to_action": told.way_in,
        "received_at": told.lead.received_at,
        "good_lead": told.definition.good_text if told.definition else "",
        "promises": [promise.text for promise in told.promises],
        "answers": [{"question": asked, "answer": said} for asked, said in told.answers],
        "notes": [text for text in (told.note, *told.handoffs, *told.replies) if text],
        "attempts": told.attempts,
    }
