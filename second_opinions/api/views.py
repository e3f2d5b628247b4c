from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import caller
from accounts.permissions import Action
from pages.api import require_version, validated
from pages.once_api import AnsweredOnce
from second_opinions.api.serializers import (
    SecondOpinionAnswerInput,
    SecondOpinionAnswerSerializer,
    SecondOpinionSerializer,
    SecondOpinionSettingsInput,
    SecondOpinionSettingsSerializer,
)
from second_opinions.models import SecondOpinion
from second_opinions.services import answer_second_opinion, change_settings, second_opinion_settings


class SecondOpinionSettingsView(AnsweredOnce):
    """Which share of ratings is given twice."""

    required_actions: ClassVar[dict[str, Action]] = {
        "get": Action.SET_SECOND_OPINIONS,
        "patch": Action.SET_SECOND_OPINIONS,
    }

    @extend_schema(responses=SecondOpinionSettingsSerializer)
    def get(self, request: Request) -> Response:
        """Read the share."""
        return Response(SecondOpinionSettingsSerializer(second_opinion_settings()).data)

    @extend_schema(request=SecondOpinionSettingsInput, responses=SecondOpinionSettingsSerializer)
    def patch(self, request: Request) -> Response:
        """Change it; `row_version` is the one that was read."""
        said = validated(SecondOpinionSettingsInput(data=request.data))
        version = require_version(said)
        row = change_settings(actor=caller(request), expected_version=version, **said)
        return Response(SecondOpinionSettingsSerializer(row).data)


class SecondOpinionViewSet(
    AnsweredOnce, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[SecondOpinion]
):
    """Second opinions asked of you, as long as they can be given, the newest first."""

    serializer_class = SecondOpinionSerializer
    required_actions: ClassVar[dict[str, Action]] = {
        "list": Action.GIVE_SECOND_OPINIONS,
        "retrieve": Action.GIVE_SECOND_OPINIONS,
        "answer": Action.GIVE_SECOND_OPINIONS,
    }

    def get_queryset(self) -> QuerySet[SecondOpinion]:
        found = SecondOpinion.objects.asked_of(caller(self.request)).with_quality()
        related = ("rating", "lead__person", "lead__campaign", "lead__cta", "lead__definition")
        return found.select_related(*related)

    @extend_schema(request=SecondOpinionAnswerInput, responses={201: SecondOpinionAnswerSerializer})
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str) -> Response:
        """Give it or correct it; the letter said last counts."""
        opinion = self.get_object()
        said = validated(SecondOpinionAnswerInput(data=request.data))
        answer = answer_second_opinion(actor=caller(request), opinion=opinion, **said)
        return Response(SecondOpinionAnswerSerializer(answer).data, status=201)
