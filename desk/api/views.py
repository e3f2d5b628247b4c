from __future__ import annotations

from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import caller
from accounts.limits import Limit, spend
from accounts.models import User
from accounts.permissions import Action
from bulk.leaving import leave, read_holdings
from desk.api.serializers import HoldingsSerializer, LeavingInput, LeftSerializer, SearchSerializer
from desk.forms import SearchForm
from desk.search import Results, search
from pages.api import validated
from pages.once_api import AnsweredOnce

MOST = 25
WORDS = OpenApiParameter(
    "q", str, description="A name, company, phone number in any spelling, e-mail address or number of a lead."
)


class SearchView(APIView):
    """The search of the header: people, companies, campaigns and calls-to-action, at most 25 of each kind.

    Campaigns and calls-to-action are found with `campaigns.view`, people by their e-mail or phone with
    `leads.contacts`.
    """

    required_actions = {"get": Action.VIEW_LEADS}

    @extend_schema(parameters=[WORDS], responses=SearchSerializer)
    def get(self, request: Request) -> Response:
        form = SearchForm(request.query_params)
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        text = form.cleaned_data["q"]
        if not text:
            return Response(SearchSerializer(Results(groups={}, all_url="")).data)
        spend(Limit.SEARCHES, str(caller(request).pk))
        return Response(SearchSerializer(search(text, viewer=caller(request), most=MOST)).data)


class HoldingsView(APIView):
    """How much lies with somebody, before their sign-in is taken away."""

    required_actions = {"get": Action.DEACTIVATE_PEOPLE}

    @extend_schema(responses=HoldingsSerializer)
    def get(self, request: Request, pk: int) -> Response:
        return Response(HoldingsSerializer(read_holdings(get_object_or_404(User, pk=pk))).data)


class LeavingView(AnsweredOnce):
    """Take somebody's sign-in away and say who takes their work; leads move in the background."""

    required_actions = {"post": Action.DEACTIVATE_PEOPLE}

    @extend_schema(request=LeavingInput, responses={202: LeftSerializer})
    def post(self, request: Request, pk: int) -> Response:
        person = get_object_or_404(User, pk=pk)
        said = validated(LeavingInput(data=request.data))
        left = leave(actor=caller(request), person=person, **said)
        return Response(LeftSerializer(left).data, status=HTTPStatus.ACCEPTED)
