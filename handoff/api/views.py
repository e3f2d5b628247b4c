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
from accounts.permissions import Action
from handoff import services
from handoff.api.serializers import (
    AnswerInput,
    HandoffInput,
    HandoffSerializer,
    PassOnInput,
    ReplyInput,
)
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
        "answer": Action.ANSWER_HANDOFFS,
        "pass_on": Action.ANSWER_HANDOFFS,
        "reply": Action.HAND_OVER_LEADS,
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
        """Answer the newest handoff for sales: accept (which claims from the pool), return or question."""
        lead = self.get_lead()
        answer(actor=caller(request), lead=lead, said=validated(AnswerInput(data=request.data)))
        return self.created(newest_of(lead))

    @extend_schema(request=PassOnInput, responses={201: HandoffSerializer})
    def pass_on(self, request: Request, lead_id: int) -> Response:
        """Give a lead that lies with you to a colleague, or back to the pool."""
        lead = self.get_lead()
        said = validated(PassOnInput(data=request.data))
        return self.created(services.pass_on(actor=caller(request), lead=lead, **said))

    @extend_schema(request=ReplyInput, responses={201: HandoffSerializer})
    def reply(self, request: Request, lead_id: int) -> Response:
        """Reply for marketing to the open question about this lead."""
        lead = self.get_lead()
        services.reply(actor=caller(request), lead=lead, **validated(ReplyInput(data=request.data)))
        return self.created(newest_of(lead))


def answer(*, actor: User, lead: Lead, said: dict[str, Any]) -> None:
    """Call the service of this kind of answer. Raises ValidationError for a return without a reason."""
    kind, text = Answer(said["kind"]), said["text"]
    if kind is Answer.ACCEPT:
        services.accept_handoff(actor=actor, lead=lead)
    elif kind is Answer.QUESTION:
        services.ask_question(actor=actor, lead=lead, text=text)
    elif "reason" not in said:
        raise ValidationError({"reason": _("A return needs a reason from the kept list.")})
    else:
        services.return_handoff(actor=actor, lead=lead, reason=said["reason"], text=text)


def newest_of(lead: Lead) -> Handoff:
    """The handoff that was answered, even where whoever returned the lead does not see it any more."""
    return lead.handoffs.select_related("lead").prefetch_related("answers").latest("id")
