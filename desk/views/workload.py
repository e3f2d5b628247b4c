"""The workload of sales, for who leads it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from desk.workload import read_workloads, sum_up


@requires(Action.SPEAK_FOR_REPS)
@require_safe
def workload(request: SignedInRequest) -> HttpResponse:
    """A line for each person of sales, each figure with its leads, and the way to move them."""
    rows = read_workloads(request.user)
    return render(request, "desk/workload.html", {"rows": rows, "total": sum_up(rows)})
