"""How the figures of the sheet "alignment" are written."""

from __future__ import annotations

from typing import Any, get_args

from rest_framework import serializers

from counting.statistics import Direction, Lean, Side
from figures.agreement import Unit
from insights.api.serializers import CountedRateSerializer, FiguresSerializer


class BandSerializer(serializers.Serializer[Any]):
    """A figure that is no plain share of counts, with its interval of 95 %."""

    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class AgreementSerializer(serializers.Serializer[Any]):
    """Pairs of marketing's grade and sales' first rating: the same letter, marketing's better or worse."""

    same = CountedRateSerializer()
    optimistic = CountedRateSerializer()
    pessimistic = CountedRateSerializer()
    lean = serializers.ChoiceField(
        choices=get_args(Lean), help_text="Optimistic or pessimistic only beyond chance."
    )
    kappa = BandSerializer(allow_null=True, help_text="Linear weights; null below 30 pairs.")


class SpanSerializer(serializers.Serializer[Any]):
    start = serializers.DateField(help_text="Its first day.")
    agreement = AgreementSerializer()


class CampaignPairsSerializer(serializers.Serializer[Any]):
    """A whole campaign in the period; `side` and `lean` only beyond chance over all campaigns."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    agreement = AgreementSerializer()
    side = serializers.ChoiceField(
        choices=get_args(Side), source="same.side", help_text="Its equal letters beside those of all others."
    )
    lean = serializers.ChoiceField(choices=get_args(Lean))


class PairsSerializer(serializers.Serializer[Any]):
    """`matrix[grade][rating]` counts pairs, A first; the trend is that of equal letters over the spans."""

    leads = serializers.IntegerField()
    rated = serializers.IntegerField()
    matrix = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    agreement = AgreementSerializer()
    unit = serializers.ChoiceField(choices=get_args(Unit))
    spans = SpanSerializer(many=True)
    direction = serializers.ChoiceField(choices=get_args(Direction), source="trend.direction")
    campaigns = CampaignPairsSerializer(many=True)


class RatedTwiceSerializer(serializers.Serializer[Any]):
    """First ratings beside second opinions of somebody who had not read them, of the leads meant.

    `matrix[first][second]` counts pairs, A first; in `agreement` "optimistic" is a first letter better than
    the second. `asked` is the sum of all pairs, `cannot_tell` and `unanswered`.
    """

    asked = serializers.IntegerField()
    cannot_tell = serializers.IntegerField()
    unanswered = serializers.IntegerField()
    matrix = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    agreement = AgreementSerializer()


class CampaignWaitsSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    bands = CountedRateSerializer(many=True)
    unknown = CountedRateSerializer()


class WaitsSerializer(serializers.Serializer[Any]):
    """Deals in time by the wait for the first contact: within an hour, a day, three days, a week, later.

    The trend goes over these bands within campaigns; `expected` are the deals of each band were every
    campaign the same in all bands. `unknown`: never reached, or nobody wrote it down.
    """

    bands = CountedRateSerializer(many=True)
    expected = serializers.ListField(child=serializers.FloatField(), source="trend.expected")
    unknown = CountedRateSerializer()
    slope = serializers.FloatField(allow_null=True, source="trend.slope", help_text="From band to band.")
    direction = serializers.ChoiceField(
        choices=get_args(Direction), source="trend.direction", help_text="Up or down only beyond chance."
    )
    campaigns = CampaignWaitsSerializer(many=True)


class CampaignBesideSerializer(serializers.Serializer[Any]):
    """A whole campaign in the period: lead to deal as counted, and with the company's mix of reps."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    raw = CountedRateSerializer()
    rest = CountedRateSerializer()
    compared_leads = serializers.IntegerField(source="found.compared_leads")
    standardised = BandSerializer(allow_null=True, source="found.campaign")
    standardised_rest = BandSerializer(allow_null=True, source="found.rest")
    direction = serializers.ChoiceField(
        choices=get_args(Direction), help_text="Beside the rest with the same reps, only beyond chance."
    )


class AlignmentSerializer(FiguresSerializer):
    pairs = PairsSerializer()
    waits = WaitsSerializer()
    same_reps = CampaignBesideSerializer(many=True)
    rated_twice = RatedTwiceSerializer()
