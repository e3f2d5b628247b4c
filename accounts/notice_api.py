"""One's own choice of notifications, for programs; apart from `accounts.api`, which the framework loads."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import transaction
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import caller
from accounts.kinds import Group, Kind
from accounts.models import NoticeTimes, User, Way
from accounts.permissions import Action
from accounts.services import choices_of, choose_times, choose_ways, times_of
from pages.once_api import AnsweredOnce


class NoticeKindSerializer(serializers.Serializer[Any]):
    """One kind that can come to your role."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    group = serializers.ChoiceField(choices=Group.choices)
    way = serializers.ChoiceField(choices=Way.choices)
    usual = serializers.ChoiceField(choices=Way.choices)
    ways = serializers.ListField(child=serializers.ChoiceField(choices=Way.choices))
    unsubscribed_at = serializers.DateTimeField(
        allow_null=True, help_text="When a link in a mail set it to the page only."
    )


class NoticeTimesSerializer(serializers.ModelSerializer[NoticeTimes]):
    """When mails may come, by the company's clock."""

    class Meta:
        model = NoticeTimes
        fields = NoticeTimes.SAID


class NoticesSerializer(serializers.Serializer[Any]):
    """Kind by kind how it reaches you, and when mails may come."""

    kinds = NoticeKindSerializer(many=True)
    times = NoticeTimesSerializer()


class NoticesInput(serializers.Serializer[Any]):
    """What is to change; what is not named stays."""

    ways = serializers.DictField(
        child=serializers.ChoiceField(choices=Way.choices),
        required=False,
        help_text='By kind, such as {"lead_rated": "digest"}.',
    )
    times = NoticeTimesSerializer(required=False, partial=True)


class NoticesView(AnsweredOnce):
    """How notifications reach you."""

    required_actions: ClassVar[dict[str, Action]] = {
        "get": Action.CHOOSE_NOTICES,
        "patch": Action.CHOOSE_NOTICES,
    }

    @extend_schema(responses=NoticesSerializer)
    def get(self, request: Request) -> Response:
        """Read which kinds can come to your role, how each does, and when mails may come."""
        return _answer(caller(request))

    @extend_schema(request=NoticesInput, responses=NoticesSerializer)
    def patch(self, request: Request) -> Response:
        """Change some of it."""
        said = NoticesInput(data=request.data)
        said.is_valid(raise_exception=True)
        with transaction.atomic():
            _change(caller(request), **said.validated_data)
        return _answer(caller(request))


def _change(actor: User, ways: dict[str, str] | None = None, times: dict[str, Any] | None = None) -> None:
    choose_ways(actor=actor, ways=ways or {})
    if times:
        now = times_of(actor)
        kept = {name: getattr(now, name) for name in NoticeTimes.SAID}
        choose_times(actor=actor, **{**kept, **times})


def _answer(user: User) -> Response:
    return Response(NoticesSerializer({"kinds": choices_of(user), "times": times_of(user)}).data)


urlpatterns = [path("notifications/choices/", NoticesView.as_view(), name="notices")]
