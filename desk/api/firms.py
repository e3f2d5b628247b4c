"""Firms, as far as a caller sees leads of them, and what is said of them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import caller
from accounts.permissions import Action
from desk.firm_list import FirmFilter, build_firm_lines
from desk.firms import FirmPage
from firms.models import CustomerFact, CustomerPeriod, Distinction, FirmMerge, Organisation
from firms.services.changes import rename_firm
from firms.services.customers import say_customer
from firms.services.distinguishing import find_said, tell_apart, undo_telling_apart
from firms.services.merging import merge_firms, undo_merge
from leads.models import Lead, Person
from leads.services.firms import customer_since, firms_visible_to, place_person
from pages.api import require_version, validated
from pages.once_api import AnsweredOnce
from values.columns import length_of


class PeriodSerializer(serializers.ModelSerializer[CustomerPeriod]):
    """From which day on it was a customer, and from which no more."""

    class Meta:
        model = CustomerPeriod
        fields = ("start", "until")


class FirmSerializer(serializers.ModelSerializer[Organisation]):
    """A company; `domains` and `other_names` are also those of companies that were merged into it."""

    other_names = serializers.SerializerMethodField()
    domains = serializers.SerializerMethodField()
    customer_since = serializers.SerializerMethodField(help_text="Null: no customer today.")
    customer_periods = PeriodSerializer(many=True)
    leads = serializers.SerializerMethodField(help_text="How many of its leads you can read.")

    class Meta:
        model = Organisation
        fields = (
            *("id", "name", "other_names", "domains"),
            *("customer_since", "customer_periods", "leads", "row_version"),
        )

    def _page(self, firm: Organisation) -> FirmPage:
        return FirmPage(firm=firm, user=self.context["request"].user)

    def get_other_names(self, firm: Organisation) -> list[str]:
        return self._page(firm).other_names

    def get_domains(self, firm: Organisation) -> list[str]:
        return [row.domain for row in self._page(firm).domains]

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_customer_since(self, firm: Organisation) -> str | None:
        since = customer_since(firm.pk)
        return since.isoformat() if since else None

    def get_leads(self, firm: Organisation) -> int:
        return self._page(firm).lead_count


class FirmListSerializer(serializers.ModelSerializer[Organisation]):
    """A company in a list, with the people and leads you can read."""

    customer_since = serializers.DateField(
        source="line.since", allow_null=True, help_text="Null: no customer today."
    )
    persons = serializers.IntegerField(source="line.persons")
    leads = serializers.IntegerField(source="line.leads")
    last_lead_at = serializers.DateTimeField(
        source="line.newest", allow_null=True, help_text="When the newest of these leads came in."
    )

    class Meta:
        model = Organisation
        fields = (
            *("id", "name", "other_names", "customer_since"),
            *("persons", "leads", "last_lead_at", "row_version"),
        )


class FirmReceipt(serializers.ModelSerializer[Organisation]):
    """What was changed, and its version from now on; what else is known of it, only reading says."""

    class Meta:
        model = Organisation
        fields = ("id", "row_version")


class RenameInput(serializers.Serializer[Organisation]):
    name = serializers.CharField(max_length=length_of(Organisation, "name"))
    row_version = serializers.IntegerField(min_value=1)


class CustomerInput(serializers.Serializer[CustomerFact]):
    """`day` is needed, but for “never”."""

    kind = serializers.ChoiceField(choices=CustomerFact.Kind.choices)
    day = serializers.DateField(required=False, allow_null=True)
    row_version = serializers.IntegerField(min_value=1, required=False)


class MergeInput(serializers.Serializer[Organisation]):
    """`into` is the company that is kept; `row_version` is its version, as it was read."""

    into = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    row_version = serializers.IntegerField(min_value=1, required=False)


class SplitInput(serializers.Serializer[Organisation]):
    """`firm` is one that was merged into this one."""

    firm = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class ApartInput(serializers.Serializer[Organisation]):
    """`other` is the company that this one is not."""

    other = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class ApartReceipt(serializers.ModelSerializer[Distinction]):
    """What was said of two companies, and whether it still stands."""

    is_standing = serializers.SerializerMethodField()

    class Meta:
        model = Distinction
        fields = ("id", "is_standing")

    def get_is_standing(self, said: Distinction) -> bool:
        return said.undone_at is None


class PlaceInput(serializers.Serializer[Person]):
    """`person` as leads name theirs."""

    person = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class FirmViewSet(
    AnsweredOnce, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Organisation]
):
    """Companies whose people write to us."""

    serializer_class = FirmSerializer
    filter_form = FirmFilter
    required_actions = {
        "list": Action.VIEW_LEADS,
        "retrieve": Action.VIEW_LEADS,
        "partial_update": Action.EDIT_FIRMS,
        "customer": Action.SET_CUSTOMERS,
        "merge": Action.EDIT_FIRMS,
        "split": Action.EDIT_FIRMS,
        "apart": Action.EDIT_FIRMS,
        "apart_undo": Action.EDIT_FIRMS,
        "place": Action.EDIT_FIRMS,
    }

    def get_queryset(self) -> QuerySet[Organisation]:
        return firms_visible_to(caller(self.request))

    def get_serializer_class(self) -> type[serializers.ModelSerializer[Organisation]]:
        return FirmListSerializer if self.action == "list" else FirmSerializer

    def paginate_queryset(self, queryset: Any) -> list[Any] | None:
        """A page of firms, each with its `line`."""
        page = super().paginate_queryset(queryset)
        for line in build_firm_lines(page or [], caller(self.request)):
            line.firm.line = line  # type: ignore[attr-defined]
        return page

    @extend_schema(request=RenameInput, responses=FirmReceipt)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Call it otherwise; the name before stays among the others."""
        firm, changes = self.get_object(), validated(RenameInput(data=request.data))
        version = require_version(changes)
        return _receipt(
            rename_firm(actor=caller(request), firm=firm, name=changes["name"], expected_version=version)
        )

    @extend_schema(request=CustomerInput, responses=FirmReceipt)
    @action(detail=True, methods=["post"])
    def customer(self, request: Request, pk: str) -> Response:
        """Say since when it is a customer, since when no more, or that it never was one."""
        firm, said = self.get_object(), validated(CustomerInput(data=request.data))
        changed = say_customer(
            actor=caller(request),
            firm=firm,
            kind=said["kind"],
            day=said.get("day"),
            expected_version=said.get("row_version"),
        )
        return _receipt(changed)

    @extend_schema(request=MergeInput, responses=FirmReceipt)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        """Let it be another one; the answer is the one that is kept."""
        firm, said = self.get_object(), validated(MergeInput(data=request.data))
        into = get_object_or_404(self.get_queryset(), pk=said["into"])
        version = said.get("row_version")
        made = merge_firms(actor=caller(request), firm=firm, into=into, expected_version=version)
        return _receipt(made.into)

    @extend_schema(request=SplitInput, responses=FirmReceipt)
    @action(detail=True, methods=["post"])
    def split(self, request: Request, pk: str) -> Response:
        """Take a merge back; the answer is the company that stands for itself again."""
        firm, said = self.get_object(), validated(SplitInput(data=request.data))
        merges = FirmMerge.objects.filter(into=firm, organisation=said["firm"], undone_at=None)
        merge = get_object_or_404(merges.select_related("organisation", "into")[:1])
        return _receipt(undo_merge(actor=caller(request), merge=merge))

    @extend_schema(request=ApartInput, responses=ApartReceipt)
    @action(detail=True, methods=["post"])
    def apart(self, request: Request, pk: str) -> Response:
        """Say that it is not another one, though they look alike: neither offered nor merged from then on."""
        firm, other = self._get_both(request)
        return Response(ApartReceipt(tell_apart(actor=caller(request), firm=firm, other=other)).data)

    @extend_schema(request=ApartInput, responses=ApartReceipt)
    @action(detail=True, methods=["post"], url_path="apart/undo")
    def apart_undo(self, request: Request, pk: str) -> Response:
        """Take that back: the two may be one again."""
        said = find_said(*self._get_both(request))
        if said is None:
            raise NotFound
        undone = undo_telling_apart(actor=caller(request), distinction=said)
        return Response(ApartReceipt(undone).data)

    def _get_both(self, request: Request) -> tuple[Organisation, Organisation]:
        firm, said = self.get_object(), validated(ApartInput(data=request.data))
        return firm, get_object_or_404(self.get_queryset(), pk=said["other"])

    @extend_schema(request=PlaceInput, responses=FirmReceipt)
    @action(detail=True, methods=["post"], url_path="persons")
    def place(self, request: Request, pk: str) -> Response:
        """Say that a person is of this company, whatever the domain of the address says."""
        firm, said = self.get_object(), validated(PlaceInput(data=request.data))
        seen = Lead.objects.visible_to(caller(request)).values("person")
        person = get_object_or_404(Person.objects.filter(pk__in=seen), pk=said["person"])
        place_person(actor=caller(request), person=person, company="", firm=firm)
        return _receipt(firm)


def _receipt(firm: Organisation) -> Response:
    said: dict[str, Any] = dict(FirmReceipt(firm).data)
    return Response(said)
