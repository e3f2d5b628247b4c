from __future__ import annotations

from typing import Any

from rest_framework import serializers

from campaigns.models import Promise
from feedback.models import (
    AttemptChannel,
    ContactAttempt,
    ExpectationFit,
    Need,
    Outcome,
    OutcomeKind,
    Potential,
    Rating,
)
from feedback.services.outcomes import HIGHEST_VALUE_CENTS
from handoff.models import Reason
from leads.models import Grade


class AttemptSerializer(serializers.ModelSerializer[ContactAttempt]):
    class Meta:
        model = ContactAttempt
        fields = ("id", "lead", "user", "channel", "was_reached", "note", "happened_at")


class AttemptInput(serializers.Serializer[Any]):
    channel = serializers.ChoiceField(choices=AttemptChannel.choices)
    was_reached = serializers.BooleanField()
    happened_at = serializers.DateTimeField(required=False)
    note = serializers.CharField(max_length=2000, allow_blank=True, required=False)


class RatingSerializer(serializers.ModelSerializer[Rating]):
    """A rating as it is read; the newest of a lead counts."""

    class Meta:
        model = Rating
        fields = (
            "id",
            "lead",
            "user",
            "potential",
            "quality",
            "fit",
            "misleading_promises",
            "reason",
            "needs",
            "need_text",
            "note",
            "rated_at",
        )


class RatingInput(serializers.Serializer[Any]):
    """One rating; `expected_rating_id` is the newest one the caller has seen, null for none."""

    potential = serializers.ChoiceField(choices=Potential.choices)
    quality = serializers.ChoiceField(choices=Grade.choices)
    fit = serializers.ChoiceField(choices=ExpectationFit.choices)
    misleading_promises = serializers.PrimaryKeyRelatedField(
        queryset=Promise.objects.all(), many=True, required=False
    )
    reason = serializers.PrimaryKeyRelatedField(
        queryset=Reason.objects.all(), allow_null=True, required=False
    )
    needs = serializers.PrimaryKeyRelatedField(queryset=Need.objects.all(), many=True, required=False)
    need_text = serializers.CharField(max_length=300, allow_blank=True, required=False)
    note = serializers.CharField(max_length=4000, allow_blank=True, required=False)
    expected_rating_id = serializers.IntegerField(min_value=1, allow_null=True)


class OutcomeSerializer(serializers.ModelSerializer[Outcome]):
    """An outcome as it is read; the newest of a lead counts."""

    class Meta:
        model = Outcome
        fields = (
            "id",
            "lead",
            "user",
            "kind",
            "value_cents",
            "reason",
            "reason_text",
            "competitor",
            "decided_at",
        )


class OutcomeKindInput(serializers.Serializer[Any]):
    """What every outcome says; `expected_outcome_id` is the newest one the caller has seen, null for none."""

    kind = serializers.ChoiceField(choices=OutcomeKind.choices)
    expected_outcome_id = serializers.IntegerField(min_value=1, allow_null=True)


class WonInput(OutcomeKindInput):
    value_cents = serializers.IntegerField(min_value=0, max_value=HIGHEST_VALUE_CENTS)
    decided_at = serializers.DateTimeField()


class LostInput(OutcomeKindInput):
    reason = serializers.PrimaryKeyRelatedField(queryset=Reason.objects.all())
    reason_text = serializers.CharField(max_length=300, allow_blank=True, required=False)
    competitor = serializers.CharField(max_length=160, allow_blank=True, required=False)
    decided_at = serializers.DateTimeField(required=False)


class ReopenedInput(OutcomeKindInput):
    reason_text = serializers.CharField(max_length=300, allow_blank=True, required=False)
