from __future__ import annotations

from typing import Any, get_args

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.settings import api_settings

from campaigns.models import CallToAction, Campaign, Channel
from counting.filters import Filters
from counting.kinds import Cost, Figure, MatureShare, Share, SoFar
from counting.measures import SHOWN
from counting.queries import Dimension
from values.text import shorten


class FiguresQuery(serializers.Serializer[Any]):
    """Which leads: `from` and `to` are days of intake, both included; everything is optional."""

    campaign = serializers.PrimaryKeyRelatedField(queryset=Campaign.objects.all(), required=False)
    cta = serializers.PrimaryKeyRelatedField(queryset=CallToAction.objects.all(), required=False)
    channel = serializers.SlugRelatedField(
        slug_field="name", queryset=Channel.objects.all(), required=False, help_text="By name."
    )
    no_channel = serializers.BooleanField(required=False, help_text="Only leads without a channel.")

    def get_fields(self) -> dict[str, Any]:
        # "from" is a word of Python, so the two days cannot be attributes.
        days = {name: serializers.DateField(required=False) for name in ("from", "to")}
        return {**super().get_fields(), **days}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        self._refuse_unknown()
        first, last = attrs.get("from"), attrs.get("to")
        if first and last and last < first:
            message = _("%(end)s lies before %(start)s.") % {"end": last, "start": first}
            raise serializers.ValidationError({"to": message})
        return attrs

    def _refuse_unknown(self) -> None:
        """A filter nobody knows would be taken for one that works."""
        # "format" is how the answer is written, and asked for by the framework.
        unknown = sorted(set(self.initial_data) - set(self.fields) - {api_settings.URL_FORMAT_OVERRIDE})
        if unknown:
            message = _("“%(name)s” is no filter here. Allowed are: %(allowed)s.")
            allowed = ", ".join(self.fields)
            errors = {name: message % {"name": shorten(name), "allowed": allowed} for name in unknown}
            raise serializers.ValidationError(errors)

    def to_filters(self) -> Filters:
        """What figures are asked for by; call after `is_valid`."""
        said = self.validated_data
        campaign, cta, channel = (said.get(name) for name in ("campaign", "cta", "channel"))
        return Filters(
            start=said.get("from"),
            end=said.get("to"),
            campaign_id=campaign.pk if campaign else None,
            cta_id=cta.pk if cta else None,
            channel_id=channel.current.pk if channel else None,
            has_no_channel=said.get("no_channel", False),
        )


class ConversionQuery(FiguresQuery):
    """Which leads, and by what they are told apart."""

    by = serializers.ChoiceField(choices=get_args(Dimension), default="campaign")


class RateSerializer(serializers.Serializer[Any]):
    """A share with its Wilson 95 % interval; null without any case."""

    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class MatureRateSerializer(RateSerializer):
    """Won within the maturity age, of the leads that came in at least that long ago: the rate to compare."""

    leads = serializers.IntegerField()
    won = serializers.IntegerField()


def _field_of(figure: Figure) -> serializers.Field[Any, Any, Any, Any]:
    if isinstance(figure, MatureShare):
        return MatureRateSerializer()
    if isinstance(figure, SoFar):
        return RateSerializer(
            help_text="All deals until now of all leads, whatever their age: not to compare."
        )
    if isinstance(figure, Share):
        return RateSerializer()
    return serializers.IntegerField(allow_null=isinstance(figure, Cost))


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string"}]})
class KeyField(serializers.Field[Any, Any, Any, Any]):
    """A campaign or call-to-action by its number, a channel by its name, a month as 2026-03."""

    def to_representation(self, value: int | str) -> int | str:
        return value


class RowSerializer(serializers.Serializer[Any]):
    """One row of figures; a stage reached implies the earlier ones, and `implied` says how many were."""

    key = KeyField(
        allow_null=True,
        help_text="A channel by its name, a month as 2026-03. Null: those without.",
    )
    label = serializers.CharField()  # type: ignore[assignment]
    implied = serializers.DictField(child=serializers.IntegerField())

    def get_fields(self) -> dict[str, Any]:
        """With the SHOWN figures; those that share an object are one field."""
        inner = {figure.key.partition(".")[0] for figure in SHOWN if "." in figure.key}
        objects = {name: serializers.DictField(child=serializers.IntegerField()) for name in inner}
        fields = {figure.key: _field_of(figure) for figure in SHOWN if "." not in figure.key}
        return {**super().get_fields(), **fields, **objects}


class ConversionSerializer(serializers.Serializer[Any]):
    by = serializers.CharField()
    as_of = serializers.DateTimeField()
    maturity_days = serializers.IntegerField(help_text="By this age of a lead a deal is in time.")
    rows = RowSerializer(many=True)
    total = RowSerializer()


class CountedRateSerializer(RateSerializer):
    """A share with the two counts it is made of."""

    count = serializers.IntegerField()
    of = serializers.IntegerField()


class FiguresSerializer(serializers.Serializer[Any]):
    """What every answer begins with: the moment up to which all is counted, and the age of the rate."""

    as_of = serializers.DateTimeField()
    maturity_days = serializers.IntegerField(help_text="By this age of a lead a deal is in time.")


class PartSerializer(serializers.Serializer[Any]):
    """One part of the leads; `good` of the rated, `mature` the deals in time of those old enough to judge."""

    key = serializers.CharField(allow_null=True, help_text="Null: the leads without.")
    name = serializers.CharField()
    leads = serializers.IntegerField()
    good = CountedRateSerializer()
    mature = CountedRateSerializer()


class BreakdownSerializer(FiguresSerializer):
    rows = PartSerializer(many=True)


class ToldApartQuery(FiguresQuery):
    """Which leads; and by what they are told apart. What there is to ask for, the answer says as `ways`."""

    by = serializers.CharField(
        default="kind", max_length=40, help_text="As one of `ways`: kind, page, answer-12 …"
    )


class ComparedPartSerializer(PartSerializer):
    """`key` is "other" for what is not shown by name; `lean` is "level" where nothing is beyond chance."""

    lean = serializers.ChoiceField(
        choices=["up", "down", "level"], help_text="Deals in time, against all other leads."
    )


class WaySerializer(serializers.Serializer[Any]):
    by = serializers.CharField()
    name = serializers.CharField()


class ToldApartSerializer(FiguresSerializer):
    """`total` are all leads meant. Where a lead gave several answers, the rows add up to more than that."""

    by = serializers.CharField()
    ways = WaySerializer(many=True)
    rows = ComparedPartSerializer(many=True)
    total = serializers.IntegerField(help_text="Leads.")
    gives_several = serializers.IntegerField(help_text="How often a lead gave one answer more.")
    others_said = serializers.IntegerField(
        help_text="How often another answer was given, where no number of leads is known."
    )


class WasteSerializer(serializers.Serializer[Any]):
    """What the leads that were not good cost: between these two, as long as some are not rated."""

    low_cents = serializers.IntegerField()
    high_cents = serializers.IntegerField()
    unrated = serializers.IntegerField()


class SalesTimeSerializer(serializers.Serializer[Any]):
    """What the contact attempts on leads that were not good cost, at the prices of their days.

    `unpriced` of them were made on days without a price and are in no amount.
    """

    low_cents = serializers.IntegerField(source="waste.low_cents")
    high_cents = serializers.IntegerField(source="waste.high_cents")
    attempts_not_good = serializers.IntegerField(source="not_good")
    attempts_unjudged = serializers.IntegerField(source="unjudged")
    unpriced = serializers.IntegerField()


class CostRangeSerializer(serializers.Serializer[Any]):
    """What a deal may cost by chance alone; `high_cents` is null where there may be none at all."""

    low_cents = serializers.IntegerField()
    high_cents = serializers.IntegerField(allow_null=True)


class SpentSerializer(serializers.Serializer[Any]):
    """What leads cost and brought; money in cents, null where nobody knows."""

    cost_cents = serializers.IntegerField(allow_null=True)
    leads = serializers.IntegerField(source="figures.leads")
    callable = serializers.IntegerField(source="figures.callable", help_text="With consent to be called.")
    agreed = serializers.IntegerField(source="figures.agreed", help_text="With consent by any channel.")
    accepted = serializers.IntegerField(source="figures.accepted")
    good = serializers.IntegerField(source="figures.good", help_text="Rated good, or won.")
    not_good = serializers.IntegerField()
    unjudged = serializers.IntegerField(help_text="Neither rated nor won.")
    deals_in_time = serializers.IntegerField(source="figures.won_in_time")
    unvalued = serializers.IntegerField(help_text="Deals in time whose value is not known.")
    uncosted = serializers.IntegerField(help_text="Leads of days without any cost of their campaign.")
    revenue_cents = serializers.IntegerField(help_text="Of deals in time.")
    roi = serializers.FloatField(allow_null=True, help_text="(revenue - cost) / cost.")
    deal_cost_range = CostRangeSerializer(source="deal_range", allow_null=True)
    waste = WasteSerializer(allow_null=True, help_text="Of what marketing spent.")
    sales_waste = SalesTimeSerializer(
        source="sales", allow_null=True, help_text="Null: nobody has priced a contact attempt."
    )


class CampaignSpentSerializer(SpentSerializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class CreditedSerializer(serializers.Serializer[Any]):
    """Deals in time and their cents as `first`, `last`, `linear` and `position` credit them to a source."""

    source = serializers.CharField(  # type: ignore[assignment]
        allow_null=True, help_text="Null: not attributed, always the last."
    )
    deals = serializers.DictField(child=serializers.FloatField())
    cents = serializers.DictField(child=serializers.IntegerField())


class SaidSourceSerializer(serializers.Serializer[Any]):
    """Leads that came by one channel whose people named another, or the same."""

    channel = serializers.CharField(allow_null=True, help_text="Came by; null: by none.")
    said = serializers.CharField(allow_null=True, help_text="Named; null: something else.")
    leads = serializers.IntegerField()


class SaidSourcesSerializer(serializers.Serializer[Any]):
    """Measured beside said, of all leads meant; `same` is of the leads where both are a channel."""

    leads = serializers.IntegerField()
    said = serializers.IntegerField(help_text="Leads whose people said anything.")
    same = CountedRateSerializer()
    pairs = SaidSourceSerializer(many=True)


class MoneySerializer(FiguresSerializer):
    """`so_far` is of all leads; everything else of those that came in until `until`."""

    until = serializers.DateField()
    so_far = SpentSerializer()
    mature = SpentSerializer()
    campaigns = CampaignSpentSerializer(many=True)
    attribution = CreditedSerializer(many=True)
    said_sources = SaidSourcesSerializer()


class ChangesQuery(FiguresQuery):
    """Which leads; and since when, the last day of a month."""

    since = serializers.DateField(
        required=False, help_text="One of `choices` of the answer; without it, or any other day, the first."
    )


class CountsSerializer(serializers.Serializer[Any]):
    """The counts that are told of; `cost_cents` is null where costs cannot be told apart."""

    leads = serializers.IntegerField()
    rated_recorded = serializers.IntegerField()
    good_recorded = serializers.IntegerField()
    won = serializers.IntegerField()
    lost = serializers.IntegerField()
    revenue_cents = serializers.IntegerField()
    cost_cents = serializers.IntegerField(allow_null=True)


class StandSerializer(serializers.Serializer[Any]):
    """How figures stood at the end of a day; `mature` is null where another age was in force."""

    counts = CountsSerializer()
    mature = CountedRateSerializer(allow_null=True)


class CauseSerializer(serializers.Serializer[Any]):
    """What happened to so many leads, and by how much that moved each count."""

    cause = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    leads = serializers.IntegerField()
    moved = CountsSerializer()


class ChangesSerializer(FiguresSerializer):
    since = serializers.DateField(help_text="The figures of then are those of the end of this day.")
    choices = serializers.ListField(child=serializers.DateField())
    begun_on = serializers.DateField(allow_null=True, help_text="The first day of which changes are known.")
    then = StandSerializer()
    now = StandSerializer()
    causes = CauseSerializer(many=True)
    unexplained = serializers.DictField(
        child=serializers.IntegerField(), help_text="What moved without a cause; empty as a rule."
    )


class UncostedSerializer(serializers.Serializer[Any]):
    """The last day with a cost, and the days with leads since."""

    last = serializers.DateField()
    days = serializers.IntegerField()
    leads = serializers.IntegerField()


class DataOfCampaignSerializer(serializers.Serializer[Any]):
    """The data of one campaign; `troubles` names what needs a hand: silent, costs, ratings, source, deals."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    is_live = serializers.BooleanField()
    leads = serializers.IntegerField()
    last_on = serializers.DateField(allow_null=True)
    is_silent = serializers.BooleanField()
    uncosted = UncostedSerializer(allow_null=True)
    late = CountedRateSerializer()
    unsourced = CountedRateSerializer()
    undated = CountedRateSerializer()
    unvalued = CountedRateSerializer()
    history = CountedRateSerializer()
    troubles = serializers.ListField(child=serializers.CharField())


class DoorSerializer(serializers.Serializer[Any]):
    """The last day by which leads came by one way in."""

    door = serializers.CharField()
    last_on = serializers.DateField()
    is_silent = serializers.BooleanField()


class UsualSerializer(serializers.Serializer[Any]):
    """After how many days four in five leads are contacted and rated; null where too few are rated."""

    contact = serializers.IntegerField(allow_null=True)
    rating = serializers.IntegerField(allow_null=True)


class HealthSerializer(FiguresSerializer):
    campaigns = DataOfCampaignSerializer(many=True)
    doors = DoorSerializer(many=True)
    usual = UsualSerializer()
    verified_at = serializers.DateTimeField(allow_null=True)
    drift = serializers.IntegerField()
