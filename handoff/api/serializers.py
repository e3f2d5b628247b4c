from __future__ import annotations

from typing import Any, ClassVar, cast

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from accounts.permissions import Action, may
from handoff.models import Answer, Handoff, HandoffAnswer

ANSWERS_OF_SALES = (Answer.ACCEPT, Answer.RETURN, Answer.QUESTION)


class AnswerSerializer(serializers.ModelSerializer[HandoffAnswer]):
    class Meta:
        model = HandoffAnswer
        fields = ("id", "kind", "user", "reason", "text", "created_at")


class HandoffSerializer(serializers.ModelSerializer[Handoff]):
    """A handoff as it is read. `grade` is blank for sales until they have rated.

    A token without `leads.view` gets back of note and answers what its person said.
    """

    grade = serializers.SerializerMethodField()
    note = serializers.SerializerMethodField()
    answers = serializers.SerializerMethodField()

    class Meta:
        model = Handoff
        fields = ("id", "lead", "from_user", "to_user", "grade", "note", "created_at", "answers")

    def get_grade(self, handoff: Handoff) -> str:
        return handoff.grade if handoff.lead.shows_grade_to(self._reader) else ""

    def get_note(self, handoff: Handoff) -> str:
        return handoff.note if self._may_read_words_of(handoff.from_user_id) else ""

    @extend_schema_field(AnswerSerializer(many=True))
    def get_answers(self, handoff: Handoff) -> list[dict[str, Any]]:
        answers = [row for row in handoff.answers.all() if self._may_read_words_of(row.user_id)]
        return list(AnswerSerializer(answers, many=True).data)

    @property
    def _reader(self) -> User:
        return cast(User, self.context["request"].user)

    def _may_read_words_of(self, person: int) -> bool:
        return person == self._reader.pk or may(self._reader, Action.VIEW_LEADS)


class ReplyInput(serializers.ModelSerializer[HandoffAnswer]):
    """What marketing says to the question of sales."""

    class Meta:
        model = HandoffAnswer
        fields = ("text",)
        extra_kwargs: ClassVar = {"text": {"required": True, "allow_blank": False}}


class HandoffInput(serializers.ModelSerializer[Handoff]):
    """`to_user` null hands the lead to the pool; `row_version` is the lead's, as it was read."""

    to_user = serializers.PrimaryKeyRelatedField(queryset=User.objects.who_take_leads(), allow_null=True)
    row_version = serializers.IntegerField(min_value=1, required=False)

    class Meta:
        model = Handoff
        fields = ("to_user", "grade", "note", "row_version")


class PassOnInput(serializers.ModelSerializer[Handoff]):
    """`to_user` null puts the lead back into the pool."""

    to_user = serializers.PrimaryKeyRelatedField(queryset=User.objects.who_take_leads(), allow_null=True)

    class Meta:
        model = Handoff
        fields = ("to_user", "note")


class AnswerInput(serializers.ModelSerializer[HandoffAnswer]):
    """Sales accepts, returns with a reason or asks. Accept claims from the pool."""

    kind = serializers.ChoiceField(choices=[(kind.value, kind.label) for kind in ANSWERS_OF_SALES])

    class Meta:
        model = HandoffAnswer
        fields = ("kind", "reason", "text")
        extra_kwargs: ClassVar = {"reason": {"allow_null": False}, "text": {"default": ""}}
