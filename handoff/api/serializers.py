from __future__ import annotations

from typing import ClassVar

from rest_framework import serializers

from accounts.models import User
from handoff.models import Handoff, HandoffAnswer


class AnswerSerializer(serializers.ModelSerializer[HandoffAnswer]):
    class Meta:
        model = HandoffAnswer
        fields = ("id", "kind", "user", "reason", "text", "created_at")


class HandoffSerializer(serializers.ModelSerializer[Handoff]):
    """A handoff as it is read. `grade` is blank for sales until they have rated."""

    grade = serializers.SerializerMethodField()
    answers = AnswerSerializer(many=True)

    class Meta:
        model = Handoff
        fields = ("id", "lead", "from_user", "to_user", "grade", "note", "created_at", "answers")

    def get_grade(self, handoff: Handoff) -> str:
        return handoff.grade if handoff.lead.shows_grade_to(self.context["request"].user) else ""


class HandoffInput(serializers.ModelSerializer[Handoff]):
    """`to_user` null hands the lead to the pool; `row_version` is the lead's, as it was read."""

    to_user = serializers.PrimaryKeyRelatedField(queryset=User.objects.who_take_leads(), allow_null=True)
    row_version = serializers.IntegerField(min_value=1, required=False)

    class Meta:
        model = Handoff
        fields = ("to_user", "grade", "note", "row_version")


class AnswerInput(serializers.ModelSerializer[HandoffAnswer]):
    """Sales accepts, returns with a reason or asks; marketing replies. Accept claims from the pool."""

    class Meta:
        model = HandoffAnswer
        fields = ("kind", "reason", "text")
        extra_kwargs: ClassVar = {"reason": {"allow_null": False}, "text": {"default": ""}}
