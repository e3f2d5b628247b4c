from __future__ import annotations

from http import HTTPStatus
from typing import Any, cast

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import caller
from accounts.permissions import Action, may
from leads.api.filters import LeadFilter
from leads.api.receipts import ReceiptSerializer, receipt_of
from leads.api.serializers import ENQUIRY, LeadDetailSerializer, LeadInput, LeadSerializer
from leads.capture import Noted
from leads.doors.api import register_by_api
from leads.doors.registering import Registered
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
        responses={201: ReceiptSerializer, 200: ReceiptSerializer, 202: ReceiptSerializer},
    )
    def create(self, request: Request) -> Response:
        """Register one enquiry; the answer is a receipt with what was sent, in the form it is kept.

        201: it is a lead. 202: it is noted, and becomes a lead as soon as an import or somebody else has
        ended writing the same person. 200: the idempotency key came before, here is its receipt.
        """
        enquiry = ENQUIRY.to_enquiry(request.data, key=request.headers.get(HEADER))
        answer = register_by_api(request, enquiry)
        body = receipt_of(
            answer,
            said=cast("dict[str, Any]", request.data),
            may_read=may(caller(request), Action.VIEW_LEADS),
        )
        return Response(body, status=_status_of(answer))


def _status_of(answer: Registered | Noted) -> HTTPStatus:
    if isinstance(answer, Noted):
        return HTTPStatus.ACCEPTED
    return HTTPStatus.OK if answer.is_replay else HTTPStatus.CREATED
