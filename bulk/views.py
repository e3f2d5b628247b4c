"""Many leads at once: what is to be done, how far it is, what came of it, and all of it back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import limit_searches
from accounts.permissions import Action, View, requires
from accounts.requests import SignedInRequest, safe_next
from bulk import services
from bulk.deeds import DEEDS, Deed
from bulk.forms import FORMS, MOST_LINES, GridForm
from bulk.models import BulkAction, LineState
from bulk.selection import find_chosen, find_named
from feedback.lead_filters import LeadListForm
from leads.models import Lead
from outbox.models import OutboxMessage
from pages.addresses import address
from pages.answers import Press, Submission, posted

NAMES_SHOWN: Final = 10
LINES_SHOWN: Final = 100


def choose(name: str, deed: Deed) -> View:
    """The page on which one deed is done to the chosen leads: what is said, and what is refused and why."""

    @requires(deed.step.action)
    @require_http_methods(["GET", "HEAD", "POST"])
    @limit_searches(*LeadListForm.SEARCHES)
    def chosen(request: SignedInRequest) -> HttpResponse:
        try:
            leads = _find_leads(request)
        except ValidationError as problem:
            messages.error(request, " ".join(problem.messages))
            return redirect(_find_list(request))
        plan = services.plan(actor=request.user, deed=deed, leads=leads)
        # Who was let in when the page was drawn is done or refused with a word, never left out.
        form = FORMS[name](posted(request), ready=leads if request.method == "POST" else plan.ready)
        submission = Submission(form)
        if form.is_valid():
            with submission:
                action = services.start(actor=request.user, deed=name, lines=form.lines(), said=form.said())
                return _show_action(request, action)
        context = {**_describe(deed, plan, form), "list_url": _find_list(request)}
        return submission.show(request, _template(form), **context)

    return chosen


@requires(Action.VIEW_LEADS)
@require_safe
def action(request: SignedInRequest, action_id: int) -> HttpResponse:
    """How far it is, then what came of it; only for who asked for it."""
    found = get_object_or_404(BulkAction, pk=action_id, user=request.user)
    is_fragment = "HX-Request" in request.headers
    if is_fragment and not found.is_running:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"action": found, "list_url": _find_list(request), **_result(found)}
    if not found.is_running:  # who waits asks each second, and is shown none of them yet
        context["refused"] = _group_lines(request, found, LineState.REFUSED)
        context["staying"] = _group_lines(request, found, LineState.STAYS)
    return render(request, "bulk/progress.html" if is_fragment else "bulk/action.html", context)


def undo(name: str, deed: Deed) -> View:
    """The view that has all of an action taken back, by whom may do it."""

    @requires(deed.step.action)
    @require_POST
    def take_back(request: SignedInRequest, action_id: int) -> HttpResponse:
        found = get_object_or_404(BulkAction, pk=action_id, user=request.user, deed=name)
        with Press(request):
            services.undo(actor=request.user, action=found)
        return _show_action(request, found)

    return take_back


def _find_list(request: SignedInRequest) -> str:
    """The list of leads as it was left, which `next` names; all of them where it names something else."""
    leads, before = reverse("lead_list"), safe_next(request)
    return before if before.startswith(leads) else leads


def _show_action(request: SignedInRequest, action: BulkAction) -> HttpResponse:
    before = _find_list(request)
    there = before if before != reverse("lead_list") else None
    return redirect(address(reverse("bulk:action", args=[action.pk]), next=there))


def _find_leads(request: SignedInRequest) -> list[Lead]:
    if request.method == "POST":
        return find_named(request.POST.get("leads", "").split(","), viewer=request.user)
    return find_chosen(request.GET, viewer=request.user)


def _template(form: Any) -> str:
    return "bulk/grid.html" if isinstance(form, GridForm) else "bulk/confirm.html"


def _describe(deed: Deed, plan: services.Plan, form: Any) -> dict[str, Any]:
    shown = min(len(plan.ready), MOST_LINES) if isinstance(form, GridForm) else len(plan.ready)
    return {
        "heading": deed.head(shown),
        "button": deed.button,
        "count": shown,
        "left_out": len(plan.ready) - shown,
        "refused": [_group(why, leads) for why, leads in plan.refused.items()],
        "refused_count": sum(map(len, plan.refused.values())),
    }


def _group(why: str, leads: list[Lead]) -> dict[str, Any]:
    return {
        "why": why,
        "count": len(leads),
        "leads": leads[:NAMES_SHOWN],
        "more": max(len(leads) - NAMES_SHOWN, 0),
    }


def _result(found: BulkAction) -> dict[str, Any]:
    counts = found.count_lines()
    deed = DEEDS[found.deed]
    done = counts[LineState.DONE] + counts[LineState.STAYS]
    taken_back = counts[LineState.TAKEN_BACK]
    is_undo = found.undone_at is not None
    report = deed.report(done + taken_back)
    return {
        "heading": deed.head(sum(counts.values())) if found.is_running and not is_undo else report,
        "is_undo": is_undo,
        "done": taken_back + counts[LineState.STAYS] if is_undo else done + counts[LineState.REFUSED],
        "total": sum(counts.values()) - (counts[LineState.REFUSED] if is_undo else 0),
        "taken_back": taken_back,
        "refused_count": counts[LineState.REFUSED],
        "staying_count": counts[LineState.STAYS],
        "can_undo": services.can_undo(found) and counts[LineState.DONE] > 0,
        "until": services.until(found),
        "undo_url": reverse(f"bulk:{found.deed}_undo", args=[found.pk]),
        "is_given_up": found.is_running and not _is_underway(found),
    }


def _is_underway(found: BulkAction) -> bool:
    """Not given up; a part that ended since the action was read has posted the next one or ended it all."""
    return OutboxMessage.objects.filter(pk=found.message_id or 0, parked_at=None).exists()


def _group_lines(request: SignedInRequest, found: BulkAction, state: LineState) -> list[dict[str, Any]]:
    """What was refused by its reason; a lead that the reader sees no more is only counted."""
    lines = list(found.lines.filter(state=state)[:LINES_SHOWN])
    leads = (
        Lead.objects.visible_to(request.user)
        .select_related("person")
        .in_bulk([line.lead_id for line in lines])
    )
    groups: dict[str, list[Lead]] = {}
    counts: dict[str, int] = {}
    for line in lines:
        groups.setdefault(line.why, []).extend(_one(leads, line.lead_id))
        counts[line.why] = counts.get(line.why, 0) + 1
    return [{**_group(why, seen), "count": counts[why]} for why, seen in groups.items()]


def _one(leads: dict[int, Lead], pk: int) -> Iterable[Lead]:
    return [leads[pk]] if pk in leads else []
