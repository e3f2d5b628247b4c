from __future__ import annotations

from http import HTTPStatus
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import caller
from accounts.permissions import Action
from bulk import services
from bulk.api.serializers import (
    BulkActionSerializer,
    FollowUpManyInput,
    HandOverManyInput,
    LeadNumbers,
    NoCustomerInput,
    PassOnManyInput,
    ReleaseManyInput,
    StillCustomerInput,
)
from bulk.models import BulkAction
from pages.once_api import AnsweredOnce

STARTED = {202: BulkActionSerializer}


class BulkViewSet(AnsweredOnce, mixins.RetrieveModelMixin, viewsets.GenericViewSet[BulkAction]):
    """One deed for many leads: it is written down at once (202) and done in the background, lead by lead."""

    queryset = BulkAction.objects.none()
    serializer_class = BulkActionSerializer
    deed = ""  # what is taken back at an address
    required_actions: ClassVar[dict[str, Action]] = {
        "retrieve": Action.VIEW_LEADS,
        "hand_over": Action.HAND_OVER_LEADS,
        "pass_on": Action.ANSWER_HANDOFFS,
        "release": Action.ANSWER_HANDOFFS,
        "follow_up": Action.SET_FOLLOW_UPS,
        "close_unreachable": Action.RECORD_OUTCOMES,
        "still_customer": Action.RECORD_OUTCOMES,
        "no_customer": Action.RECORD_OUTCOMES,
    }

    def get_queryset(self) -> QuerySet[BulkAction]:
        return BulkAction.objects.filter(
            user=caller(self.request), **({"deed": self.deed} if self.deed else {})
        )

    @extend_schema(request=HandOverManyInput, responses=STARTED)
    def hand_over(self, request: Request) -> Response:
        """Hand leads over, each with its own grade, to a rep or to the pool."""
        return self._start("hand_over", HandOverManyInput(data=request.data))

    @extend_schema(request=PassOnManyInput, responses=STARTED)
    def pass_on(self, request: Request) -> Response:
        """Give leads to a colleague; a sales lead gives anybody's."""
        return self._start("pass_on", PassOnManyInput(data=request.data))

    @extend_schema(request=ReleaseManyInput, responses=STARTED)
    def release(self, request: Request) -> Response:
        """Put leads that are not rated yet back into the pool."""
        return self._start("release", ReleaseManyInput(data=request.data))

    @extend_schema(request=FollowUpManyInput, responses=STARTED)
    def follow_up(self, request: Request) -> Response:
        """Set a follow-up for each of the leads."""
        return self._start("follow_up", FollowUpManyInput(data=request.data))

    @extend_schema(request=LeadNumbers, responses=STARTED)
    def close_unreachable(self, request: Request) -> Response:
        """Close leads that nobody reached, after as many attempts as the company asks for."""
        return self._start("close_unreachable", LeadNumbers(data=request.data))

    @extend_schema(request=StillCustomerInput, responses=STARTED)
    def still_customer(self, request: Request) -> Response:
        """Say of won leads that they are still customers today."""
        return self._start("still_customer", StillCustomerInput(data=request.data))

    @extend_schema(request=NoCustomerInput, responses=STARTED)
    def no_customer(self, request: Request) -> Response:
        """Say of won leads that they are no longer customers since a day."""
        return self._start("no_customer", NoCustomerInput(data=request.data))

    @extend_schema(request=None, responses=STARTED)
    def undo(self, request: Request, pk: int) -> Response:
        """Take all of it back that nothing has come after; within ten minutes."""
        return _answer(services.undo(actor=caller(request), action=self.get_object()))

    def _start(self, deed: str, said: Any) -> Response:
        said.is_valid(raise_exception=True)
        return _answer(
            services.start(actor=caller(self.request), deed=deed, lines=said.lines(), said=said.said())
        )


def _answer(action: BulkAction) -> Response:
    return Response(BulkActionSerializer(action).data, status=HTTPStatus.ACCEPTED)
