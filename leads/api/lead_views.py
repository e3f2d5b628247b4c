from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import caller
from accounts.models import User
from accounts.permissions import Action, authorise
from leads.api.campaign_views import validated
from leads.api.filters import LeadFilter
from leads.api.lead_serializers import (
    ENQUIRY,
    RECEIPT,
    AnswerInput,
    HandoffInput,
    HandoffSerializer,
    LeadDetailSerializer,
    LeadInput,
    LeadSerializer,
    RegisteredSerializer,
)
from leads.doors.api import register_by_api
from leads.models import Answer, Handoff, Lead
from leads.services import handoffs

IDEMPOTENCY_KEY = OpenApiParameter(
    name="Idempotency-Key",
    location=OpenApiParameter.HEADER,
    description="Your own name for this request: sent again, it gives the first receipt and writes nothing.",
)


class LeadViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Lead]):
    """Leads and their way to sales."""

    serializer_class = LeadSerializer
    filterset_class = LeadFilter
    required_actions = {
        "list": Action.VIEW_LEADS,
        "retrieve": Action.VIEW_LEADS,
        "create": Action.CAPTURE_LEADS,
        "handoffs": Action.VIEW_LEADS,
        "hand_over": Action.HAND_OVER_LEADS,
        "answer": Action.VIEW_LEADS,
    }

    def get_queryset(self) -> QuerySet[Lead]:
        leads = Lead.objects.visible_to(caller(self.request)).select_related("person", "channel")
        return leads.prefetch_related("touches", "consents") if self.action == "retrieve" else leads

    def get_serializer_class(self) -> type[LeadSerializer]:
        return LeadDetailSerializer if self.action == "retrieve" else LeadSerializer

    @extend_schema(
        request=LeadInput,
        parameters=[IDEMPOTENCY_KEY],
        responses={201: RegisteredSerializer, 200: RegisteredSerializer},
    )
    def create(self, request: Request) -> Response:
        """Register one enquiry; answers 201 with a receipt, or 200 with the first one for a repeated key."""
        registered = register_by_api(
            request, ENQUIRY.to_enquiry(request.data, key=request.headers.get("Idempotency-Key"))
        )
        if not registered.is_replay:
            return Response(RECEIPT.to_representation(registered), status=201)
        # By now the lead may have a grade, which not everybody may read: that needs to know who asks.
        receipt = RegisteredSerializer(registered, context=self.get_serializer_context())
        return Response(receipt.data)

    @extend_schema(responses=HandoffSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def handoffs(self, request: Request, pk: str) -> Response:
        """Every time the lead was handed over, newest first, with what was answered."""
        return Response(self._serialize(self._handoffs_of(self.get_object()), many=True))

    @extend_schema(request=HandoffInput, responses={201: HandoffSerializer})
    @handoffs.mapping.post
    def hand_over(self, request: Request, pk: str) -> Response:
        """Hand the lead to a rep or to the pool, with marketing's grade."""
        lead = self.get_object()
        said = validated(HandoffInput(data=request.data))
        version = said.pop("row_version", None)
        handoff = handoffs.hand_over(actor=caller(request), lead=lead, expected_version=version, **said)
        return Response(self._serialize(handoff), status=201)

    @extend_schema(request=AnswerInput, responses={201: HandoffSerializer})
    @action(detail=True, methods=["post"], url_path="handoffs/answer")
    def answer(self, request: Request, pk: str) -> Response:
        """Answer the newest handoff: accept, return, question; or reply to a question."""
        lead = self.get_object()
        said = validated(AnswerInput(data=request.data))
        self._answer(caller(request), lead, said)
        return Response(self._serialize(self._handoffs_of(lead).first()), status=201)

    def _answer(self, user: User, lead: Lead, said: dict[str, Any]) -> None:
        kind, text = Answer(said["kind"]), said["text"]
        if kind is Answer.REPLY:
            handoffs.reply(actor=user, lead=lead, text=text)
            return
        authorise(user, Action.ANSWER_HANDOFFS)
        if kind is Answer.ACCEPT:
            handoffs.accept_handoff(actor=user, lead=lead)
        elif kind is Answer.QUESTION:
            handoffs.ask_question(actor=user, lead=lead, text=text)
        elif "reason" not in said:
            raise ValidationError({"reason": _("A return needs a reason from the kept list.")})
        else:
            handoffs.return_handoff(actor=user, lead=lead, reason=said["reason"], text=text)

    def _handoffs_of(self, lead: Lead) -> QuerySet[Handoff]:
        return lead.handoffs.select_related("lead").prefetch_related("answers")

    def _serialize(self, rows: Any, *, many: bool = False) -> Any:
        return HandoffSerializer(rows, many=many, context=self.get_serializer_context()).data
