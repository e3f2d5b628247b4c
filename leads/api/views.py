from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import caller
from accounts.permissions import Action
from leads.api.filters import LeadFilter
from leads.api.serializers import (
    ENQUIRY,
    RECEIPT,
    LeadDetailSerializer,
    LeadInput,
    LeadSerializer,
    RegisteredSerializer,
)
from leads.doors.api import register_by_api
from leads.models import Lead
from pages.once_api import HEADER, AnsweredOnce


class LeadViewSet(
    AnsweredOnce, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Lead]
):
    """Leads as they come in."""

    serializer_class = LeadSerializer
    filter_form = LeadFilter
    keeps_receipts = frozenset({"create"})  # capture writes them with the lead, in one statement
    required_actions = {
        "list": Action.VIEW_LEADS,
        "retrieve": Action.VIEW_LEADS,
        "create": Action.CAPTURE_LEADS,
    }

    def get_queryset(self) -> QuerySet[Lead]:
        leads = Lead.objects.visible_to(caller(self.request)).select_related("person", "channel")
        return leads.prefetch_related("touches", "consents") if self.action == "retrieve" else leads

    def get_serializer_class(self) -> type[LeadSerializer]:
        return LeadDetailSerializer if self.action == "retrieve" else LeadSerializer

    @extend_schema(
        request=LeadInput,
        responses={201: RegisteredSerializer, 200: RegisteredSerializer},
    )
    def create(self, request: Request) -> Response:
        """Register one enquiry; answers 201 with a receipt, or 200 with the first one for a repeated key."""
        registered = register_by_api(
            request, ENQUIRY.to_enquiry(request.data, key=request.headers.get(HEADER))
        )
        if not registered.is_replay:
            return Response(RECEIPT.to_representation(registered), status=201)
        # By now the lead may have a grade, which not everybody may read: that needs to know who asks.
        receipt = RegisteredSerializer(registered, context=self.get_serializer_context())
        return Response(receipt.data)
