from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import Team, User
from bulk.api.serializers import BulkActionSerializer
from bulk.leaving import Way
from desk.search import Kind


class HitSerializer(serializers.Serializer[Any]):
    """One thing found."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    number = serializers.IntegerField(help_text="Of the lead, company, campaign or call-to-action.")
    title = serializers.CharField()
    detail = serializers.CharField(help_text="What tells it from others of this title.")
    url = serializers.CharField(help_text="The page it leads to, as a path.")


class SearchSerializer(serializers.Serializer[Any]):
    """What was found, by kind in the order of the page."""

    results = HitSerializer(many=True, source="hits")
    has_more = serializers.BooleanField(help_text="Whether more leads fit than are shown.")


class HoldingsSerializer(serializers.Serializer[Any]):
    """How much lies with somebody: numbers of leads, questions, campaigns and absences."""

    leads = serializers.IntegerField(help_text="Open with sales.")
    unanswered = serializers.IntegerField(help_text="Of these, nobody has accepted so many.")
    rated = serializers.IntegerField(help_text="Of these, so many are rated; no pool takes them.")
    history = serializers.IntegerField(help_text="Of these, so many came with the history; they stay.")
    follow_ups = serializers.IntegerField()
    questions = serializers.IntegerField(help_text="Of sales, without a reply.")
    campaigns = serializers.IntegerField()
    absences = serializers.IntegerField(help_text="In which they stand in for somebody.")


class LeavingInput(serializers.Serializer[Any]):
    """Who takes the work: `receivers` get the leads in turn, `owner` the campaigns; without one they stay."""

    way = serializers.ChoiceField(choices=Way.choices)
    receivers = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.who_take_leads(), many=True, default=()
    )
    owner = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.active().in_team(Team.MARKETING), allow_null=True, default=None
    )


class LeftSerializer(serializers.Serializer[Any]):
    """The actions that move the leads, done in the background, and how many campaigns changed owners."""

    actions = BulkActionSerializer(many=True)
    campaigns = serializers.IntegerField()
