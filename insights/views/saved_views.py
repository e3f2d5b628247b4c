"""Views of the figures that somebody keeps under a name."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from insights.forms import SavedViewForm
from insights.kept_addresses import address_of, is_understood, name_of, route_of
from insights.models import SavedView
from insights.pages.address import Address
from insights.services.saved_views import change_view, delete_view, save_view
from pages.answers import Press, Submission, done, posted


@dataclass(frozen=True, kw_only=True, slots=True)
class ViewLine:
    """A view in a list: where it leads, and whether this person may change it."""

    view: SavedView
    url: str
    page: str
    can_change: bool


@requires(Action.KEEP_VIEWS)
@require_http_methods(["GET", "HEAD", "POST"])
def views(request: SignedInRequest) -> HttpResponse:
    """Keep the selection of the address under a name, and choose among those that are kept.

    For htmx the menu of the joint page, else a page. A selection that is not understood is not kept.
    """
    address = asked_address(request)
    can_keep = is_understood(address)
    form = SavedViewForm(posted(request), may_publish=may(request.user, Action.PUBLISH_VIEWS))
    submission = Submission(form)
    if can_keep and form.is_valid():
        with submission:
            view = save_view(actor=request.user, address=address, **form.for_service())
            return done(request, _("Saved as “%(name)s”.") % {"name": view.name}, address.page())
    is_menu = "HX-Request" in request.headers
    return submission.show(
        request,
        "insights/views_menu.html" if is_menu else "insights/views.html",
        lines=list_views(request.user),
        address=address,
        can_keep=can_keep,
        page_name=name_of(address),
        can_share=may(request.user, Action.SHARE_VIEWS),
    )


@requires(Action.KEEP_VIEWS)
@require_http_methods(["GET", "HEAD", "POST"])
def view(request: SignedInRequest, view_id: int) -> HttpResponse:
    """Another name for one of them, or let everybody see it."""
    found = get_object_or_404(SavedView.objects.visible_to(request.user), pk=view_id)
    form = SavedViewForm(posted(request), instance=found, may_publish=may(request.user, Action.PUBLISH_VIEWS))
    submission = Submission(form)
    if form.is_valid():
        with submission:
            change_view(actor=request.user, view=found, **form.for_service())
            return done(request, _("Saved."), "insights:views")
    return submission.show(
        request,
        "insights/view.html",
        line=line_of(found, request.user),
        can_share=may(request.user, Action.SHARE_VIEWS),
    )


@requires(Action.KEEP_VIEWS)
@require_POST
def view_delete(request: SignedInRequest, view_id: int) -> HttpResponse:
    """Forget one."""
    found = get_object_or_404(SavedView.objects.visible_to(request.user), pk=view_id)
    with Press(request):
        delete_view(actor=request.user, view=found)
    return done(request, _("“%(name)s” is deleted.") % {"name": found.name}, "insights:views")


def asked_address(request: HttpRequest) -> Address:
    """What `page` and the filters of the address name; a page nobody knows is the overview."""
    return Address.of(request.GET, route_of(request.GET.get("page", "")))


def line_of(view: SavedView, user: User) -> ViewLine:
    address, is_own = address_of(view), view.user_id == user.pk
    return ViewLine(
        view=view,
        url=address.page(),
        page=name_of(address),
        can_change=is_own or may(user, Action.PUBLISH_VIEWS),
    )


def list_views(user: User) -> list[ViewLine]:
    """One's own and the company's, by name."""
    found = SavedView.objects.visible_to(user).by_name().select_related("user")
    return [line_of(view, user) for view in found]
