"""The limit for the API: one INSERT behind the portal's own middleware, token and DRF.

Beside the bare view it says how much of a capture is the door, and how much the capture itself.
"""

from __future__ import annotations

from typing import Any, cast

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import Action
from bench.bare import insert_row
from smarketing.urls import urlpatterns as of_the_portal


class Insert(APIView):
    """One row into the table of the bare view."""

    required_actions = {"post": Action.CAPTURE_LEADS}

    def post(self, request: Request) -> Response:
        said = cast("dict[str, str]", request.data)
        return Response({"lead": insert_row(said["name"])}, status=201)


urlpatterns: list[Any] = [path("insert", Insert.as_view()), *of_the_portal]
