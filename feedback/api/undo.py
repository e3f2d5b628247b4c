"""Taking back what the caller has just done to a lead."""

from __future__ import annotations

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import caller
from accounts.permissions import Action
from feedback.services.undoing import Kind, undo
from leads.models import LeadStage, Undo
from pages.api import validated
from pages.once_api import AnsweredOnce


class UndoInput(serializers.Serializer[Undo]):
    """The number of the fact."""

    id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class UndoneSerializer(serializers.Serializer[Undo]):
    """Where the lead stands now."""

    lead = serializers.IntegerField()
    stage = serializers.ChoiceField(choices=LeadStage.choices)


class UndoViewSet(AnsweredOnce, viewsets.GenericViewSet[Undo]):
    """Within ten minutes, while nothing came after it, by whoever did it."""

    queryset = Undo.objects.none()
    serializer_class = UndoneSerializer
    # Both of the kind that an address stands for: what one may do, one may take back.
    kind: Kind = "handoff"
    required_actions: ClassVar[dict[str, Action]] = {}

    @extend_schema(request=UndoInput, responses={200: UndoneSerializer})
    def create(self, request: Request) -> Response:
        """Take back what you did to a lead last. The fact stays, marked, and counts nowhere."""
        said = validated(UndoInput(data=request.data))
        lead = undo(actor=caller(request), kind=self.kind, fact_id=said["id"])
        return Response({"lead": lead.pk, "stage": lead.stage})
