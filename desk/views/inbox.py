from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.own_company import today
from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from desk import sections as boxes
from desk.forms import InboxFilter
from feedback.disputes import count_open
from feedback.services.undoing import find_given_away
from handoff.deputies import read_absent_for
from leads.models import Lead
from pages.addresses import address
from pages.cursors import find_page
from second_opinions.models import SecondOpinion
from values.text import shorten


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A section as one page shows it."""

    section: boxes.Section
    leads: list[Lead]
    count: int | None
    url: str
    newer_url: str = ""
    older_url: str = ""


@requires(Action.ANSWER_HANDOFFS)
@require_safe
def inbox(request: SignedInRequest) -> HttpResponse:
    """What waits for sales: every section with its first leads, or one section page by page."""
    user = request.user
    wanted = _read_address(request)
    speaks_for_reps = may(user, Action.SPEAK_FOR_REPS)
    rep = wanted.get("rep") if speaks_for_reps else None
    chosen = boxes.BY_KEY.get(wanted.get("section") or "")
    if chosen is None:
        counts, firsts = boxes.preview_sections(user, rep=rep)
        shown = [
            Shown(section=one, leads=firsts[one.key], count=counts[one.key], url=_url(one, rep))
            for one in boxes.PREVIEWED
        ]
    else:
        counts = boxes.count_sections(user, rep=rep)
        shown = [_page(request, chosen, rep=rep, counts=counts)]
    context = {
        "tabs": [(section, counts.get(section.key), _url(section, rep)) for section in boxes.SECTIONS],
        "chosen": chosen,
        "overview_url": _url(None, rep),
        "shown": [one for one in shown if chosen or one.leads],
        "waiting": sum(counts[section.key] for section in boxes.PLACES if section.is_waiting),
        "order_said": (chosen or boxes.NEW).order_said,
        "form": InboxFilter({"rep": rep.pk if rep else ""}) if speaks_for_reps else None,
        "rep": rep,
        "is_lead": speaks_for_reps,
        "disputes": count_open(user),
        "given_away": find_given_away(user),
        "second_opinions": SecondOpinion.objects.asked_of(user).unanswered().count(),
        **_absences(user),
    }
    return render(request, "desk/inbox.html", context)


def _absences(user: User) -> dict[str, Any]:
    """That the reader is away, and for whom they stand in."""
    absent = read_absent_for(user, today())
    standing_in = [one for one in absent.values() if one.deputy == user]
    return {"own_absence": absent.get(user.pk), "standing_in": standing_in}


def _read_address(request: SignedInRequest) -> dict[str, Any]:
    """What the address bar asks for; what it gets wrong is said and left out."""
    form = InboxFilter(request.GET)
    if not form.is_valid():
        for name in form.errors:
            if name == "rep":
                messages.warning(request, _("This person is not here any more. You see all leads."))
                continue
            message = _("The address asks for %(name)s “%(value)s”, which does not exist; it was left out.")
            values = {"name": name, "value": shorten(request.GET.get(name, ""))}
            messages.warning(request, message % values)
    return form.cleaned_data


def _url(section: boxes.Section | None, rep: User | None) -> str:
    return address(reverse("inbox"), section=section and section.key, rep=rep and rep.pk)


def _page(
    request: SignedInRequest, section: boxes.Section, *, rep: User | None, counts: dict[str, int]
) -> Shown:
    leads = boxes.leads_in_section(section, user=request.user, rep=rep)
    page = find_page(request.GET, leads, order=section.order, size=boxes.PAGE_SIZE)
    return Shown(
        section=section,
        leads=page.rows,
        count=counts.get(section.key),
        url=_url(section, rep),
        **page.urls(request.GET),
    )
