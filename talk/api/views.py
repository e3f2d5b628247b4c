from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import caller
from accounts.permissions import Action
from campaigns.models import CallToAction, Campaign
from leads.api.facts import FactsOfLead
from pages.api import validated
from pages.once_api import AnsweredOnce
from talk.api.serializers import CommentInput, CommentSerializer
from talk.models import Comment
from talk.services import add_comment, delete_comment


class LeadCommentViewSet(FactsOfLead[Comment]):
    """What was said about a lead; its addresses and numbers are covered as long as its contact is."""

    facts = "comments"
    queryset = Comment.objects.none()
    serializer_class = CommentSerializer
    required_actions = {"list": Action.VIEW_LEADS, "create": Action.COMMENT}

    def get_queryset(self) -> QuerySet[Comment]:
        return super().get_queryset().prefetch_related("mentioned")

    @extend_schema(request=CommentInput, responses={201: CommentSerializer})
    def create(self, request: Request, lead_id: int) -> Response:
        lead = self.get_lead()
        said = validated(CommentInput(data=request.data))
        return self.created(add_comment(actor=caller(request), thing=lead, **said))


class _CommentsOfCampaigns(AnsweredOnce, mixins.ListModelMixin, viewsets.GenericViewSet[Comment]):
    queryset = Comment.objects.none()
    serializer_class = CommentSerializer
    required_actions: ClassVar[dict[str, Action]] = {"list": Action.VIEW_CAMPAIGNS, "create": Action.COMMENT}

    def get_thing(self) -> Campaign | CallToAction:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Comment]:
        found = Comment.objects.about(self.get_thing())
        return found.order_by("-id").prefetch_related("mentioned")

    def _create(self, request: Request) -> Response:
        thing = self.get_thing()
        said = validated(CommentInput(data=request.data))
        comment = add_comment(actor=caller(request), thing=thing, **said)
        return Response(self.get_serializer(comment).data, status=201)


class CampaignCommentViewSet(_CommentsOfCampaigns):
    """What was said about a campaign."""

    def get_thing(self) -> Campaign:
        return get_object_or_404(
            Campaign.objects.visible_to(caller(self.request)), pk=self.kwargs["campaign_id"]
        )

    @extend_schema(request=CommentInput, responses={201: CommentSerializer})
    def create(self, request: Request, campaign_id: int) -> Response:
        return self._create(request)


class CtaCommentViewSet(_CommentsOfCampaigns):
    """What was said about a call-to-action."""

    def get_thing(self) -> CallToAction:
        return get_object_or_404(
            CallToAction.objects.visible_to(caller(self.request)), pk=self.kwargs["cta_id"]
        )

    @extend_schema(request=CommentInput, responses={201: CommentSerializer})
    def create(self, request: Request, cta_id: int) -> Response:
        return self._create(request)


class CommentViewSet(AnsweredOnce, viewsets.GenericViewSet[Comment]):
    """One's own comments."""

    queryset = Comment.objects.none()
    serializer_class = CommentSerializer
    required_actions: ClassVar[dict[str, Action]] = {"remove": Action.COMMENT}

    def get_queryset(self) -> QuerySet[Comment]:
        user = caller(self.request)
        return Comment.objects.visible_to(user).filter(user=user)

    @extend_schema(request=None, responses={200: CommentSerializer})
    def remove(self, request: Request, pk: str) -> Response:
        """Delete a comment of one's own; that there was one stays."""
        deleted = delete_comment(actor=caller(request), comment=self.get_object())
        return Response(self.get_serializer(deleted).data)
