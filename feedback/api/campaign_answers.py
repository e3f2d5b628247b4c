from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import caller
from accounts.permissions import Action
from campaigns.models import Campaign, Need, Promise
from feedback.models import CampaignAnswer, ExpectationFit
from feedback.services.campaign_answers import answer_sales
from pages.api import READ_SAFELY, validated
from pages.once_api import AnsweredOnce
from values.columns import editable_columns


class CampaignAnswerSerializer(serializers.ModelSerializer[CampaignAnswer]):
    """What marketing answered of a promise, a need or a judgement (`fit`); of each the newest counts."""

    fit = serializers.ChoiceField(ExpectationFit.choices, allow_blank=True, read_only=True)

    class Meta:
        model = CampaignAnswer
        fields = (
            "id",
            "campaign",
            "promise",
            "need",
            "fit",
            "user",
            *editable_columns(CampaignAnswer),
            "created_at",
        )


class CampaignAnswerInput(serializers.ModelSerializer[CampaignAnswer]):
    """An answer to one promise, one need or what sales judges (`fit`); each step but "seen" takes a text.

    `expected_answer_id` is the newest answer to it that the caller has seen, null for none.
    """

    serializer_field_mapping = READ_SAFELY

    promise = serializers.PrimaryKeyRelatedField(
        queryset=Promise.objects.all(), required=False, allow_null=True
    )
    need = serializers.PrimaryKeyRelatedField(queryset=Need.objects.all(), required=False, allow_null=True)
    fit = serializers.ChoiceField(choices=ExpectationFit.choices, required=False, allow_null=True)
    expected_answer_id = serializers.IntegerField(min_value=1, allow_null=True)

    class Meta:
        model = CampaignAnswer
        fields = ("promise", "need", "fit", *editable_columns(CampaignAnswer), "expected_answer_id")

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        """What it is about as the service takes it."""
        fit = said.pop("fit", None)
        named = [said.pop("promise", None), said.pop("need", None), fit and ExpectationFit(fit)]
        about = [one for one in named if one is not None]
        if len(about) != 1:
            message = _("Name one of the three: a promise, a need or a judgement.")
            raise serializers.ValidationError({"promise": message})
        return {**said, "subject": about[0]}


class CampaignAnswerViewSet(AnsweredOnce, mixins.ListModelMixin, viewsets.GenericViewSet[CampaignAnswer]):
    """What marketing answers to what sales says of a campaign, the newest first."""

    queryset = CampaignAnswer.objects.none()
    serializer_class = CampaignAnswerSerializer
    required_actions: ClassVar[dict[str, Action]] = {
        "list": Action.VIEW_CAMPAIGNS,
        "create": Action.EDIT_CAMPAIGNS,
    }

    def get_campaign(self) -> Campaign:
        rows = Campaign.objects.visible_to(caller(self.request))
        return get_object_or_404(rows, pk=self.kwargs["campaign_id"])

    def get_queryset(self) -> QuerySet[CampaignAnswer]:
        return CampaignAnswer.objects.filter(campaign=self.get_campaign())

    @extend_schema(request=CampaignAnswerInput, responses={201: CampaignAnswerSerializer})
    def create(self, request: Request, campaign_id: int) -> Response:
        campaign = self.get_campaign()
        said = validated(CampaignAnswerInput(data=request.data))
        answer = answer_sales(actor=caller(request), campaign=campaign, **said)
        return Response(self.get_serializer(answer).data, status=201)
