from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import caller
from accounts.permissions import Action
from feedback.api.serializers import (
    AttemptInput,
    AttemptSerializer,
    CustomerStatusInput,
    CustomerStatusSerializer,
    DisputeInput,
    DisputeSerializer,
    DisputeWordInput,
    DoneInput,
    FollowUpInput,
    FollowUpSerializer,
    LostInput,
    OutcomeKindInput,
    OutcomeSerializer,
    QuestionSerializer,
    RatingInput,
    RatingSerializer,
    ReopenedInput,
    WithdrawInput,
    WonInput,
    WordSaidSerializer,
)
from feedback.models import ContactAttempt, CustomerStatus, Dispute, FollowUp, Outcome, OutcomeKind, Rating
from feedback.services import (
    finish_follow_up,
    log_attempt,
    rate,
    record_lost,
    record_won,
    reopen,
    say_customer,
    set_follow_up,
)
from feedback.services.disputes import question_rating, settle, speaks_for, withdraw
from leads.api.facts import FactsOfLead
from pages.api import validated

Record = Callable[..., Outcome]


class AttemptViewSet(FactsOfLead[ContactAttempt]):
    """Tries to reach the person; the first that reached is the first contact."""

    facts = "attempts"
    queryset = ContactAttempt.objects.none()
    serializer_class = AttemptSerializer
    required_actions = {"list": Action.VIEW_LEADS, "create": Action.LOG_ATTEMPTS}

    @extend_schema(request=AttemptInput, responses={201: AttemptSerializer})
    def create(self, request: Request, lead_id: int) -> Response:
        lead = self.get_lead()
        said = validated(AttemptInput(data=request.data))
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
        said = validated(RatingInput(data=request.data))
        return self.created(rate(actor=caller(request), lead=lead, **said))


class OutcomeViewSet(FactsOfLead[Outcome]):
    """How the lead ended: won, lost, or open again."""

    facts = "outcomes"
    queryset = Outcome.objects.none()
    serializer_class = OutcomeSerializer
    required_actions = {"list": Action.VIEW_LEADS, "create": Action.RECORD_OUTCOMES}

    def get_queryset(self) -> QuerySet[Outcome]:
        return super().get_queryset().filter(together_with=None).prefetch_related("further_deals")

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
        kind = OutcomeKind(validated(OutcomeKindInput(data=request.data))["kind"])
        serializer, record = self.kinds[kind]
        said = validated(serializer(data=request.data))
        del said["kind"]
        return self.created(record(actor=caller(request), lead=lead, **said))


class CustomerStatusViewSet(FactsOfLead[CustomerStatus]):
    """Whether whoever bought is still a customer; the newest word counts."""

    facts = "customer_statuses"
    queryset = CustomerStatus.objects.none()
    serializer_class = CustomerStatusSerializer
    required_actions = {"list": Action.VIEW_LEADS, "create": Action.RECORD_OUTCOMES}

    @extend_schema(request=CustomerStatusInput, responses={201: CustomerStatusSerializer})
    def create(self, request: Request, lead_id: int) -> Response:
        lead = self.get_lead()
        said = validated(CustomerStatusInput(data=request.data))
        return self.created(say_customer(actor=caller(request), lead=lead, **said))


class FollowUpViewSet(FactsOfLead[FollowUp]):
    """When sales wants to come back to the lead; one is open, a newer one replaces it."""

    facts = "follow_ups"
    queryset = FollowUp.objects.none()
    serializer_class = FollowUpSerializer
    required_actions = {
        "list": Action.VIEW_LEADS,
        "create": Action.SET_FOLLOW_UPS,
        "finish": Action.SET_FOLLOW_UPS,
    }

    @extend_schema(request=FollowUpInput, responses={201: FollowUpSerializer})
    def create(self, request: Request, lead_id: int) -> Response:
        lead = self.get_lead()
        said = validated(FollowUpInput(data=request.data))
        return self.created(set_follow_up(actor=caller(request), lead=lead, **said))

    @extend_schema(request=DoneInput, responses={201: FollowUpSerializer})
    def finish(self, request: Request, lead_id: int) -> Response:
        """Say that the open follow-up is done."""
        lead = self.get_lead()
        said = validated(DoneInput(data=request.data))
        return self.created(finish_follow_up(actor=caller(request), lead=lead, **said))


class DisputeViewSet(FactsOfLead[Dispute]):
    """What marketing questions of the newest rating; the rating counts until sales rates anew."""

    facts = "disputes"
    queryset = Dispute.objects.none()
    serializer_class = DisputeSerializer
    required_actions = {
        "list": Action.VIEW_LEADS,
        "create": Action.QUESTION_RATINGS,
        "settle": Action.SETTLE_RATINGS,
        "withdraw": Action.QUESTION_RATINGS,
    }

    def get_queryset(self) -> QuerySet[Dispute]:
        """None as long as marketing's grade is hidden: who says why may name it."""
        found = super().get_queryset().prefetch_related("words")
        is_shown = self.lead is not None and self.lead.shows_grade_to(caller(self.request))
        return found if is_shown else found.none()

    # What others said of it is read by the list alone: a token that writes shows no more than it said.
    @extend_schema(request=DisputeInput, responses={201: QuestionSerializer})
    def create(self, request: Request, lead_id: int) -> Response:
        lead = self.get_lead()
        said = validated(DisputeInput(data=request.data))
        dispute = question_rating(actor=caller(request), lead=lead, **said)
        return Response(QuestionSerializer(dispute).data, status=201)

    @extend_schema(request=DisputeWordInput, responses={201: WordSaidSerializer})
    def settle(self, request: Request, lead_id: int) -> Response:
        """Say for one's team whether the rating stays or was wrong; once both agree it is settled."""
        lead = self.get_lead()
        said = validated(DisputeWordInput(data=request.data))
        dispute = settle(actor=caller(request), lead=lead, **said)
        word = dispute.newest_word(speaks_for(caller(request)))
        return Response(WordSaidSerializer(word).data, status=201)

    @extend_schema(request=WithdrawInput, responses={201: QuestionSerializer})
    def withdraw(self, request: Request, lead_id: int) -> Response:
        """Question the rating no more; only who did so can."""
        lead = self.get_lead()
        said = validated(WithdrawInput(data=request.data))
        dispute = withdraw(actor=caller(request), lead=lead, **said)
        return Response(QuestionSerializer(dispute).data, status=201)
