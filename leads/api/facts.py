"""What the endpoints below one lead share."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import mixins, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import caller
from leads.models import Lead
from pages.once_api import AnsweredOnce
from values.contacts import hide_contacts

Fact = TypeVar("Fact", bound=Model)


class FactsOfLead(AnsweredOnce, mixins.ListModelMixin, viewsets.GenericViewSet[Fact]):
    """The facts of one lead the caller may see, newest first; new ones are appended, none is edited."""

    facts: str

    lead: Lead | None = None

    def get_lead(self) -> Lead:
        leads = Lead.objects.visible_to(caller(self.request))
        self.lead = get_object_or_404(leads, pk=self.kwargs["lead_id"])
        return self.lead

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """What was written about the lead holds no address or number as long as its contact is veiled."""
        if self.lead is not None and not self.lead.shows_contact_to(caller(request)):
            response.data = _cover(response.data)
        return super().finalize_response(request, response, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Fact]:
        facts: QuerySet[Fact] = getattr(self.get_lead(), self.facts).order_by("-id")
        return facts

    def created(self, fact: Fact) -> Response:
        return Response(self.get_serializer(fact).data, status=201)


def _cover(said: Any) -> Any:
    """Every text in it covered but moments, whose seconds can look like a number."""
    if isinstance(said, dict):
        return {name: one if name.endswith("_at") else _cover(one) for name, one in said.items()}
    if isinstance(said, list):
        return [_cover(one) for one in said]
    return hide_contacts(said) if isinstance(said, str) else said
