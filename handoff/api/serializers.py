from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any, ClassVar, cast

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from accounts.permissions import Action, may
from handoff.deputies import Absent, read_absent
from handoff.models import Absence, Answer, Handoff, HandoffAnswer
from handoff.services import may_edit

ANSWERS_OF_SALES = (Answer.ACCEPT, Answer.RETURN, Answer.QUESTION)


class AnswerSerializer(serializers.ModelSerializer[HandoffAnswer]):
    class Meta:
        model = HandoffAnswer
        fields = ("id", "kind", "user", "reason", "text", "created_at")


class HandoffSerializer(serializers.ModelSerializer[Handoff]):
    """A handoff as it is read. `grade` is blank for sales until they have rated.

    A token without `leads.view` gets back of note and answers what its person said. `away_until` and `deputy`
    say whether `to_user` is away today, until when, and who stands in.
    """

    grade = serializers.SerializerMethodField()
    away_until = serializers.SerializerMethodField()
    deputy = serializers.SerializerMethodField()
    note = serializers.SerializerMethodField()
    answers = serializers.SerializerMethodField()

    class Meta:
        model = Handoff
        fields = (
            *("id", "lead", "from_user", "to_user", "away_until", "deputy"),
            *("grade", "note", "created_at", "answers"),
        )

    def get_away_until(self, handoff: Handoff) -> date | None:
        absent = self._absent_of(handoff)
        return absent.until if absent else None

    def get_deputy(self, handoff: Handoff) -> int | None:
        absent = self._absent_of(handoff)
        return absent.deputy.pk if absent and absent.deputy else None

    def _absent_of(self, handoff: Handoff) -> Absent | None:
        return self._absent.get(handoff.to_user_id or 0)

    @cached_property
    def _absent(self) -> dict[int, Absent]:
        return read_absent()

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


class AbsenceSerializer(serializers.ModelSerializer[Absence]):
    """An absence as it is read; the note is blank for whoever may not enter absences of that person."""

    note = serializers.SerializerMethodField()

    class Meta:
        model = Absence
        fields = ("id", "person", "first_day", "last_day", "deputy", "note", "row_version")

    def get_note(self, absence: Absence) -> str:
        return absence.note if may_edit(cast(User, self.context["request"].user), absence.person) else ""


class AbsenceInput(serializers.ModelSerializer[Absence]):
    """Both days are included, in the company's calendar. Without a person it is your own."""

    person = serializers.PrimaryKeyRelatedField(queryset=User.objects.active(), required=False)
    deputy = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.active(), allow_null=True, required=False
    )

    class Meta:
        model = Absence
        fields = ("person", "first_day", "last_day", "deputy", "note")


class AbsenceChange(serializers.ModelSerializer[Absence]):
    """What is not said stays; `row_version` is the absence's, as it was read."""

    deputy = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.active(), allow_null=True, required=False
    )
    row_version = serializers.IntegerField(min_value=1, required=False)

    class Meta:
        model = Absence
        fields = ("first_day", "last_day", "deputy", "note", "row_version")
