"""Whether it has helped, as programs read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.own_company import today
from counting.filters import Filters
from counting.statistics import Mean
from figures.helped import BENEFITS, Comparison, Customers, Measured, Verdict, find_helped
from insights.api.serializers import FiguresQuery, FiguresSerializer
from insights.api.views import FiguresView


class CustomersSerializer(serializers.Serializer[Any]):
    """Deals of this side of which nobody knows it, and the share if none and if all were customers."""

    unknown = serializers.IntegerField()
    least = serializers.FloatField(allow_null=True)
    most = serializers.FloatField(allow_null=True)


class MeasuredSerializer(serializers.Serializer[Any]):
    """One side: a share of `of` cases with their `count`, or cents per case."""

    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    count = serializers.IntegerField(help_text="Cases, or cents in all.")
    of = serializers.IntegerField()
    first = serializers.DateField(allow_null=True, help_text="Day of intake; null is open.")
    last = serializers.DateField(allow_null=True)
    customers = CustomersSerializer(allow_null=True)


class ComparedSerializer(serializers.Serializer[Any]):
    """One figure before and now; `basis` is "halves" where it was not measured before."""

    name = serializers.CharField()
    is_benefit = serializers.BooleanField()
    basis = serializers.ChoiceField(choices=["before", "halves"])
    before = MeasuredSerializer()
    now = MeasuredSerializer()
    difference = serializers.FloatField(allow_null=True)
    difference_low = serializers.FloatField(allow_null=True)
    difference_high = serializers.FloatField(allow_null=True)
    verdict = serializers.ChoiceField(choices=get_args(Verdict))
    needed = serializers.IntegerField(
        allow_null=True, help_text="So many more cases at least until it is certain, if it stays like this."
    )


class HelpedSerializer(FiguresSerializer):
    introduced_on = serializers.DateField(allow_null=True, help_text="Null: no lead under a definition yet.")
    is_set = serializers.BooleanField(help_text="Whether somebody set the day.")
    comparisons = ComparedSerializer(many=True)


class HelpedView(FiguresView):
    """Whether working together has helped: before and since the introduction, at equal age."""

    @extend_schema(parameters=[FiguresQuery], responses=HelpedSerializer)
    def get(self, request: Request) -> Response:
        return self.answer(request, HelpedSerializer)

    def find(self, filters: Filters) -> Mapping[str, Any]:
        found = find_helped(filters, today())
        introduction = found.introduction
        return {
            "introduced_on": introduction.day if introduction else None,
            "is_set": introduction is not None and introduction.is_set,
            "comparisons": [
                _compared(one, found.customers.get(one.name)) for one in found.comparisons.values()
            ],
        }


def _compared(one: Comparison, customers: tuple[Customers, Customers] | None) -> dict[str, Any]:
    of_now, of_before = customers or (None, None)
    return {
        "name": one.name,
        "is_benefit": one.name in BENEFITS,
        "basis": one.basis,
        "before": _measured(one.before, one.before_filters, of_before),
        "now": _measured(one.now, one.now_filters, of_now),
        "difference": one.difference.value,
        "difference_low": one.difference.low,
        "difference_high": one.difference.high,
        "verdict": one.verdict,
        "needed": one.needed,
    }


def _measured(measured: Measured, filters: Filters, customers: Customers | None) -> dict[str, Any]:
    count = measured.total if isinstance(measured, Mean) else measured.count
    return {
        "value": measured.value,
        "low": measured.low,
        "high": measured.high,
        "count": count,
        "of": measured.of,
        "first": filters.start,
        "last": filters.end,
        "customers": customers,
    }
