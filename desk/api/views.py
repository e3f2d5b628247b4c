from __future__ import annotations

from django.core.exceptions import ValidationError
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import caller
from accounts.limits import Limit, spend
from accounts.permissions import Action
from desk.api.serializers import SearchSerializer
from desk.forms import SearchForm
from desk.search import Results, search

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
