"""The list of firms, those that may be one, and what is said of two that are not."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import limit_searches
from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest, page_before
from desk.firm_list import BY_NAME, FirmListForm, build_firm_lines
from desk.firm_pairs import build_pair_lines
from firms.models import Distinction, FirmPair
from firms.services.distinguishing import tell_apart, undo_telling_apart
from leads.services.firms import firms_visible_to
from pages.answers import Press
from pages.cursors import find_page

PAGE_SIZE: Final = 25
PAIRS_SIZE: Final = 10
APART_SHOWN: Final = 10


@requires(Action.VIEW_LEADS)
@require_safe
@limit_searches(*FirmListForm.SEARCHES)
def firm_list(request: SignedInRequest) -> HttpResponse:
    """The firms this person knows of by their leads, by name."""
    form = FirmListForm(request.GET, viewer=request.user)
    firms = form.narrow(firms_visible_to(request.user).in_order())
    page = find_page(request.GET, firms, order=BY_NAME, size=PAGE_SIZE)
    can_edit = may(request.user, Action.EDIT_FIRMS)
    context = {
        "form": form,
        "problem": page.problem,
        **page.urls(request.GET),
        "lines": build_firm_lines(page.rows, request.user),
        "is_own": not may(request.user, Action.VIEW_EVERY_LEAD),
        "can_edit": can_edit,
        "has_pairs": can_edit and FirmPair.objects.open().exists(),
    }
    return render(request, "desk/firm_list.html", context)


@requires(Action.EDIT_FIRMS)
@require_safe
def firm_pairs(request: SignedInRequest) -> HttpResponse:
    """Firms that may be one, the surest signs first, and what was said of such last."""
    pairs = FirmPair.objects.open()
    page = find_page(request.GET, pairs, order=("why", "-pk"), size=PAIRS_SIZE)
    apart = Distinction.objects.standing().select_related("one", "other", "user")
    context = {
        "problem": page.problem,
        **page.urls(request.GET),
        "lines": build_pair_lines(page.rows, request.user),
        "apart": apart[:APART_SHOWN],
    }
    return render(request, "desk/firm_pairs.html", context)


@requires(Action.EDIT_FIRMS)
@require_POST
def firm_apart(request: SignedInRequest, firm_id: int, other_id: int) -> HttpResponse:
    """Say that two firms are not one: they are not offered again."""
    seen = firms_visible_to(request.user)
    firm, other = get_object_or_404(seen, pk=firm_id), get_object_or_404(seen, pk=other_id)
    with Press(request):
        tell_apart(actor=request.user, firm=firm, other=other)
        text = _("“%(firm)s” and “%(other)s” are two companies, and are not offered again.")
        messages.success(request, text % {"firm": firm, "other": other})
    return _back(request)


@requires(Action.EDIT_FIRMS)
@require_POST
def firm_apart_undo(request: SignedInRequest, apart_id: int) -> HttpResponse:
    """Take it back: both may be one again."""
    said = get_object_or_404(Distinction.objects.select_related("one", "other"), pk=apart_id)
    with Press(request):
        undo_telling_apart(actor=request.user, distinction=said)
        text = _("“%(one)s” and “%(other)s” may be the same company again.")
        messages.success(request, text % {"one": said.one, "other": said.other})
    return _back(request)


def _back(request: SignedInRequest) -> HttpResponse:
    """To the page of firms on which it was pressed."""
    before = page_before(request)
    return redirect(before if before.startswith(reverse("firm_list")) else "desk:firm_pairs")
