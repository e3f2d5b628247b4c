"""The comments on a thing: read page by page, written, changed, deleted; and whom an @ may name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import limit_searches
from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from campaigns.models import CallToAction, Campaign
from leads.models import Lead
from pages.answers import Press, Submission, posted
from pages.cursors import Order, find_page
from talk import services
from talk.forms import CommentForm
from talk.mentions import suggest
from talk.models import Comment, Thing, column_of
from talk.notifications import name_of, path_of
from talk.thread import Thread, prepare

PAGE_SIZE: Final = 30
ORDER: Final[Order] = ("-pk",)
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of what is commented on, by the name of its column and of its page."""

    model: type[Lead | Campaign | CallToAction]
    view: Action
    related: tuple[str, ...]

    def find(self, request: SignedInRequest, pk: int) -> Thing:
        """404 for whom it does not exist."""
        rows: Any = self.model.objects.visible_to(request.user)
        found: Thing = get_object_or_404(rows.select_related(*self.related), pk=pk)
        return found


KINDS: Final[dict[str, Kind]] = {
    "lead": Kind(Lead, Action.VIEW_LEADS, ("person", "campaign")),
    "campaign": Kind(Campaign, Action.VIEW_CAMPAIGNS, ()),
    "cta": Kind(CallToAction, Action.VIEW_CAMPAIGNS, ("campaign",)),
}


def comments(name: str) -> View:
    """The view of all comments on such a thing, and of one more."""
    kind = KINDS[name]

    @requires(kind.view, write=Action.COMMENT)
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: SignedInRequest, **kwargs: int) -> HttpResponse:
        thing = kind.find(request, kwargs[f"{name}_id"])
        form = CommentForm(posted(request))
        submission = Submission(form)
        if form.is_valid():
            with submission:
                services.add_comment(actor=request.user, thing=thing, **form.cleaned_data)
                messages.success(request, _("Comment saved."))
                return redirect(path_of(thing))
        return _show(request, thing, submission)

    return view


def _show(request: SignedInRequest, thing: Thing, submission: Submission) -> HttpResponse:
    found = (
        Comment.objects.about(thing).select_related("user", column_of(thing)).prefetch_related("mentioned")
    )
    page = find_page(request.GET, found, order=ORDER, size=PAGE_SIZE)
    context = {
        "thread": Thread(user=request.user, thing=thing),
        "comments": prepare(request.user, page.rows),
        "name": name_of(thing),
        "back_url": path_of(thing),
        **page.urls(request.GET),
    }
    return submission.show(request, "talk/comments.html", **context)


def people(name: str) -> View:
    """The view of whom an @ in a comment on such a thing may name: a fragment of options."""
    kind = KINDS[name]

    @requires(kind.view)
    @require_safe
    @limit_searches("q")
    def view(request: SignedInRequest, **kwargs: int) -> HttpResponse:
        thing = kind.find(request, kwargs[f"{name}_id"])
        found = suggest(thing, request.GET.get("q", "")[:60], but=request.user)
        return render(request, "talk/people.html", {"people": found})

    return view


@requires(Action.COMMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, comment_id: int) -> HttpResponse:
    """Change one's own words, within ten minutes."""
    comment = _get_own(request, comment_id)
    form = CommentForm(posted(request), initial={"text": comment.text})
    submission = Submission(form)
    if form.is_valid():
        with submission:
            services.edit_comment(actor=request.user, comment=comment, **form.cleaned_data)
            messages.success(request, _("Comment changed."))
            return redirect(path_of(comment.thing))
    context = {
        "thread": Thread(user=request.user, thing=comment.thing),
        "comment": comment,
        "name": name_of(comment.thing),
        "back_url": path_of(comment.thing),
    }
    return submission.show(request, "talk/edit.html", **context)


@requires(Action.COMMENT)
@require_POST
def delete(request: SignedInRequest, comment_id: int) -> HttpResponse:
    """Delete one's own comment; that there was one stays."""
    comment = _get_own(request, comment_id)
    with Press(request):
        services.delete_comment(actor=request.user, comment=comment)
        messages.success(request, _("Comment deleted."))
    return redirect(path_of(comment.thing))


def _get_own(request: SignedInRequest, comment_id: int) -> Comment:
    """404 for whom the thing does not exist, and for a comment of somebody else."""
    rows = Comment.objects.visible_to(request.user).filter(user=request.user)
    return get_object_or_404(rows.select_related("lead__person", "campaign", "cta", "user"), pk=comment_id)
