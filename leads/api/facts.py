"""What the endpoints below one lead share."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import mixins, viewsets
from rest_framework.response import Response

from accounts.api import caller
from leads.models import Lead
from pages.once_api import AnsweredOnce

Fact = TypeVar("Fact", bound=Model)


class FactsOfLead(AnsweredOnce, mixins.ListModelMixin, viewsets.GenericViewSet[Fact]):
    """The facts of one lead the caller may see, newest first; new ones are appended, none is edited."""

    facts: str

    def get_lead(self) -> Lead:
        return get_object_or_404(Lead.objects.visible_to(caller(self.request)), pk=self.kwargs["lead_id"])

    def get_queryset(self) -> QuerySet[Fact]:
        facts: QuerySet[Fact] = getattr(self.get_lead(), self.facts).order_by("-id")
        return facts

    def created(self, fact: Fact) -> Response:
        return Response(self.get_serializer(fact).data, status=201)
