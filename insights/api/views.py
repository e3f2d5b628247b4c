from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.own_company import today
from accounts.permissions import Action
from counting.filters import Filters
from insights.api.serializers import (
    BreakdownSerializer,
    ConversionQuery,
    ConversionSerializer,
    FiguresQuery,
    FiguresSerializer,
    MoneySerializer,
)
from insights.figures import conversion
from insights.figures.attribution import attribution
from insights.figures.breakdown import by_kind, by_rep
from insights.figures.money import money
from insights.figures.tables import maturity_days
from insights.replica import read_figures


class ConversionView(APIView):
    """From lead to deal, as the joint page shows it; every role reads the same figures."""

    required_actions = {"get": Action.VIEW_CONVERSION}

    @extend_schema(parameters=[ConversionQuery], responses=ConversionSerializer)
    def get(self, request: Request) -> Response:
        query = ConversionQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        by = query.validated_data["by"]
        filters = query.to_filters()
        read = read_figures(request._request, lambda: conversion(by=by, filters=filters))
        table = read.made
        return Response(
            {
                "by": by,
                "as_of": read.as_of.isoformat(),
                "maturity_days": table.maturity_days,
                "rows": [row.as_json() for row in table.rows],
                "total": table.total.as_json(),
            }
        )


class FiguresView(APIView):
    """The figures of a sheet: a subclass says what they are, and its serializer how they are written."""

    required_actions = {"get": Action.VIEW_CONVERSION}

    def find(self, filters: Filters) -> Mapping[str, Any]:
        """What is answered beside the moment and the maturity age."""
        raise NotImplementedError

    def answer(self, request: Request, serializer: type[FiguresSerializer]) -> Response:
        query = FiguresQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        filters = query.to_filters()
        read = read_figures(request._request, lambda: (self.find(filters), maturity_days()))
        found, age = read.made
        return Response(serializer({**found, "as_of": read.as_of, "maturity_days": age}).data)


class KindsView(FiguresView):
    """What became of the leads by the kind of their call-to-action."""

    @extend_schema(parameters=[FiguresQuery], responses=BreakdownSerializer)
    def get(self, request: Request) -> Response:
        return self.answer(request, BreakdownSerializer)

    def find(self, filters: Filters) -> Mapping[str, Any]:
        return {"rows": by_kind(filters)}


class RepsView(FiguresView):
    """What became of the leads by the rep they lie with now."""

    required_actions = {"get": Action.VIEW_FIGURES_OF_REPS}

    @extend_schema(parameters=[FiguresQuery], responses=BreakdownSerializer)
    def get(self, request: Request) -> Response:
        return self.answer(request, BreakdownSerializer)

    def find(self, filters: Filters) -> Mapping[str, Any]:
        return {"rows": by_rep(filters, today())}


class MoneyView(FiguresView):
    """What leads cost and brought: in all, and by campaign at equal age."""

    @extend_schema(parameters=[FiguresQuery], responses=MoneySerializer)
    def get(self, request: Request) -> Response:
        return self.answer(request, MoneySerializer)

    def find(self, filters: Filters) -> Mapping[str, Any]:
        found = money(filters, today())
        sources = attribution(found.cohort, deals=found.mature.figures.won_in_time)
        return {
            "until": found.cohort.end,
            "so_far": found.so_far,
            "mature": found.mature,
            "campaigns": found.campaigns,
            "attribution": sources.sources if sources else None,
        }
