from __future__ import annotations

from typing import Any

from django.urls import path
from rest_framework.routers import SimpleRouter

from feedback.api.attempt_prices import AttemptPriceViewSet
from feedback.api.campaign_answers import CampaignAnswerViewSet
from feedback.api.judgements import JudgementViewSet
from feedback.api.undo import UndoViewSet
from feedback.api.views import (
    AttemptViewSet,
    CustomerStatusViewSet,
    DisputeViewSet,
    FollowUpViewSet,
    OutcomeViewSet,
    RatingViewSet,
)
from feedback.services.undoing import DEEDS

list_or_create: dict[str, Any] = {"get": "list", "post": "create"}

router = SimpleRouter()
router.register("attempt-prices", AttemptPriceViewSet, basename="attempt-prices")

urlpatterns = [
    *router.urls,
    *(
        path(
            f"undo/{kind.replace('_', '-')}/",
            UndoViewSet.as_view({"post": "create"}, kind=kind, required_actions={"create": deed.action}),
            name=f"undo_{kind}",
        )
        for kind, deed in DEEDS.items()
    ),
    path("leads/<int:lead_id>/attempts/", AttemptViewSet.as_view(list_or_create), name="attempts"),
    path("leads/<int:lead_id>/ratings/", RatingViewSet.as_view(list_or_create), name="ratings"),
    path("leads/<int:lead_id>/outcomes/", OutcomeViewSet.as_view(list_or_create), name="outcomes"),
    path(
        "leads/<int:lead_id>/customer-statuses/",
        CustomerStatusViewSet.as_view(list_or_create),
        name="customer-statuses",
    ),
    path("leads/<int:lead_id>/follow-ups/", FollowUpViewSet.as_view(list_or_create), name="follow-ups"),
    path(
        "leads/<int:lead_id>/follow-ups/done/",
        FollowUpViewSet.as_view({"post": "finish"}),
        name="follow-ups-done",
    ),
    path("leads/<int:lead_id>/disputes/", DisputeViewSet.as_view(list_or_create), name="disputes"),
    path(
        "leads/<int:lead_id>/disputes/words/",
        DisputeViewSet.as_view({"post": "settle"}),
        name="disputes-words",
    ),
    path(
        "leads/<int:lead_id>/disputes/withdraw/",
        DisputeViewSet.as_view({"post": "withdraw"}),
        name="disputes-withdraw",
    ),
    path(
        "campaigns/<int:campaign_id>/answers/",
        CampaignAnswerViewSet.as_view(list_or_create),
        name="campaign-answers",
    ),
    path(
        "campaigns/<int:campaign_id>/judgements/",
        JudgementViewSet.as_view(list_or_create),
        name="judgements",
    ),
    path(
        "campaigns/<int:campaign_id>/judgements/take-back/",
        JudgementViewSet.as_view({"post": "take_back"}),
        name="judgements-take-back",
    ),
]
