from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework import serializers

from feedback.models import (
    ContactAttempt,
    CustomerStatus,
    Dispute,
    DisputeEnd,
    DisputeWord,
    FollowUp,
    FollowUpEnd,
    Outcome,
    Rating,
)
from feedback.services import Deal
from pages.api import READ_SAFELY
from values.columns import editable_columns

LISTS = ("misleading_promises", "needs")


class AttemptSerializer(serializers.ModelSerializer[ContactAttempt]):
    class Meta:
        model = ContactAttempt
        fields = ("id", "lead", "user", "channel", "was_reached", "note", "happened_at")


class AttemptInput(serializers.ModelSerializer[ContactAttempt]):
    serializer_field_mapping = READ_SAFELY

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


class CustomerStatusSerializer(serializers.ModelSerializer[CustomerStatus]):
    """Whether they were still a customer on `day`, or none any more since; without `user` a file said it."""

    class Meta:
        model = CustomerStatus
        fields = ("id", "lead", "user", "is_customer", "day", "created_at")


class CustomerStatusInput(serializers.ModelSerializer[CustomerStatus]):
    serializer_field_mapping = READ_SAFELY

    class Meta:
        model = CustomerStatus
        fields = ("is_customer", "day")
        extra_kwargs: ClassVar = {
            "is_customer": {"required": True},
            "day": {"required": False, "help_text": "Today, unless it is said."},
        }


class DealSerializer(serializers.ModelSerializer[Outcome]):
    """One deal: its value, when it was decided (null: nobody knows) and its own number."""

    class Meta:
        model = Outcome
        fields = ("value_cents", "decided_at", "number")


class OutcomeSerializer(serializers.ModelSerializer[Outcome]):
    """An outcome as it is read, with all deals said with it; `value_cents` is their sum.

    `number` and `decided_at` are those of its first deal. `decided_at` is null where nobody knows.
    """

    value_cents = serializers.IntegerField(source="sum_cents", read_only=True, allow_null=True)
    deals = DealSerializer(many=True, read_only=True)

    class Meta:
        model = Outcome
        fields = ("id", "lead", "user", *editable_columns(Outcome), "deals")


class OutcomeKindInput(serializers.ModelSerializer[Outcome]):
    """What every outcome says; `expected_outcome_id` is the newest one the caller has seen, null for none."""

    serializer_field_mapping = READ_SAFELY

    expected_outcome_id = serializers.IntegerField(min_value=1, allow_null=True)

    class Meta:
        model = Outcome
        fields: tuple[str, ...] = ("kind", "expected_outcome_id")
        extra_kwargs: ClassVar[dict[str, Any]] = {}


class DealInput(serializers.ModelSerializer[Outcome]):
    serializer_field_mapping = READ_SAFELY

    class Meta:
        model = Outcome
        fields = ("value_cents", "decided_at", "number")
        extra_kwargs: ClassVar = {
            "value_cents": {"required": True, "allow_null": False},
            "decided_at": {"required": True},
        }


class WonInput(OutcomeKindInput):
    """One deal by its own fields, or any number as `deals`; they are all the deals the lead has."""

    deals = DealInput(many=True, required=False, allow_empty=False)

    class Meta(OutcomeKindInput.Meta):
        fields = (*OutcomeKindInput.Meta.fields, *DealInput.Meta.fields, "deals")
        extra_kwargs: ClassVar = {"value_cents": {"allow_null": False}}

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        """The deals as the service takes them."""
        own = {name: said.pop(name) for name in DealInput.Meta.fields if name in said}
        deals = said.pop("deals", None)
        if deals is not None and own:
            raise serializers.ValidationError({"deals": _("Name the deal by its own fields or in deals.")})
        if deals is None:
            missing = [name for name in ("value_cents", "decided_at") if name not in own]
            if missing:
                required = self.fields[missing[0]].error_messages["required"]
                raise serializers.ValidationError(dict.fromkeys(missing, required), code="required")
            deals = [own]
        return {**said, "deals": [Deal(**deal) for deal in deals]}


class LostInput(OutcomeKindInput):
    class Meta(OutcomeKindInput.Meta):
        fields = (*OutcomeKindInput.Meta.fields, "reason", "reason_text", "competitor", "decided_at")
        extra_kwargs: ClassVar = {
            "reason": {"required": True, "allow_null": False},
            "decided_at": {"required": False, "allow_null": False},
        }


class ReopenedInput(OutcomeKindInput):
    class Meta(OutcomeKindInput.Meta):
        fields = (*OutcomeKindInput.Meta.fields, "reason_text")


class FollowUpSerializer(serializers.ModelSerializer[FollowUp]):
    """A follow-up as it is read; `due_at` is its moment, null where no time was said.

    It is open as long as `ended_at` is null and the lead lies with sales: a return to marketing ends it.
    """

    ended_how = serializers.ChoiceField(FollowUpEnd.choices, allow_blank=True, read_only=True)

    class Meta:
        model = FollowUp
        fields = (
            *("id", "lead", "user", "day", "due_at", "note"),
            *("created_at", "ended_at", "ended_by", "ended_how"),
        )


class FollowUpInput(serializers.ModelSerializer[FollowUp]):
    """When to come back to the lead, by the day and the clock of the token's person."""

    time = serializers.TimeField(required=False, allow_null=True)

    class Meta:
        model = FollowUp
        fields = (*editable_columns(FollowUp), "time")


class DoneInput(serializers.Serializer[FollowUp]):
    """`follow_up_id` is the open one that the caller has seen: no other is ended. Without it, any is."""

    follow_up_id = serializers.IntegerField(min_value=1, required=False)


class DisputeWordSerializer(serializers.ModelSerializer[DisputeWord]):
    """What was said for one team; of each the newest counts."""

    class Meta:
        model = DisputeWord
        fields: tuple[str, ...] = ("id", "user", "team", "verdict", "text", "created_at")


class WordSaidSerializer(DisputeWordSerializer):
    """One's own word, and how it ended by it: blank until the other team says the same."""

    ended_how = serializers.CharField(source="dispute.ended_how", read_only=True)

    class Meta(DisputeWordSerializer.Meta):
        fields = (*DisputeWordSerializer.Meta.fields, "ended_how")


class QuestionSerializer(serializers.ModelSerializer[Dispute]):
    """What was questioned and how that ended, without what others said of it."""

    ended_how = serializers.ChoiceField(DisputeEnd.choices, allow_blank=True, read_only=True)

    class Meta:
        model = Dispute
        fields: tuple[str, ...] = (
            *("id", "lead", "rating", "user", "text"),
            *("created_at", "ended_at", "ended_by", "ended_how"),
        )


class DisputeSerializer(QuestionSerializer):
    """A questioned rating with what both teams said of it; it is open as long as `ended_at` is null."""

    words = DisputeWordSerializer(many=True, read_only=True)

    class Meta(QuestionSerializer.Meta):
        fields = (*QuestionSerializer.Meta.fields, "words")


class DisputeInput(serializers.ModelSerializer[Dispute]):
    """Why the newest rating is questioned; `rating_id` is the one the caller has seen: no other is."""

    rating_id = serializers.IntegerField(min_value=1, required=False)

    class Meta:
        model = Dispute
        fields = ("rating_id", "text")


class DisputeWordInput(serializers.ModelSerializer[DisputeWord]):
    """What the token's person says for their team, as `dispute_id` the open one the caller has seen."""

    dispute_id = serializers.IntegerField(min_value=1, required=False)

    class Meta:
        model = DisputeWord
        fields = ("dispute_id", "verdict", "text")


class WithdrawInput(serializers.Serializer[Dispute]):
    """`dispute_id` is the open one that the caller has seen: no other is withdrawn."""

    dispute_id = serializers.IntegerField(min_value=1, required=False)
