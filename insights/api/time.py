"""The figures of the sheet "over time" for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.own_company import today
from counting.ages import Unit
from counting.filters import Filters
from figures.ripeness import outlooks, ripeness
from figures.time import cohorts, ends, velocity
from insights.api.serializers import CountedRateSerializer, FiguresQuery, FiguresSerializer
from insights.api.views import FiguresView


class CohortsQuery(FiguresQuery):
    """Which leads, and whether by month or by ISO week of intake."""

    by = serializers.ChoiceField(choices=get_args(Unit), default="month")


class DealSpanSerializer(serializers.Serializer[Any]):
    low = serializers.IntegerField()
    high = serializers.IntegerField()


class ForecastSerializer(serializers.Serializer[Any]):
    """The deals a cohort will end with, learned from so many older cohorts."""

    expected = serializers.FloatField()
    likely = DealSpanSerializer(help_text="Holds them in 80 of 100 cases.")
    nearly_certain = DealSpanSerializer(help_text="Holds them in 95 of 100 cases.")
    cohorts = serializers.IntegerField()


class CohortSerializer(serializers.Serializer[Any]):
    """Leads of one month or week; `rates` are in the order of `ages`, null where some leads are younger."""

    start = serializers.DateField()
    end = serializers.DateField()
    is_cut = serializers.BooleanField(help_text="The period asked for has only a part of it.")
    leads = serializers.IntegerField(help_text="Without deals of unknown date.")
    rates = serializers.ListField(child=CountedRateSerializer(allow_null=True))
    forecast = ForecastSerializer(allow_null=True, help_text="Deals within the last of the ages.")


class CohortsSerializer(FiguresSerializer):
    by = serializers.CharField()
    ages = serializers.ListField(child=serializers.IntegerField(), help_text="In days.")
    rows = CohortSerializer(many=True)


class ShareBandSerializer(serializers.Serializer[Any]):
    """A share with its 95 % interval."""

    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class IncidenceDaySerializer(serializers.Serializer[Any]):
    """What has become of leads by the end of this day of theirs (Aalen-Johansen)."""

    days = serializers.IntegerField()
    at_risk = serializers.IntegerField(help_text="Still open as the day began.")
    won = ShareBandSerializer()
    lost = ShareBandSerializer()


class IncidenceSerializer(FiguresSerializer):
    leads = serializers.IntegerField(help_text="In the curve: without ends of unknown date.")
    supported_days = serializers.IntegerField(
        allow_null=True, help_text="The last age that ten leads were watched at."
    )
    before = serializers.IntegerField(help_text="Decided before intake, counted as day 0.")
    won_later = serializers.IntegerField(help_text="Deals after the last age.")
    lost_later = serializers.IntegerField(help_text="Lost after the last age.")
    won_undated = serializers.IntegerField()
    lost_undated = serializers.IntegerField()
    ages = IncidenceDaySerializer(many=True)


class CampaignAgeSerializer(serializers.Serializer[Any]):
    """Half of the leads of a campaign are at least `age` days old; `share` of its deals are usually in."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    leads = serializers.IntegerField()
    age = serializers.IntegerField()
    is_own = serializers.BooleanField(help_text="Learned from its own leads, not from all campaigns.")
    deals = serializers.IntegerField(help_text="That it was learned from.")
    share = serializers.FloatField(allow_null=True)
    at_maturity = serializers.FloatField(allow_null=True)


class RipenessSerializer(FiguresSerializer):
    longest = serializers.IntegerField(help_text="Deals within so many days are taken as final.")
    deals = serializers.IntegerField()
    at_maturity = serializers.FloatField(allow_null=True, help_text="Of all campaigns.")
    campaigns = CampaignAgeSerializer(many=True)


class PaceSerializer(serializers.Serializer[Any]):
    """How long one step took, in seconds within 5 %; negative: before it could begin."""

    lag = serializers.CharField()
    count = serializers.IntegerField()
    median = serializers.FloatField(allow_null=True)
    most = serializers.FloatField(allow_null=True, help_text="80 % took no longer.")


class VelocityRowSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(allow_null=True, help_text="A campaign; null: all leads meant.")
    name = serializers.CharField()
    leads = serializers.IntegerField(help_text="Old enough to judge.")
    paces = PaceSerializer(many=True)


class VelocitySerializer(FiguresSerializer):
    rows = VelocityRowSerializer(many=True)


class CohortsView(FiguresView):
    """Leads by month or ISO week of intake: what was won by the same ages, and what is to be expected."""

    query_class = CohortsQuery

    @extend_schema(parameters=[CohortsQuery], responses=CohortsSerializer)
    def get(self, request: Request) -> Response:
        return self.answer(request, CohortsSerializer)

    def find_asked(self, filters: Filters, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        unit: Unit = asked["by"]
        found = cohorts(filters, unit, today())
        forecasts = {one.cohort.start: one.forecast for one in outlooks(filters, unit, today())}
        rows = [
            {
                "start": row.start,
                "end": row.end,
                "is_cut": row.is_cut,
                "leads": row.leads,
                "rates": row.rates,
                "forecast": forecasts.get(row.start),
            }
            for row in found.rows
        ]
        return {"by": unit, "ages": found.ages, "rows": rows}


class IncidenceView(FiguresView):
    """What share of leads is won and lost by each age, with open leads followed as long as they are known."""

    @extend_schema(parameters=[FiguresQuery], responses=IncidenceSerializer)
    def get(self, request: Request) -> Response:
        return self.answer(request, IncidenceSerializer)

    def find(self, filters: Filters) -> Mapping[str, Any]:
        found = ends(filters, today())
        return {
            "leads": found.leads,
            "supported_days": found.incidence.supported_days,
            "before": found.before,
            "won_later": found.won_later,
            "lost_later": found.lost_later,
            "won_undated": found.won_undated,
            "lost_undated": found.lost_undated,
            "ages": found.incidence.ages,
        }


class RipenessView(FiguresView):
    """How complete the deals of each campaign are at the age of its leads."""

    @extend_schema(parameters=[FiguresQuery], responses=RipenessSerializer)
    def get(self, request: Request) -> Response:
        return self.answer(request, RipenessSerializer)

    def find(self, filters: Filters) -> Mapping[str, Any]:
        found = ripeness(filters, today())
        return {
            "longest": found.longest,
            "deals": found.deals,
            "at_maturity": found.at_maturity,
            "campaigns": found.campaigns,
        }


class VelocityView(FiguresView):
    """How long each step takes, of leads old enough to judge, in all and by campaign."""

    @extend_schema(parameters=[FiguresQuery], responses=VelocitySerializer)
    def get(self, request: Request) -> Response:
        return self.answer(request, VelocitySerializer)

    def find(self, filters: Filters) -> Mapping[str, Any]:
        return {"rows": velocity(filters, today())}
