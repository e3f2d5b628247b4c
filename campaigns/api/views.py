from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import caller
from accounts.permissions import Action
from campaigns.api.serializers import (
    CampaignChange,
    CampaignInput,
    CampaignSerializer,
    CostEntryInput,
    CostEntrySerializer,
    CostsTakenBackSerializer,
    CtaChange,
    CtaCreation,
    CtaSerializer,
    DailyCostSerializer,
    DefinitionSerializer,
    EntrySerializer,
    MilestoneInput,
    MilestoneSerializer,
    ObjectionInput,
    ObjectionSerializer,
    StatusInput,
    WithdrawalInput,
)
from campaigns.filters import CampaignFilter, CtaFilter
from campaigns.kept_lists import LISTS
from campaigns.models import CallToAction, Campaign, Channel, Entry, LeadDefinition, Milestone
from campaigns.services import campaigns, costs, ctas, milestones
from campaigns.services.objections import object_to_definition, withdraw_objection
from pages.api import require_version, validated
from pages.once_api import AnsweredOnce


class CampaignViewSet(
    AnsweredOnce, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Campaign]
):
    """Campaigns with their promises and daily costs."""

    serializer_class = CampaignSerializer
    filter_form = CampaignFilter
    required_actions = {
        "list": Action.VIEW_CAMPAIGNS,
        "retrieve": Action.VIEW_CAMPAIGNS,
        "create": Action.EDIT_CAMPAIGNS,
        "partial_update": Action.EDIT_CAMPAIGNS,
        "set_status": Action.EDIT_CAMPAIGNS,
        "costs": Action.VIEW_CAMPAIGNS,
        "set_costs": Action.EDIT_CAMPAIGNS,
        "cost_entries": Action.VIEW_CAMPAIGNS,
        "take_costs_back": Action.EDIT_CAMPAIGNS,
    }

    def get_queryset(self) -> QuerySet[Campaign]:
        visible = Campaign.objects.visible_to(caller(self.request))
        return visible.select_related("channel").prefetch_related("promises", "needs")

    @extend_schema(request=CampaignInput, responses={201: CampaignSerializer})
    def create(self, request: Request) -> Response:
        campaign = campaigns.create_campaign(
            actor=caller(request), **validated(CampaignInput(data=request.data))
        )
        return Response(self.get_serializer(campaign).data, status=201)

    @extend_schema(request=CampaignChange, responses=CampaignSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        campaign = self.get_object()
        changes = validated(CampaignChange(data=request.data, partial=True))
        version = require_version(changes)
        changed = campaigns.update_campaign(
            actor=caller(request), campaign=campaign, expected_version=version, **changes
        )
        return Response(self.get_serializer(changed).data)

    @extend_schema(request=StatusInput, responses=CampaignSerializer)
    @action(detail=True, methods=["post"], url_path="status")
    def set_status(self, request: Request, pk: str) -> Response:
        """Put the campaign live, or end it."""
        campaign = self.get_object()
        status = validated(StatusInput(data=request.data))["status"]
        changed = campaigns.set_status(actor=caller(request), campaign=campaign, status=status)
        return Response(self.get_serializer(changed).data)

    @extend_schema(responses=DailyCostSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def costs(self, request: Request, pk: str) -> Response:
        """What the campaign cost, day by day, newest first."""
        return Response(
            DailyCostSerializer(self.get_object().daily_costs.select_related("channel"), many=True).data
        )

    @extend_schema(request=DailyCostSerializer(many=True), responses=DailyCostSerializer(many=True))
    @costs.mapping.put
    def set_costs(self, request: Request, pk: str) -> Response:
        """Set the cost of the named days in the channel each names; all else stays as it is.

        All of it is one of `cost-entries/`, and can be taken back there.
        """
        campaign = self.get_object()
        serializer = DailyCostSerializer(data=request.data, many=True)
        serializer.is_valid(raise_exception=True)
        by_channel: dict[Channel | None, dict[date, int | None]] = {}
        for row in serializer.validated_data:
            by_channel.setdefault(row["channel"], {})[row["day"]] = row["amount_cents"]
        costs.set_costs_of_channels(actor=caller(request), campaign=campaign, costs=by_channel)
        return Response(DailyCostSerializer(campaign.daily_costs.select_related("channel"), many=True).data)

    @extend_schema(responses=CostEntrySerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None, url_path="cost-entries")
    def cost_entries(self, request: Request, pk: str) -> Response:
        """What was said of its costs at once in the last 30 days, newest first; taken back or not."""
        return Response(CostEntrySerializer(costs.find_entries(self.get_object()), many=True).data)

    @extend_schema(request=CostEntryInput, responses={200: CostsTakenBackSerializer})
    @action(detail=True, methods=["post"], url_path="cost-entries/take-back")
    def take_costs_back(self, request: Request, pk: str) -> Response:
        """Let the days of an entry cost again what they cost before; what was changed since stays."""
        rows = self.get_object().cost_entries
        found = get_object_or_404(rows, pk=validated(CostEntryInput(data=request.data))["id"])
        back = costs.take_costs_back(actor=caller(request), entry=found)
        return Response(CostsTakenBackSerializer(back).data)


class CtaViewSet(
    AnsweredOnce, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[CallToAction]
):
    """Calls-to-action and their lead definitions."""

    serializer_class = CtaSerializer
    filter_form = CtaFilter
    required_actions = {
        "list": Action.VIEW_CAMPAIGNS,
        "retrieve": Action.VIEW_CAMPAIGNS,
        "create": Action.EDIT_CAMPAIGNS,
        "partial_update": Action.EDIT_CAMPAIGNS,
        "definitions": Action.VIEW_CAMPAIGNS,
        "propose_definition": Action.EDIT_CAMPAIGNS,
        "sign_definition": Action.SIGN_DEFINITIONS,
        "object_to_definition": Action.OBJECT_TO_DEFINITIONS,
        "withdraw_objection": Action.OBJECT_TO_DEFINITIONS,
    }

    def get_queryset(self) -> QuerySet[CallToAction]:
        return CallToAction.objects.visible_to(caller(self.request))

    @extend_schema(request=CtaCreation, responses={201: CtaSerializer})
    def create(self, request: Request) -> Response:
        cta = ctas.create_cta(actor=caller(request), **validated(CtaCreation(data=request.data)))
        return Response(self.get_serializer(cta).data, status=201)

    @extend_schema(request=CtaChange, responses=CtaSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        cta = self.get_object()
        changes = validated(CtaChange(data=request.data, partial=True))
        version = require_version(changes)
        changed = ctas.update_cta(actor=caller(request), cta=cta, expected_version=version, **changes)
        return Response(self.get_serializer(changed).data)

    @extend_schema(responses=DefinitionSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def definitions(self, request: Request, pk: str) -> Response:
        """All versions of what counts as a lead here, newest first, with their signatures and objections."""
        rows = self.get_object().definitions.prefetch_related("signatures", "objections")
        return Response(DefinitionSerializer(rows, many=True).data)

    @extend_schema(request=DefinitionSerializer, responses={201: DefinitionSerializer})
    @definitions.mapping.post
    def propose_definition(self, request: Request, pk: str) -> Response:
        """Write the next version; it holds once both teams have signed it, and answers all objections."""
        cta = self.get_object()
        words = validated(DefinitionSerializer(data=request.data))
        definition = ctas.propose_definition(actor=caller(request), cta=cta, **words)
        return Response(DefinitionSerializer(definition).data, status=201)

    @extend_schema(request=None, responses={201: DefinitionSerializer})
    @action(detail=True, methods=["post"], url_path=r"definitions/(?P<version>\d{1,9})/signature")
    def sign_definition(self, request: Request, pk: str, version: str) -> Response:
        """Sign this version for the caller's own team."""
        definition = self.get_definition(version)
        ctas.sign_definition(actor=caller(request), definition=definition)
        return Response(DefinitionSerializer(definition).data, status=201)

    @extend_schema(request=ObjectionInput, responses={201: ObjectionSerializer})
    @action(detail=True, methods=["post"], url_path=r"definitions/(?P<version>\d{1,9})/objections")
    def object_to_definition(self, request: Request, pk: str, version: str) -> Response:
        """Object to the newest version for the caller's own team; it takes no signature away."""
        definition = self.get_definition(version)
        words = validated(ObjectionInput(data=request.data))
        made = object_to_definition(actor=caller(request), definition=definition, **words)
        return Response(ObjectionSerializer(made).data, status=201)

    @extend_schema(request=WithdrawalInput, responses={201: ObjectionSerializer})
    @action(detail=True, methods=["post"], url_path=r"definitions/(?P<version>\d{1,9})/objections/withdraw")
    def withdraw_objection(self, request: Request, pk: str, version: str) -> Response:
        """Withdraw the caller's own objection to this version."""
        definition = self.get_definition(version)
        said = validated(WithdrawalInput(data=request.data))
        ended = withdraw_objection(actor=caller(request), definition=definition, **said)
        return Response(ObjectionSerializer(ended).data, status=201)

    def get_definition(self, version: str) -> LeadDefinition:
        """The version of the address; 404 where the call-to-action has none such."""
        return get_object_or_404(LeadDefinition, cta=self.get_object(), version=int(version))


class KeptListViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Entry]):
    """The lists that everybody chooses from; they are changed on their pages."""

    serializer_class = EntrySerializer
    required_actions = {"list": Action.VIEW_CAMPAIGNS}

    @extend_schema(
        parameters=[OpenApiParameter("list_name", str, OpenApiParameter.PATH, enum=sorted(LISTS))],
        responses=EntrySerializer(many=True),
    )
    def list(self, request: Request, list_name: str) -> Response:
        """The entries of one list, archived and merged ones too, so that every number is explained."""
        return super().list(request)

    def get_queryset(self) -> QuerySet[Entry]:
        name = self.kwargs["list_name"]
        if name not in LISTS:
            raise Http404
        return LISTS[name].entries


class MilestoneViewSet(AnsweredOnce, mixins.ListModelMixin, viewsets.GenericViewSet[Milestone]):
    """What happened on which day, the newest first."""

    serializer_class = MilestoneSerializer
    required_actions = {
        "list": Action.VIEW_CAMPAIGNS,
        "create": Action.SET_MILESTONES,
        "remove": Action.SET_MILESTONES,
    }

    def get_queryset(self) -> QuerySet[Milestone]:
        return Milestone.objects.visible_to(caller(self.request)).standing().order_by("-day", "-pk")

    @extend_schema(request=MilestoneInput, responses={201: MilestoneSerializer})
    def create(self, request: Request) -> Response:
        said = validated(MilestoneInput(data=request.data))
        milestone = milestones.set_milestone(actor=caller(request), **said)
        return Response(self.get_serializer(milestone).data, status=201)

    @extend_schema(request=None, responses={200: MilestoneSerializer})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: str) -> Response:
        """Take it away, whoever set it."""
        removed = milestones.remove_milestone(actor=caller(request), milestone=self.get_object())
        return Response(self.get_serializer(removed).data)
