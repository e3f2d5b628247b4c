from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import caller
from accounts.permissions import Action
from campaigns.models import Campaign
from feedback.models import CampaignJudgement
from feedback.services.judgements import judge_campaign, take_back_judgement
from pages.api import validated
from pages.once_api import AnsweredOnce
from values.columns import editable_columns


class JudgementSerializer(serializers.ModelSerializer[CampaignJudgement]):
    """What somebody of sales thinks of a campaign's ads, without a lead; of each person the newest counts.

    An empty `fit` takes back what they said before.
    """

    class Meta:
        model = CampaignJudgement
        fields = (
            "id",
            "campaign",
            "user",
            *editable_columns(CampaignJudgement),
            "promises",
            "created_at",
        )


class JudgementInput(serializers.ModelSerializer[CampaignJudgement]):
    """One judgement; each but "realistic" takes a text. `promises` are those of the campaign it is about."""

    class Meta:
        model = CampaignJudgement
        fields = (*editable_columns(CampaignJudgement), "promises")
        extra_kwargs: ClassVar = {"fit": {"required": True, "allow_blank": False}}


class JudgementViewSet(AnsweredOnce, mixins.ListModelMixin, viewsets.GenericViewSet[CampaignJudgement]):
    """What sales thinks of a campaign's ads, the newest first."""

    queryset = CampaignJudgement.objects.none()
    serializer_class = JudgementSerializer
    required_actions: ClassVar[dict[str, Action]] = {
        "list": Action.VIEW_CAMPAIGNS,
        "create": Action.JUDGE_CAMPAIGNS,
        "take_back": Action.JUDGE_CAMPAIGNS,
    }

    def get_campaign(self) -> Campaign:
        rows = Campaign.objects.visible_to(caller(self.request))
        return get_object_or_404(rows, pk=self.kwargs["campaign_id"])

    def get_queryset(self) -> QuerySet[CampaignJudgement]:
        return CampaignJudgement.objects.filter(campaign=self.get_campaign()).prefetch_related("promises")

    @extend_schema(request=JudgementInput, responses={201: JudgementSerializer})
    def create(self, request: Request, campaign_id: int) -> Response:
        campaign = self.get_campaign()
        said = validated(JudgementInput(data=request.data))
        judgement = judge_campaign(actor=caller(request), campaign=campaign, **said)
        return Response(self.get_serializer(judgement).data, status=201)

    @extend_schema(request=None, responses={201: JudgementSerializer})
    def take_back(self, request: Request, campaign_id: int) -> Response:
        """Say nothing of these ads any more; what was said stays in the list."""
        judgement = take_back_judgement(actor=caller(request), campaign=self.get_campaign())
        return Response(self.get_serializer(judgement).data, status=201)
