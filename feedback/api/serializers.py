from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from feedback.models import ContactAttempt, Outcome, Rating
from values.columns import editable_columns

LISTS = ("misleading_promises", "needs")


class AttemptSerializer(serializers.ModelSerializer[ContactAttempt]):
    class Meta:
        model = ContactAttempt
        fields = ("id", "lead", "user", "channel", "was_reached", "note", "happened_at")


class AttemptInput(serializers.ModelSerializer[ContactAttempt]):
    class Meta:
        model = ContactAttempt
        fields = editable_columns(ContactAttempt)
        extra_kwargs: ClassVar = {"happened_at": {"required": False}}


class RatingSerializer(serializers.ModelSerializer[Rating]):
    """A rating as it is read; the newest of a lead counts."""

    class Meta:
        model = Rating
        fields = ("id", "lead", "user", *editable_columns(Rating), *LISTS, "rated_at")


class RatingInput(serializers.ModelSerializer[Rating]):
    """One rating; `expected_rating_id` is the newest one the caller has seen, null for none."""

    expected_rating_id = serializers.IntegerField(min_value=1, allow_null=True)

    class Meta:
        model = Rating
        fields = (*editable_columns(Rating), *LISTS, "expected_rating_id")
        extra_kwargs: ClassVar = {
            name: {"required": True, "allow_blank": False} for name in ("potential", "fit")
        }


class OutcomeSerializer(serializers.ModelSerializer[Outcome]):
    """An outcome as it is read; the newest of a lead counts."""

    class Meta:
        model = Outcome
        fields = ("id", "lead", "user", *editable_columns(Outcome))


class OutcomeKindInput(serializers.ModelSerializer[Outcome]):
    """What every outcome says; `expected_outcome_id` is the newest one the caller has seen, null for none."""

    expected_outcome_id = serializers.IntegerField(min_value=1, allow_null=True)

    class Meta:
        model = Outcome
        fields: tuple[str, ...] = ("kind", "expected_outcome_id")
        extra_kwargs: ClassVar[dict[str, Any]] = {}


class WonInput(OutcomeKindInput):
    class Meta(OutcomeKindInput.Meta):
        fields = (*OutcomeKindInput.Meta.fields, "value_cents", "decided_at")
        extra_kwargs: ClassVar = {"value_cents": {"required": True, "allow_null": False}}


class LostInput(OutcomeKindInput):
    class Meta(OutcomeKindInput.Meta):
        fields = (*OutcomeKindInput.Meta.fields, "reason", "reason_text", "competitor", "decided_at")
        extra_kwargs: ClassVar = {
            "reason": {"required": True, "allow_null": False},
            "decided_at": {"required": False},
        }


class ReopenedInput(OutcomeKindInput):
    class Meta(OutcomeKindInput.Meta):
        fields = (*OutcomeKindInput.Meta.fields, "reason_text")
