from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.own_company import today
from accounts.permissions import Action
from counting.filters import Filters
from figures import conversion
from figures.agreement import grades_beside_ratings
from figures.attribution import attribution
from figures.breakdown import by_kind, by_rep
from figures.changes import find_changes
from figures.health import find_health
from figures.money import money
from figures.said_sources import SaidSources, said_sources
from figures.same_reps import campaigns_with_same_reps
from figures.tables import maturity_days
from figures.told_apart import find_ways, tell_apart
from figures.waits import waits
from insights.api.alignment import AlignmentSerializer
from insights.api.serializers import (
    BreakdownSerializer,
    ChangesQuery,
    ChangesSerializer,
    ConversionQuery,
    ConversionSerializer,
    FiguresQuery,
    FiguresSerializer,
    HealthSerializer,
    MoneySerializer,
    ToldApartQuery,
    ToldApartSerializer,
)
from insights.pages.causes import WORDS
from insights.pages.told_apart import name_part, name_way
from insights.replica import read_figures
from second_opinions.figures import read_rated_twice
from values.text import shorten


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
    query_class: type[FiguresQuery] = FiguresQuery

    def find(self, filters: Filters) -> Mapping[str, Any]:
        """What is answered beside the moment and the maturity age."""
        raise NotImplementedError

    def find_asked(self, filters: Filters, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """The same where the query asks for more than which leads."""
        return self.find(filters)

    def answer(self, request: Request, serializer: type[FiguresSerializer]) -> Response:
        query = self.query_class(data=request.query_params)
        query.is_valid(raise_exception=True)
        filters, asked = query.to_filters(), query.validated_data
        read = read_figures(request._request, lambda: (self.find_asked(filters, asked), maturity_days()))
        found, age = read.made
        return Response(serializer({**found, "as_of": read.as_of, "maturity_days": age}).data)


class KindsView(FiguresView):
    """What became of the leads by the kind of their call-to-action."""

    @extend_schema(parameters=[FiguresQuery], responses=BreakdownSerializer)
    def get(self, request: Request) -> Response:
        return self.answer(request, BreakdownSerializer)

    def find(self, filters: Filters) -> Mapping[str, Any]:
        return {"rows": by_kind(filters)}


class BreakdownView(FiguresView):
    """What became of the leads told apart by one thing: a question, the page, where they came from."""

    query_class = ToldApartQuery

    @extend_schema(parameters=[ToldApartQuery], responses=ToldApartSerializer)
    def get(self, request: Request) -> Response:
        return self.answer(request, ToldApartSerializer)

    def find_asked(self, filters: Filters, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        by, ways = asked["by"], find_ways(sees_reps=False)
        told = tell_apart(by, filters, today()) if by in ways else None
        if told is None:
            values = {"value": shorten(by), "allowed": ", ".join(ways)}
            raise ValidationError({"by": _("“%(value)s” is not known; allowed are %(allowed)s.") % values})
        rows = [
            {
                "key": part.key,
                "name": name_part(told, part),
                "leads": part.leads,
                "good": part.good,
                "mature": part.mature,
                "lean": lean,
            }
            for part, lean in zip(told.parts, told.leans, strict=True)
        ]
        return {
            "by": by,
            "ways": [{"by": way, "name": name_way(way)} for way in ways],
            "rows": rows,
            "total": told.total.leads,
            "gives_several": told.of_facet.gives_several if told.of_facet else 0,
            "others_said": told.of_facet.others_said if told.of_facet else 0,
        }


class RepsView(FiguresView):
    """What became of the leads by the rep they lie with now."""

    required_actions = {"get": Action.VIEW_FIGURES_OF_REPS}

    @extend_schema(parameters=[FiguresQuery], responses=BreakdownSerializer)
    def get(self, request: Request) -> Response:
        return self.answer(request, BreakdownSerializer)

    def find(self, filters: Filters) -> Mapping[str, Any]:
        return {"rows": by_rep(filters, today())}


class AlignmentView(FiguresView):
    """Whether marketing and sales agree, whether late calls cost deals, and campaigns with the same reps."""

    @extend_schema(parameters=[FiguresQuery], responses=AlignmentSerializer)
    def get(self, request: Request) -> Response:
        return self.answer(request, AlignmentSerializer)

    def find(self, filters: Filters) -> Mapping[str, Any]:
        return {
            "pairs": grades_beside_ratings(filters),
            "waits": waits(filters, today()),
            "same_reps": campaigns_with_same_reps(filters, today()),
            "rated_twice": read_rated_twice(filters),
        }


class MoneyView(FiguresView):
    """What leads cost and brought: in all, and by campaign at equal age."""

    @extend_schema(parameters=[FiguresQuery], responses=MoneySerializer)
    def get(self, request: Request) -> Response:
        return self.answer(request, MoneySerializer)

    def find(self, filters: Filters) -> Mapping[str, Any]:
        found = money(filters, today())
        sources = attribution(found.cohort)
        return {
            "until": found.cohort.end,
            "so_far": found.so_far,
            "mature": found.mature,
            "campaigns": found.campaigns,
            "attribution": sources.sources,
            "said_sources": _list_pairs(said_sources(filters)),
        }


def _list_pairs(found: SaidSources) -> Mapping[str, Any]:
    pairs = [
        {"channel": found.names.get(row.id or 0), "said": found.names.get(channel), "leads": count}
        for row in found.rows
        for channel in found.columns
        if (count := row.said.get(channel, 0))
    ]
    return {"leads": found.leads, "said": found.asked, "same": found.same, "pairs": pairs}


class ChangesView(FiguresView):
    """Why figures of the past are others now: how they stood, how they stand, and what moved them."""

    query_class = ChangesQuery

    @extend_schema(parameters=[ChangesQuery], responses=ChangesSerializer)
    def get(self, request: Request) -> Response:
        return self.answer(request, ChangesSerializer)

    def find_asked(self, filters: Filters, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        changes = find_changes(filters, asked.get("since"), today())
        causes = [
            {
                "cause": WORDS[cause.kind].name,
                "label": WORDS[cause.kind].label,
                "leads": cause.leads,
                "moved": cause.moved,
            }
            for cause in changes.causes
        ]
        names = ("since", "choices", "begun_on", "then", "now", "unexplained")
        return {**{name: getattr(changes, name) for name in names}, "causes": causes}


class HealthView(FiguresView):
    """How far the data of each campaign can be relied on."""

    @extend_schema(parameters=[FiguresQuery], responses=HealthSerializer)
    def get(self, request: Request) -> Response:
        return self.answer(request, HealthSerializer)

    def find(self, filters: Filters) -> Mapping[str, Any]:
        health = find_health(filters, today())
        names = ("campaigns", "doors", "usual", "verified_at", "drift")
        return {name: getattr(health, name) for name in names}
