"""What a program says of many leads at once, and what it reads of how far that is."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from accounts.own_company import today
from bulk.deeds import DEEDS, Said
from bulk.models import BulkAction, BulkLine, LineState
from bulk.selection import LARGEST_ID
from bulk.services import MOST, until
from feedback.models import FollowUp
from handoff.deputies import read_absent
from handoff.models import Handoff
from leads.models import Grade

Lines = dict[int, Said]


class LeadNumbers(serializers.Serializer[BulkAction]):
    """The leads by their numbers; those you do not see are left out."""

    leads = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID), min_length=1, max_length=MOST
    )

    def lines(self) -> Lines:
        """What is said for each alone: nothing."""
        return {pk: {} for pk in self.validated_data["leads"]}

    def said(self) -> dict[str, Any]:
        """What is said for all alike, as it is kept."""
        return {name: _kept(value) for name, value in self.validated_data.items() if name != "leads"}


def _kept(value: Any) -> Any:
    if isinstance(value, User):
        return value.pk
    return value.isoformat() if hasattr(value, "isoformat") else value


class GradedLead(serializers.Serializer[BulkLine]):
    """One lead with marketing's grade and who gets it; `to_user` null is the pool."""

    lead = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    grade = serializers.ChoiceField(choices=Grade.choices)
    to_user = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.who_take_leads(), allow_null=True, default=None
    )


class HandOverManyInput(serializers.Serializer[BulkAction]):
    """Each lead with a grade of its own. Of one that is named twice the last line counts."""

    leads = serializers.ListField(child=GradedLead(), min_length=1, max_length=MOST)

    def lines(self) -> Lines:
        """What is said for each alone."""
        return {
            one["lead"]: {"grade": one["grade"], "to_user": _kept(one["to_user"])}
            for one in self.validated_data["leads"]
        }

    def said(self) -> dict[str, Any]:
        """Nothing is said for all alike."""
        return {}


class ReleaseManyInput(LeadNumbers):
    """Whoever is free takes them."""

    note = serializers.CharField(
        max_length=Handoff._meta.get_field("note").max_length, allow_blank=True, default=""
    )


class PassOnManyInput(ReleaseManyInput):
    """To whom all of them go."""

    to_user = serializers.PrimaryKeyRelatedField(queryset=User.objects.who_take_leads())


class FollowUpManyInput(LeadNumbers):
    """When to come back to all of them, in your time zone."""

    day = serializers.DateField()
    time = serializers.TimeField(required=False)
    note = serializers.CharField(
        max_length=FollowUp._meta.get_field("note").max_length, allow_blank=True, default=""
    )


class StillCustomerInput(LeadNumbers):
    """They are still customers today."""

    def said(self) -> dict[str, Any]:
        return {"day": today().isoformat()}


class NoCustomerInput(LeadNumbers):
    """Since which day they are customers no more."""

    day = serializers.DateField()


class RefusedSerializer(serializers.ModelSerializer[BulkLine]):
    """A lead that was left as it was, or that could not be taken back, and why."""

    class Meta:
        model = BulkLine
        fields = ("lead", "state", "why")


class AwaySerializer(serializers.Serializer[Any]):
    """Somebody who gets leads and is away today, until when, and who stands in."""

    person = serializers.IntegerField(source="person.pk")
    until = serializers.DateField()
    deputy = serializers.IntegerField(source="deputy.pk", default=None, allow_null=True)


class BulkActionSerializer(serializers.ModelSerializer[BulkAction]):
    """How far it is. `counts` has the number of leads by state; `until` is how long it can be taken back."""

    deed = serializers.ChoiceField(choices=[(name, name) for name in DEEDS])
    is_running = serializers.BooleanField()
    until = serializers.SerializerMethodField()
    counts = serializers.SerializerMethodField()
    refused = serializers.SerializerMethodField()
    away = serializers.SerializerMethodField()

    class Meta:
        model = BulkAction
        fields = (
            *("id", "deed", "created_at", "ended_at", "undone_at", "undo_ended_at"),
            *("is_running", "until", "counts", "refused", "away"),
        )
        read_only_fields: ClassVar = fields

    @extend_schema_field(serializers.DateTimeField)
    def get_until(self, action: BulkAction) -> Any:
        return until(action)

    @extend_schema_field(
        {"type": "object", "additionalProperties": {"type": "integer"}, "example": {"done": 12, "refused": 1}}
    )
    def get_counts(self, action: BulkAction) -> dict[str, int]:
        return {state.value: number for state, number in action.count_lines().items()}

    @extend_schema_field(RefusedSerializer(many=True))
    def get_refused(self, action: BulkAction) -> list[dict[str, Any]]:
        lines = action.lines.filter(state__in=[LineState.REFUSED, LineState.STAYS])
        return list(RefusedSerializer(lines, many=True).data)

    @extend_schema_field(AwaySerializer(many=True))
    def get_away(self, action: BulkAction) -> list[dict[str, Any]]:
        of_lines = action.lines.order_by().values_list("said__to_user", flat=True).distinct()
        receivers = {action.said.get("to_user"), *of_lines}
        away = [one for pk, one in read_absent().items() if pk in receivers]
        return list(AwaySerializer(away, many=True).data)
