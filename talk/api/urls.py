from __future__ import annotations

from typing import Any

from django.urls import path

from talk.api.views import CampaignCommentViewSet, CommentViewSet, CtaCommentViewSet, LeadCommentViewSet

list_or_create: dict[str, Any] = {"get": "list", "post": "create"}

urlpatterns = [
    path("leads/<int:lead_id>/comments/", LeadCommentViewSet.as_view(list_or_create), name="lead-comments"),
    path(
        "campaigns/<int:campaign_id>/comments/",
        CampaignCommentViewSet.as_view(list_or_create),
        name="campaign-comments",
    ),
    path("ctas/<int:cta_id>/comments/", CtaCommentViewSet.as_view(list_or_create), name="cta-comments"),
    path("comments/<int:pk>/delete/", CommentViewSet.as_view({"post": "remove"}), name="comment"),
]
