from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, cast

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import caller, require_fresh
from accounts.permissions import Action, may
from leads.api.filters import LeadFilter
from leads.api.receipts import ReceiptSerializer, receipt_of
from leads.api.serializers import ENQUIRY, LeadDetailSerializer, LeadInput, LeadSerializer
from leads.capture import Noted
from leads.doors.api import register_by_api
from leads.doors.registering import Registered
from leads.exports import headings, write_rows
from leads.models import Lead, LeadQuerySet
from leads.services.exporting import note_export
from pages.csv import csv_stream
from pages.once_api import HEADER, AnsweredOnce


class WhateverIsAccepted(DefaultContentNegotiation):
    """What is sent is a file, whatever `Accept` says; a refusal is JSON."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        first = next(iter(renderers))
        return first, str(first.media_type)


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
        "file": Action.VIEW_LEADS,
    }

    def get_queryset(self) -> QuerySet[Lead]:
        leads = Lead.objects.visible_to(caller(self.request)).select_related("person", "channel")
        return leads.prefetch_related("touches", "consents") if self.action == "retrieve" else leads

    def get_serializer_class(self) -> type[LeadSerializer]:
        return LeadDetailSerializer if self.action == "retrieve" else LeadSerializer

    @extend_schema(filters=True, responses={(200, "text/csv"): OpenApiTypes.STR})
    @action(
        detail=False,
        url_path="csv",
        content_negotiation_class=WhateverIsAccepted,
        pagination_class=None,
    )
    def file(self, request: Request) -> HttpResponseBase:
        """Every lead of the list as CSV, the newest first, in columns that an import knows again.

        Of each it has what the token may read. That the list was taken along is written down.
        """
        require_fresh(request)
        leads = cast("LeadQuerySet", self.filter_queryset(Lead.objects.visible_to(caller(request))))
        # What narrows nothing is not kept: anything may stand there.
        said = [(name, value) for name in LeadFilter.base_fields if (value := request.query_params.get(name))]
        note_export(
            actor=caller(request), leads=leads, filters=said, token_id=getattr(request.auth, "pk", None)
        )
        return csv_stream("leads", headings(), write_rows(leads, caller(request), is_newest_first=True))

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
