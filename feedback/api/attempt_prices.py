"""What a contact attempt costs, as programs read and enter it."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import caller
from accounts.permissions import Action
from feedback.models import AttemptPrice
from feedback.services.attempt_prices import remove_price, set_price
from pages.api import validated
from pages.once_api import AnsweredOnce
from values.columns import editable_columns


class AttemptPriceSerializer(serializers.ModelSerializer[AttemptPrice]):
    """So many minutes at so much an hour, for attempts of `valid_from` and later until the next price.

    Of two for the same day the newer one counts.
    """

    class Meta:
        model = AttemptPrice
        fields = ("id", *editable_columns(AttemptPrice), "user", "created_at")


class AttemptPriceInput(serializers.ModelSerializer[AttemptPrice]):
    """Another price; its day may lie in the past or ahead."""

    class Meta:
        model = AttemptPrice
        fields: tuple[str, ...] = editable_columns(AttemptPrice)


class AttemptPriceViewSet(AnsweredOnce, mixins.ListModelMixin, viewsets.GenericViewSet[AttemptPrice]):
    """What a contact attempt costs, the newest day first."""

    serializer_class = AttemptPriceSerializer
    required_actions: ClassVar[dict[str, Action]] = {
        "list": Action.VIEW_CONVERSION,
        "create": Action.PRICE_ATTEMPTS,
        "remove": Action.PRICE_ATTEMPTS,
    }

    def get_queryset(self) -> QuerySet[AttemptPrice]:
        """Those that stand; one that was taken away is found by whoever takes it away again."""
        every = AttemptPrice.objects.all()
        return every.standing() if self.action == "list" else every

    @extend_schema(request=AttemptPriceInput, responses={201: AttemptPriceSerializer})
    def create(self, request: Request) -> Response:
        """Enter another price; none is ever changed, so what held before stays."""
        said = validated(AttemptPriceInput(data=request.data))
        price = set_price(actor=caller(request), **said)
        return Response(self.get_serializer(price).data, status=201)

    @extend_schema(request=None, responses={200: AttemptPriceSerializer})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: str) -> Response:
        """Take a price away, whoever entered it: the one before holds on."""
        removed = remove_price(actor=caller(request), price=self.get_object())
        return Response(self.get_serializer(removed).data)
