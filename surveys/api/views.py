from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import caller
from accounts.permissions import Action
from pages.api import require_version, validated
from pages.once_api import AnsweredOnce
from surveys.api.serializers import (
    CustomerAnswerSerializer,
    ResultsSerializer,
    SatisfactionQuery,
    SurveySettingsInput,
    SurveySettingsSerializer,
)
from surveys.figures import (
    Satisfaction,
    read_by_campaign,
    read_by_fit,
    read_by_month,
    read_satisfaction,
)
from surveys.models import SurveyAnswer
from surveys.services.settings import change_settings, survey_settings
from surveys.texts import as_json, newest_answers, words_for


class SurveySettingsView(AnsweredOnce):
    """Whether, when and how customers are asked."""

    required_actions: ClassVar[dict[str, Action]] = {
        "get": Action.SET_SURVEYS,
        "patch": Action.SET_SURVEYS,
    }

    @extend_schema(responses=SurveySettingsSerializer)
    def get(self, request: Request) -> Response:
        """Read how they are asked."""
        return Response(SurveySettingsSerializer(survey_settings()).data)

    @extend_schema(request=SurveySettingsInput, responses=SurveySettingsSerializer)
    def patch(self, request: Request) -> Response:
        """Change some of it; `row_version` is the one that was read."""
        said = validated(SurveySettingsInput(data=request.data))
        version = require_version(said)
        row = change_settings(actor=caller(request), expected_version=version, **said)
        return Response(SurveySettingsSerializer(row).data)


class ResultsView(APIView):
    """How satisfied customers are."""

    required_actions: ClassVar[dict[str, Action]] = {"get": Action.VIEW_SATISFACTION}

    @extend_schema(parameters=[SatisfactionQuery], responses=ResultsSerializer)
    def get(self, request: Request) -> Response:
        """How many were asked, answered and said what, in sum and by month, campaign and expectation."""
        narrowed = read_query(request)
        found = {
            "total": read_satisfaction(**narrowed),
            "by_month": _named("month", read_by_month(**narrowed)),
            "by_campaign": _named("campaign", read_by_campaign(**narrowed)),
            "by_fit": _named("fit", read_by_fit(**narrowed)),
        }
        return Response(ResultsSerializer(found).data)


def read_query(request: Request) -> dict[str, Any]:
    """What figures are asked for. Raises DRF's ValidationError."""
    query = SatisfactionQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    return query.narrowed()


def _named(name: str, groups: Mapping[Any, Satisfaction]) -> list[dict[str, Any]]:
    """Each group with what it is of."""
    return [{name: key, **{field: getattr(said, field) for field in _FIELDS}} for key, said in groups.items()]


_FIELDS = (
    *("asked", "answered", "marks", "mean", "confirmed", "partly", "denied", "unknown"),
    *("response", "satisfied", "confirmed_share"),
)


class CustomerAnswerViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[SurveyAnswer]):
    """What customers said, of each survey the newest, the newest first."""

    queryset = SurveyAnswer.objects.none()
    serializer_class = CustomerAnswerSerializer
    required_actions: ClassVar[dict[str, Action]] = {"list": Action.VIEW_SATISFACTION}

    def get_queryset(self) -> QuerySet[SurveyAnswer]:
        return newest_answers(**read_query(self.request))

    @extend_schema(parameters=[SatisfactionQuery])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        rows = [as_json(word) for word in words_for(caller(request), page or [])]
        return self.get_paginated_response(CustomerAnswerSerializer(rows, many=True).data)
