"""Companies that may be one; what is said of two of them is an operation on one of them (`firms.py`)."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from accounts.permissions import Action
from firms.models import FirmPair, Likeness, Organisation

WHY = [(one.name.lower(), one.label) for one in Likeness]


class PairedFirmSerializer(serializers.ModelSerializer[Organisation]):
    """One of the two, with the version that a merge can be bound to."""

    class Meta:
        model = Organisation
        fields = ("id", "name", "row_version")


class FirmPairSerializer(serializers.ModelSerializer[FirmPair]):
    """Two companies that may be one, and why."""

    firm = PairedFirmSerializer()
    other = PairedFirmSerializer(source="other_firm")
    why = serializers.SerializerMethodField()

    class Meta:
        model = FirmPair
        fields = ("firm", "other", "why")

    @extend_schema_field(serializers.ChoiceField(choices=WHY))
    def get_why(self, pair: FirmPair) -> str:
        return Likeness(pair.why).name.lower()


class FirmPairList(ListAPIView[FirmPair]):
    """Companies that may be one, each two once, those found last first.

    Merge them by `firms/{id}/merge/`, or say by `firms/{id}/apart/` that they are two: the pair is gone then.
    """

    required_actions = {"get": Action.EDIT_FIRMS}
    serializer_class = FirmPairSerializer
    queryset = FirmPair.objects.open().once()

    def paginate_queryset(self, queryset: Any) -> list[Any] | None:
        """A page of pairs, each with the two that stand for it now."""
        page = super().paginate_queryset(queryset) or []
        firms = Organisation.objects.in_bulk({pk for pair in page for pk in (pair.low, pair.high)})
        for pair in page:
            pair.firm, pair.other_firm = firms[pair.low], firms[pair.high]
        return page
