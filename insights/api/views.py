from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import Action
from insights.api.serializers import ConversionQuery, ConversionSerializer
from insights.figures import conversion
from insights.replica import read_figures


class ConversionView(APIView):
    """From lead to deal, as the joint page shows it; every role reads the same figures."""

    required_actions = {"get": Action.VIEW_CONVERSION}

    @extend_schema(parameters=[ConversionQuery], responses=ConversionSerializer)
    def get(self, request: Request) -> Response:
        query = ConversionQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        by = query.validated_data["by"]
        filters = query.to_filters()
        read = read_figures(request._request, lambda: conversion(by=by, filters=filters))
        table = read.made
        return Response(
            {
                "by": by,
                "as_of": read.as_of.isoformat(),
                "maturity_days": table.maturity_days,
                "rows": [row.as_json() for row in table.rows],
                "total": table.total.as_json(),
            }
        )
