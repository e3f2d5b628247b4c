"""Since when both teams work by the portal, as programs read and set it."""

from __future__ import annotations

from typing import ClassVar

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import caller
from accounts.models import Company
from accounts.permissions import Action
from accounts.services import set_introduction
from pages.api import require_version, validated
from pages.once_api import AnsweredOnce


class IntroductionSerializer(serializers.ModelSerializer[Company]):
    """The day somebody set; null where that of the first lead under a signed definition counts."""

    class Meta:
        model = Company
        fields = ("introduced_on", "row_version")


class IntroductionInput(serializers.ModelSerializer[Company]):
    """Another day, or null; `row_version` is the one that was read."""

    row_version = serializers.IntegerField(min_value=1, required=False)

    class Meta:
        model = Company
        fields = ("introduced_on", "row_version")
        extra_kwargs: ClassVar = {"introduced_on": {"required": True}}


class IntroductionView(AnsweredOnce):
    """The day by which "Has it helped?" tells before and since apart."""

    required_actions: ClassVar[dict[str, Action]] = {
        "get": Action.SET_INTRODUCTION,
        "patch": Action.SET_INTRODUCTION,
    }

    @extend_schema(responses=IntroductionSerializer)
    def get(self, request: Request) -> Response:
        """Read the day that was set; the one that counts stands in `conversion/helped/`."""
        return Response(IntroductionSerializer(get_object_or_404(Company)).data)

    @extend_schema(request=IntroductionInput, responses=IntroductionSerializer)
    def patch(self, request: Request) -> Response:
        """Set another day; `row_version` is the one that was read."""
        said = validated(IntroductionInput(data=request.data))
        version = require_version(said)
        company = set_introduction(actor=caller(request), day=said["introduced_on"], expected_version=version)
        return Response(IntroductionSerializer(company).data)
