from __future__ import annotations

from http import HTTPStatus
from typing import ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import caller
from accounts.own_company import today
from accounts.permissions import Action
from handoff import services
from handoff.api.serializers import AbsenceChange, AbsenceInput, AbsenceSerializer
from handoff.models import Absence
from pages.api import require_version, validated
from pages.once_api import AnsweredOnce


class AbsenceViewSet(AnsweredOnce, mixins.ListModelMixin, viewsets.GenericViewSet[Absence]):
    """Who is away today and later, in the order of the first day, and who stands in."""

    queryset = Absence.objects.none()
    serializer_class = AbsenceSerializer
    pagination_class = None
    required_actions: ClassVar[dict[str, Action]] = {
        "list": Action.VIEW_ABSENCES,
        "create": Action.EDIT_ABSENCES,
        "partial_update": Action.EDIT_ABSENCES,
        "end": Action.EDIT_ABSENCES,
    }

    def get_queryset(self) -> QuerySet[Absence]:
        rows = Absence.objects.with_names()
        return rows.not_over(today()) if self.action == "list" else rows

    def get_object(self) -> Absence:
        """One that the caller may change; else 404."""
        absence: Absence = super().get_object()
        if not services.may_edit(caller(self.request), absence.person):
            raise Http404
        return absence

    @extend_schema(request=AbsenceInput, responses={201: AbsenceSerializer})
    def create(self, request: Request) -> Response:
        """Enter when somebody is away; a sales lead also for people of sales."""
        said = {"person": caller(request), **validated(AbsenceInput(data=request.data))}
        entered = services.enter_absence(actor=caller(request), **said)
        return Response(self.get_serializer(entered).data, status=HTTPStatus.CREATED)

    @extend_schema(request=AbsenceChange, responses=AbsenceSerializer)
    def partial_update(self, request: Request, pk: int) -> Response:
        """Change days, deputy or note of an absence that is not over."""
        absence = self.get_object()
        said = validated(AbsenceChange(data=request.data, partial=True))
        version = require_version(said)
        changed = services.change_absence(
            actor=caller(request), absence=absence, expected_version=version, **said
        )
        return Response(self.get_serializer(changed).data)

    @extend_schema(request=None, responses={200: AbsenceSerializer, 204: None})
    def end(self, request: Request, pk: int) -> Response:
        """Say that somebody is back today; one that has not begun before today is deleted (204)."""
        ended = services.end_absence(actor=caller(request), absence=self.get_object())
        if ended is None:
            return Response(status=HTTPStatus.NO_CONTENT)
        return Response(self.get_serializer(ended).data)
