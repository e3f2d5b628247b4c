from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import caller
from accounts.models import User
from accounts.permissions import Action, authorise
from handoff import services
from handoff.api.serializers import AnswerInput, HandoffInput, HandoffSerializer
from handoff.models import Answer, Handoff
from leads.api.facts import FactsOfLead
from leads.models import Lead
from pages.api import validated


class HandoffViewSet(FactsOfLead[Handoff]):
    """Every time a lead was handed over, newest first, with what was answered."""

    facts = "handoffs"
    queryset = Handoff.objects.none()
    serializer_class = HandoffSerializer
    pagination_class = None
    required_actions = {
        "list": Action.VIEW_LEADS,
        "create": Action.HAND_OVER_LEADS,
        "answer": Action.VIEW_LEADS,
    }

    def get_queryset(self) -> QuerySet[Handoff]:
        return super().get_queryset().select_related("lead").prefetch_related("answers")

    @extend_schema(request=HandoffInput, responses={201: HandoffSerializer})
    def create(self, request: Request, lead_id: int) -> Response:
        """Hand the lead to a rep or to the pool, with marketing's grade."""
        lead = self.get_lead()
        said = validated(HandoffInput(data=request.data))
        version = said.pop("row_version", None)
        handed = services.hand_over(actor=caller(request), lead=lead, expected_version=version, **said)
        return self.created(handed)

    @extend_schema(request=AnswerInput, responses={201: HandoffSerializer})
    def answer(self, request: Request, lead_id: int) -> Response:
        """Answer the newest handoff: accept, return, question; or reply to a question."""
        # Looked up before: a returned lead is none of the rep's any more, and its handoff still the answer.
        handoffs = self.get_queryset()
        answer(actor=caller(request), lead=self.get_lead(), said=validated(AnswerInput(data=request.data)))
        return Response(self.get_serializer(handoffs.first()).data, status=201)


def answer(*, actor: User, lead: Lead, said: dict[str, Any]) -> None:
    """Call the service of this kind of answer. Raises ValidationError for a return without a reason."""
    kind, text = Answer(said["kind"]), said["text"]
    if kind is Answer.REPLY:
        services.reply(actor=actor, lead=lead, text=text)
        return
    authorise(actor, Action.ANSWER_HANDOFFS)
    if kind is Answer.ACCEPT:
        services.accept_handoff(actor=actor, lead=lead)
    elif kind is Answer.QUESTION:
        services.ask_question(actor=actor, lead=lead, text=text)
    elif "reason" not in said:
        raise ValidationError({"reason": _("A return needs a reason from the kept list.")})
    else:
        services.return_handoff(actor=actor, lead=lead, reason=said["reason"], text=text)
