"""Links by which strangers read the figures of a view: made, listed and ended, by whoever may share."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from insights.forms import LinkForm
from insights.models import SavedView, ViewLink
from insights.services.links import make_link, revoke_link
from insights.views.saved_views import line_of
from pages.answers import Press, Submission, done, posted
from pages.once import shown_once


@requires(Action.SHARE_VIEWS, fresh="page")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def view_link(request: SignedInRequest, view_id: int) -> HttpResponse:
    """Make a link to this view; its address stands in the answer and nowhere else."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=view_id)
    form = LinkForm(posted(request))
    submission = Submission(form)
    if form.is_valid():
        with submission:
            secret = make_link(actor=request.user, view=view, **form.cleaned_data)
            url = settings.PUBLIC_URL + reverse("insights:shared", args=[secret])
            return shown_once(_show(request, Submission(LinkForm()), view, url))
    return _show(request, submission, view)


def _show(request: SignedInRequest, submission: Submission, view: SavedView, url: str = "") -> HttpResponse:
    links = ViewLink.objects.filter(view=view).working(timezone.now()).select_related("user", "view")
    line = line_of(view, request.user)
    return submission.show(request, "insights/view_link.html", view=view, line=line, url=url, links=links)


@requires(Action.SHARE_VIEWS)
@require_safe
def links(request: SignedInRequest) -> HttpResponse:
    """Every link that works now: what of the company is read outside, by whom it was made, until when."""
    found = ViewLink.objects.working(timezone.now()).select_related("user", "view")
    return render(request, "insights/links.html", {"links": found})


@requires(Action.SHARE_VIEWS)
@require_POST
def link_revoke(request: SignedInRequest, link_id: int) -> HttpResponse:
    """Let one end, whoever made it."""
    link = get_object_or_404(ViewLink, pk=link_id)
    with Press(request):
        revoke_link(actor=request.user, link=link)
    return done(request, _("The link does not work any more."), "insights:links")
