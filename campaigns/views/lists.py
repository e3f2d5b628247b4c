"""The lists people keep themselves: one page for each, and one for each entry."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from campaigns.forms.lists import MergeForm, TextForm, entry_form
from campaigns.kept_lists import LISTS, KeptList, count_uses
from campaigns.models import Entry, ListChange
from campaigns.services import lists as services
from pages.answers import Press, Submission, done, posted
from pages.cursors import find_page

ENTRIES_SHOWN: Final = 100
TEXTS_SHOWN: Final = 50
CHANGES_SHOWN: Final = 20


@requires(Action.EDIT_LISTS)
@require_safe
def lists(_request: SignedInRequest) -> HttpResponse:
    """The first of the lists."""
    return redirect("campaigns:kept_list", next(iter(LISTS)))


@requires(Action.EDIT_LISTS)
def kept_list(request: SignedInRequest, list_name: str) -> HttpResponse:
    """The entries in their order, a form for another, free texts that wait, and what was changed."""
    kept = _get_list(list_name)
    form = entry_form(kept, posted(request), text=request.GET.get("new", "")[:120])
    submission = Submission(form)
    if form.is_valid():
        with submission:
            entry = services.add_entry(actor=request.user, kept=kept, **form.for_service())
            text = _("“%(entry)s” is offered from now on.")
            return done(request, text % {"entry": entry}, "campaigns:kept_list", list_name)
    return submission.show(request, "campaigns/kept_list.html", **_describe(request, kept))


@requires(Action.EDIT_LISTS)
def entry_edit(request: SignedInRequest, list_name: str, entry_id: int) -> HttpResponse:
    """One entry: said otherwise, archived or offered again, merged; 409 when somebody was faster."""
    kept = _get_list(list_name)
    entry = _get_entry(kept, entry_id)
    form = entry_form(kept, posted(request), entry=entry)
    submission = Submission(form)
    if form.is_valid():
        version = form.cleaned_data["expected_version"] or 0
        with submission:
            services.change_entry(
                actor=request.user, kept=kept, entry=entry, expected_version=version, **form.for_service()
            )
            return done(request, _("Saved."), "campaigns:kept_list", list_name)
    return _show_entry(request, submission, kept, entry, MergeForm(kept=kept, entry=entry))


@requires(Action.EDIT_LISTS)
@require_POST
def entry_merge(request: SignedInRequest, list_name: str, entry_id: int) -> HttpResponse:
    """Let all that was said with this entry stand for another."""
    kept = _get_list(list_name)
    entry = _get_entry(kept, entry_id)
    form = MergeForm(request.POST, kept=kept, entry=entry)
    submission = Submission(form)
    if form.is_valid():
        into = form.cleaned_data["into"]
        with submission:
            moved = services.merge_entries(actor=request.user, kept=kept, entry=entry, into=into)
            text = ngettext(
                "“%(entry)s” is “%(into)s” from now on; %(count)d use moved.",
                "“%(entry)s” is “%(into)s” from now on; %(count)d uses moved.",
                moved,
            )
            values = {"entry": entry, "into": into, "count": moved}
            return done(request, text % values, "campaigns:kept_list", list_name)
    words = Submission(entry_form(kept, None, entry=entry))
    answer = _show_entry(request, words, kept, entry, form)
    answer.status_code = submission.status
    return answer


@requires(Action.EDIT_LISTS)
@require_POST
def entry_offer(request: SignedInRequest, list_name: str, entry_id: int) -> HttpResponse:
    """Archive an entry, or with `offered` offer it again."""
    kept = _get_list(list_name)
    entry, is_offered = _get_entry(kept, entry_id), "offered" in request.POST
    with Press(request):
        services.set_offered(actor=request.user, kept=kept, entry=entry, is_offered=is_offered)
        text = (
            _("“%(entry)s” is offered again.")
            if is_offered
            else _("“%(entry)s” is archived. What was said with it stays.")
        )
        messages.success(request, text % {"entry": entry})
    return redirect("campaigns:kept_list", list_name)


@requires(Action.EDIT_LISTS)
@require_POST
def entry_move(request: SignedInRequest, list_name: str, entry_id: int) -> HttpResponse:
    """Put an entry one place up, or with `down` one place down."""
    kept = _get_list(list_name)
    entry = _get_entry(kept, entry_id)
    if kept.is_ordered:
        services.move_entry(
            actor=request.user, kept=kept, entry=entry, by=1 if "down" in request.POST else -1
        )
    return redirect("campaigns:kept_list", list_name)


@requires(Action.EDIT_LISTS)
@require_POST
def text_take(request: SignedInRequest, list_name: str) -> HttpResponse:
    """Say which entry a free text is, or with `aside` that it is none."""
    kept = _get_list(list_name)
    if kept.queue is None:
        raise Http404
    form = TextForm(request.POST, kept=kept)
    with Press(request):
        said = form.read(is_put_aside="aside" in request.POST)
        count = services.take_text(actor=request.user, kept=kept, **said)
        text = ngettext(
            "“%(text)s”, said %(count)d time, is done.", "“%(text)s”, said %(count)d times, is done.", count
        )
        messages.success(request, text % {"text": said["text"], "count": count})
    return redirect("campaigns:kept_list", list_name)


def _get_list(name: str) -> KeptList:
    if name not in LISTS:
        raise Http404
    return LISTS[name]


def _get_entry(kept: KeptList, entry_id: int) -> Entry:
    entry: Entry = get_object_or_404(kept.entries.select_related("merged_into"), pk=entry_id)
    return entry


def _describe(request: SignedInRequest, kept: KeptList) -> dict[str, Any]:
    page = find_page(request.GET, kept.entries.kept(), order=kept.order, size=ENTRIES_SHOWN)
    changes = ListChange.objects.filter(list_name=kept.name).select_related("user")
    waiting = kept.queue.find_waiting(TEXTS_SHOWN) if kept.queue else []
    return {
        "kept": kept,
        "lists": LISTS.values(),
        "entries": page.rows,
        "changes": changes[:CHANGES_SHOWN],
        "texts": [
            (TextForm(kept=kept, initial={"text": text}, auto_id=False), text, n) for text, n in waiting
        ],
        **page.urls(request.GET),
    }


def _show_entry(
    request: SignedInRequest, submission: Submission, kept: KeptList, entry: Entry, merge_form: MergeForm
) -> HttpResponse:
    changes = ListChange.objects.filter(list_name=kept.name, entry_id=entry.pk).select_related("user")
    return submission.show(
        request,
        "campaigns/kept_entry.html",
        kept=kept,
        entry=entry,
        merge_form=merge_form,
        changes=changes[:CHANGES_SHOWN],
        uses=count_uses(entry),
    )
