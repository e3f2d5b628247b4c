from __future__ import annotations

from typing import Any, ClassVar, Final

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import caller
from accounts.permissions import Action
from findings.filters import FindingFilter
from findings.models import Finding, FindingAnswer, FindingStep
from findings.services.answering import answer_finding
from findings.words import say_title, say_whole
from pages.api import READ_SAFELY, validated
from pages.once_api import AnsweredOnce
from values.columns import editable_columns

# What an answer can say; acknowledging and closing are operations of their own.
ANSWERS: Final = [(step.value, step.label) for step in (FindingStep.CHANGED, FindingStep.UNCHANGED)]


class FindingAnswerSerializer(serializers.ModelSerializer[FindingAnswer]):
    """What somebody did with it; the newest says how it stands."""

    class Meta:
        model = FindingAnswer
        fields = ("id", "user", *editable_columns(FindingAnswer), "created_at")


class FindingSerializer(serializers.ModelSerializer[Finding]):
    """What was found, as it was said then, with all that was answered, the newest first.

    `count` of `of` is held against `other_count` of `other_of`: of a change what came before `since`, else
    the other campaigns, or the other promises of the campaign. `low` and `high` are the 95 % limits of the
    difference of the shares, of a promise of how many times as often.
    """

    title = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    answers = FindingAnswerSerializer(many=True, read_only=True)

    class Meta:
        model = Finding
        fields = (
            "id",
            "kind",
            "direction",
            "campaign",
            "promise",
            "reason",
            "start",
            "since",
            "end",
            "days",
            "count",
            "of",
            "other_count",
            "other_of",
            "low",
            "high",
            "probability",
            "too_high",
            "rated",
            "blamed",
            "heard",
            "reason_count",
            "said_at",
            "title",
            "text",
            "answers",
        )

    @extend_schema_field(serializers.CharField())
    def get_title(self, finding: Finding) -> str:
        return say_title(finding)

    @extend_schema_field(serializers.CharField())
    def get_text(self, finding: Finding) -> str:
        return say_whole(finding)


class AnsweredInput(serializers.ModelSerializer[FindingAnswer]):
    """`expected_answer_id` is the newest answer that the caller has seen, null for none."""

    serializer_field_mapping = READ_SAFELY

    expected_answer_id = serializers.IntegerField(min_value=1, allow_null=True)

    class Meta:
        model = FindingAnswer
        fields: ClassVar[tuple[str, ...]] = ("expected_answer_id",)


class FindingAnswerInput(AnsweredInput):
    """Whether something was changed, and why."""

    step = serializers.ChoiceField(ANSWERS)

    class Meta(AnsweredInput.Meta):
        fields = ("step", "text", "expected_answer_id")


class FindingCloseInput(AnsweredInput):
    """Why it can be closed."""

    class Meta(AnsweredInput.Meta):
        fields = ("text", "expected_answer_id")


class FindingViewSet(
    AnsweredOnce, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Finding]
):
    """What stood out in the figures by more than chance explains, the newest first."""

    serializer_class = FindingSerializer
    filter_form = FindingFilter
    required_actions: ClassVar[dict[str, Action]] = {
        "list": Action.VIEW_CONVERSION,
        "retrieve": Action.VIEW_CONVERSION,
        "acknowledge": Action.ANSWER_FINDINGS,
        "answer": Action.ANSWER_FINDINGS,
        "close": Action.ANSWER_FINDINGS,
    }

    def get_queryset(self) -> QuerySet[Finding]:
        found = Finding.objects.visible_to(caller(self.request)).with_names()
        return found.prefetch_related("answers")

    @extend_schema(request=AnsweredInput, responses={201: FindingAnswerSerializer})
    @action(detail=True, methods=["post"])
    def acknowledge(self, request: Request, pk: str) -> Response:
        """Say that it was seen."""
        finding = self.get_object()
        said = validated(AnsweredInput(data=request.data))
        return self._append(request, finding, step=FindingStep.SEEN, **said)

    @extend_schema(request=FindingAnswerInput, responses={201: FindingAnswerSerializer})
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str) -> Response:
        """Say whether something was changed, and why."""
        finding = self.get_object()
        return self._append(request, finding, **validated(FindingAnswerInput(data=request.data)))

    @extend_schema(request=FindingCloseInput, responses={201: FindingAnswerSerializer})
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Close it with a reason; the same is found again from new leads only."""
        finding = self.get_object()
        said = validated(FindingCloseInput(data=request.data))
        return self._append(request, finding, step=FindingStep.CLOSED, **said)

    def _append(self, request: Request, finding: Finding, **said: Any) -> Response:
        answer = answer_finding(actor=caller(request), finding=finding, **said)
        return Response(FindingAnswerSerializer(answer).data, status=201)
