from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.api import caller
from accounts.permissions import Action
from feedback.api.serializers import (
    AttemptInput,
    AttemptSerializer,
    LostInput,
    OutcomeKindInput,
    OutcomeSerializer,
    RatingInput,
    RatingSerializer,
    ReopenedInput,
    WonInput,
)
from feedback.models import ContactAttempt, Outcome, OutcomeKind, Rating
from feedback.services import log_attempt, rate, record_lost, record_won, reopen
from leads.models import Lead

Fact = TypeVar("Fact", bound=Model)
Record = Callable[..., Outcome]


class FactsOfLead(mixins.ListModelMixin, viewsets.GenericViewSet[Fact]):
    """The facts of one lead the caller may see, newest first; new ones are appended, none is edited."""

    facts: str

    def get_lead(self) -> Lead:
        return get_object_or_404(Lead.objects.visible_to(caller(self.request)), pk=self.kwargs["lead_id"])

    def get_queryset(self) -> QuerySet[Fact]:
        facts: QuerySet[Fact] = getattr(self.get_lead(), self.facts).order_by("-id")
        return facts

    def checked(self, serializer: Serializer[Any]) -> dict[str, Any]:
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def created(self, fact: Fact) -> Response:
        return Response(self.get_serializer(fact).data, status=201)


class AttemptViewSet(FactsOfLead[ContactAttempt]):
    """Tries to reach the person; the first that reached is the first contact."""

    facts = "attempts"
    queryset = ContactAttempt.objects.none()
    serializer_class = AttemptSerializer
    required_actions = {"list": Action.VIEW_LEADS, "create": Action.LOG_ATTEMPTS}

    @extend_schema(request=AttemptInput, responses={201: AttemptSerializer})
    def create(self, request: Request, lead_id: int) -> Response:
        lead = self.get_lead()
        said = self.checked(AttemptInput(data=request.data))
        return self.created(log_attempt(actor=caller(request), lead=lead, **said))


class RatingViewSet(FactsOfLead[Rating]):
    """Sales' word after first contact; a correction is another rating."""

    facts = "ratings"
    queryset = Rating.objects.none()
    serializer_class = RatingSerializer
    required_actions = {"list": Action.VIEW_LEADS, "create": Action.RATE_LEADS}

    def get_queryset(self) -> QuerySet[Rating]:
        return super().get_queryset().prefetch_related("misleading_promises", "needs")

    @extend_schema(request=RatingInput, responses={201: RatingSerializer})
    def create(self, request: Request, lead_id: int) -> Response:
        lead = self.get_lead()
        said = self.checked(RatingInput(data=request.data))
        return self.created(rate(actor=caller(request), lead=lead, **said))


class OutcomeViewSet(FactsOfLead[Outcome]):
    """How the lead ended: won, lost, or open again."""

    facts = "outcomes"
    queryset = Outcome.objects.none()
    serializer_class = OutcomeSerializer
    required_actions = {"list": Action.VIEW_LEADS, "create": Action.RECORD_OUTCOMES}
    kinds: dict[OutcomeKind, tuple[type[OutcomeKindInput], Record]] = {
        OutcomeKind.WON: (WonInput, record_won),
        OutcomeKind.LOST: (LostInput, record_lost),
        OutcomeKind.REOPENED: (ReopenedInput, reopen),
    }

    @extend_schema(
        request=PolymorphicProxySerializer(
            component_name="OutcomeInput",
            serializers={"won": WonInput, "lost": LostInput, "reopened": ReopenedInput},
            resource_type_field_name="kind",
        ),
        responses={201: OutcomeSerializer},
    )
    def create(self, request: Request, lead_id: int) -> Response:
        lead = self.get_lead()
        kind = OutcomeKind(self.checked(OutcomeKindInput(data=request.data))["kind"])
        serializer, record = self.kinds[kind]
        said = self.checked(serializer(data=request.data))
        del said["kind"]
        return self.created(record(actor=caller(request), lead=lead, **said))
