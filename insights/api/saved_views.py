"""Views of the figures for programs: kept under a name, and shared by links that can be ended."""

from __future__ import annotations

from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import caller, require_fresh
from accounts.permissions import Action
from insights.kept_addresses import PAGES, address_from, address_of, check_address
from insights.models import MOST_DAYS, USUAL_DAYS, SavedView, ViewLink
from insights.pages.address import NAMES, Address
from insights.services.links import make_link_once, revoke_link
from insights.services.saved_views import change_view, delete_view, save_view
from pages.api import validated
from pages.once_api import HEADER, AnsweredOnce
from pages.receipts import check_key


class SavedViewSerializer(serializers.ModelSerializer[SavedView]):
    """A page of figures with its filters under a name; `user` is whose it is, `url` where it leads."""

    filters = serializers.DictField(child=serializers.CharField(), source="said")
    url = serializers.SerializerMethodField()

    class Meta:
        model = SavedView
        fields = ("id", "name", "page", "filters", "is_for_company", "user", "url", "created_at")

    @extend_schema_field(serializers.CharField())
    def get_url(self, view: SavedView) -> str:
        return settings.PUBLIC_URL + address_of(view).page()


class SavedViewChange(serializers.ModelSerializer[SavedView]):
    """Another name, or for the whole company: whoever may publish."""

    class Meta:
        model = SavedView
        fields: tuple[str, ...] = ("name", "is_for_company")


class SavedViewInput(SavedViewChange):
    """`filters` are the values of the address of the page, by their names."""

    page = serializers.ChoiceField(choices=PAGES, default=PAGES[0])
    filters = serializers.DictField(child=serializers.CharField(max_length=200), default=dict)

    class Meta(SavedViewChange.Meta):
        fields = ("name", "is_for_company", "page", "filters")

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        """The address instead of its parts; an unknown name and a filter that is wrong are named."""
        filters: Mapping[str, str] = said.pop("filters")
        unknown = sorted(filters.keys() - set(NAMES))
        if unknown:
            message = _("“%(name)s” is no filter of this page. Allowed are: %(allowed)s.")
            values = {"name": unknown[0], "allowed": ", ".join(NAMES)}
            raise serializers.ValidationError({"filters": message % values})
        address = address_from(said.pop("page"), filters)
        form = check_address(address)
        if not form.is_valid():
            wrong = [f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()]
            raise serializers.ValidationError({"filters": wrong})
        return {**said, "address": address}


class ViewLinkSerializer(serializers.ModelSerializer[ViewLink]):
    """A link that works now; its address is shown once, to whoever makes it."""

    has_password = serializers.SerializerMethodField()

    class Meta:
        model = ViewLink
        fields: tuple[str, ...] = (
            *("id", "view", "user", "created_at", "expires_at", "last_opened_at", "has_password"),
        )

    def get_has_password(self, link: ViewLink) -> bool:
        return bool(link.password)


class MadeLinkSerializer(ViewLinkSerializer):
    """The one answer with the address by which the figures are read."""

    url = serializers.CharField()

    class Meta(ViewLinkSerializer.Meta):
        fields = (*ViewLinkSerializer.Meta.fields, "url")


class LinkInput(serializers.Serializer[Any]):
    """For how many days it works, and a password where it is to ask for one."""

    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS, default=USUAL_DAYS)
    password = serializers.CharField(default="", allow_blank=True, trim_whitespace=False, max_length=1_000)


class SavedViewViewSet(
    AnsweredOnce, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[SavedView]
):
    """One's own views, and those of the whole company."""

    serializer_class = SavedViewSerializer
    # The secret follows from the key: nothing that opens a link is kept in a receipt.
    keeps_receipts = frozenset({"link"})
    required_actions = {
        "list": Action.KEEP_VIEWS,
        "retrieve": Action.KEEP_VIEWS,
        "create": Action.KEEP_VIEWS,
        "partial_update": Action.KEEP_VIEWS,
        "remove": Action.KEEP_VIEWS,
        "link": Action.SHARE_VIEWS,
    }

    def get_queryset(self) -> QuerySet[SavedView]:
        return SavedView.objects.visible_to(caller(self.request))

    @extend_schema(request=SavedViewInput, responses={201: SavedViewSerializer})
    def create(self, request: Request) -> Response:
        said = validated(SavedViewInput(data=request.data))
        address: Address = said.pop("address")
        view = save_view(actor=caller(request), address=address, **said)
        return Response(self.get_serializer(view).data, status=201)

    @extend_schema(request=SavedViewChange, responses={200: SavedViewSerializer})
    def partial_update(self, request: Request, pk: str) -> Response:
        view = self.get_object()
        said = validated(SavedViewChange(data=request.data, partial=True))
        return Response(self.get_serializer(change_view(actor=caller(request), view=view, **said)).data)

    @extend_schema(request=None, responses={200: SavedViewSerializer})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: str) -> Response:
        """Forget it, and its links with it; the answer is what was forgotten."""
        view = self.get_object()
        shown = self.get_serializer(view).data
        delete_view(actor=caller(request), view=view)
        return Response(shown)

    @extend_schema(request=LinkInput, responses={201: MadeLinkSerializer})
    @action(detail=True, methods=["post"])
    def link(self, request: Request, pk: str) -> Response:
        """Make a link by which people who do not sign in read its figures. Its address is said only here."""
        require_fresh(request)
        said = validated(LinkInput(data=request.data))
        secret, made = make_link_once(
            actor=caller(request),
            view=self.get_object(),
            key=_read_key(request),
            caller=f"token {request.auth.pk}" if request.auth else "person",
            **said,
        )
        url = settings.PUBLIC_URL + reverse("insights:shared", args=[secret])
        return Response({**ViewLinkSerializer(made).data, "url": url}, status=201)


def _read_key(request: Request) -> str:
    """The key of the request; without one, one that never comes again."""
    key = request.headers.get(HEADER)
    return token_urlsafe(32) if key is None else check_key(key)


class ViewLinkViewSet(AnsweredOnce, mixins.ListModelMixin, viewsets.GenericViewSet[ViewLink]):
    """Every link that works now, whoever made it."""

    serializer_class = ViewLinkSerializer
    required_actions = {"list": Action.SHARE_VIEWS, "revoke": Action.SHARE_VIEWS}

    def get_queryset(self) -> QuerySet[ViewLink]:
        links = (
            ViewLink.objects.all() if self.action == "revoke" else ViewLink.objects.working(timezone.now())
        )
        return links.order_by("-pk")

    @extend_schema(request=None, responses={200: ViewLinkSerializer})
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: str) -> Response:
        """Let it end; a second time changes nothing."""
        link = self.get_object()
        revoke_link(actor=caller(request), link=link)
        return Response(self.get_serializer(link).data)
