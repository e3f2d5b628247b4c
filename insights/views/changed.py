"""The leads that moved figures of the past by one cause, and what happened to each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from counting.diary import causes_of
from counting.models import NOTED, CauseKind, ChangeCause
from figures.changes import OPENED
from figures.drilldown import find_visible
from insights.forms import OverviewForm
from insights.pages.address import Address
from insights.pages.causes import KINDS, WORDS, say_effects
from leads.models import NEWEST_FIRST, Lead
from pages.cursors import find_page

PAGE: Final = "insights/changed.html"
PAGE_SIZE: Final = 50
OK: Final = 200
BAD_REQUEST: Final = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class Happened:
    """On which day it was counted, and what it moved."""

    day: date
    effects: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedLine:
    """One lead, and what moved figures; of a lead this person may not see, only that there is one."""

    lead: Lead
    is_visible: bool
    happened: Sequence[Happened]


@requires(Action.VIEW_CONVERSION)
@require_safe
def changed(request: SignedInRequest) -> HttpResponse:
    """A page of the leads behind one cause, whoever asks as many.

    A filter, cause, day or cursor in the address that was not understood answers 400 and says so.
    """
    form = OverviewForm(request.GET)
    kind, since = _read(request.GET)
    address = Address.of(request.GET, "insights:changes")
    context: dict[str, Any] = {"form": form, "back_url": address.page()}
    if not form.is_valid() or kind is None or since is None:
        context["problem"] = _("This address names no change we know.")
        return render(request, PAGE, context, status=BAD_REQUEST)
    causes = causes_of(form.filters(), since).filter(kind=kind)
    rows = Lead.objects.filter(pk__in=causes.values("lead_id")).select_related("person", "campaign", "cta")
    page = find_page(request.GET, rows, order=NEWEST_FIRST, size=PAGE_SIZE)
    visible = find_visible(page.rows, request.user)
    happened = _find(causes, page.rows)
    context |= {
        "words": WORDS[kind],
        "since": since,
        "filters": form.filters(),
        "names": form.chosen_names(),
        "lines": [
            ChangedLine(lead=lead, is_visible=lead.pk in visible, happened=happened[lead.pk])
            for lead in page.rows
        ],
        "problem": page.problem,
        **page.urls(request.GET),
    }
    return render(request, PAGE, context, status=BAD_REQUEST if page.problem else OK)


def _read(query: QueryDict) -> tuple[CauseKind | None, date | None]:
    """The cause and the day an address names; None where it names none that opens leads."""
    kind = KINDS.get(query.get("cause", ""))
    try:
        since = date.fromisoformat(query.get("since", ""))
    except ValueError:
        since = None
    return kind if kind in OPENED else None, since


def _find(causes: QuerySet[ChangeCause], leads: Sequence[Lead]) -> dict[int, list[Happened]]:
    found: dict[int, list[Happened]] = defaultdict(list)
    for row in causes.filter(lead_id__in=[lead.pk for lead in leads]).order_by("pk"):
        assert row.lead_id is not None and row.noted_on is not None  # only counted ones, of a lead
        effects = say_effects({name: getattr(row, name) for name in NOTED})
        found[row.lead_id].append(Happened(day=row.noted_on, effects=effects))
    return found
