"""What was corrected of the contact of a lead."""

from __future__ import annotations

from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import caller
from accounts.models import User
from accounts.permissions import Action, may
from leads.api.facts import FactsOfLead
from leads.models import ContactCorrection
from leads.services.contacts import FIELDS, correct_contact
from pages.api import validated


class CorrectionSerializer(serializers.ModelSerializer[ContactCorrection]):
    """`was` and `became` are covered for whoever may not read the contact.

    To a token that reads no leads `was` is blank.
    """

    was = serializers.SerializerMethodField()

    def get_was(self, correction: ContactCorrection) -> str:
        reads = may(cast(User, self.context["request"].user), Action.VIEW_LEADS)
        return correction.was if reads else ""

    class Meta:
        model = ContactCorrection
        fields = ("id", "field", "was", "became", "user", "created_at")


class CorrectionInput(serializers.Serializer[ContactCorrection]):
    """What is right; what is left out stays as it is. `row_version` is the lead's, as it was read."""

    row_version = serializers.IntegerField(min_value=1, required=False)

    def get_fields(self) -> dict[str, serializers.Field]:  # type: ignore[type-arg]  # as in the base
        texts = {
            name: serializers.CharField(required=False, allow_blank=True, max_length=field.max_length)
            for name, field in FIELDS.items()
        }
        return {**texts, **super().get_fields()}


class CorrectionViewSet(FactsOfLead[ContactCorrection]):
    """Whoever sees the contact of a lead says what is right of it; what was there before is kept."""

    facts = "corrections"
    queryset = ContactCorrection.objects.none()
    serializer_class = CorrectionSerializer
    pagination_class = None
    required_actions = {"list": Action.VIEW_LEADS, "create": Action.CORRECT_CONTACTS}

    @extend_schema(request=CorrectionInput, responses={201: CorrectionSerializer(many=True)})
    def create(self, request: Request, lead_id: int) -> Response:
        """The corrections made, one a field; none where all was so already."""
        lead = self.get_lead()
        said = validated(CorrectionInput(data=request.data))
        version = said.pop("row_version", None)
        made = correct_contact(actor=caller(request), lead=lead, said=said, expected_version=version)
        return Response(self.get_serializer(made, many=True).data, status=201)
