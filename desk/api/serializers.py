from __future__ import annotations

from typing import Any

from rest_framework import serializers

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
