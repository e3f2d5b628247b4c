"""The list of leads as a file: first how many there are and what stands in it, then the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.limits import limit_searches
from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from desk.lead_words import read_words
from feedback.lead_filters import LeadListForm
from leads.exports import Further, headings, write_rows
from leads.models import Lead, LeadQuerySet
from leads.services.exporting import note_export
from pages.addresses import address
from pages.csv import csv_stream
from values.refusals import TooManyCalls

BAD_REQUEST: Final = 400
FILE_NAME: Final = "leads"


@requires(Action.VIEW_LEADS)
@require_safe
@limit_searches(*LeadListForm.SEARCHES)
def lead_export(request: SignedInRequest) -> HttpResponse:
    """How many leads the filters of the address mean, and what of them the file will hold."""
    form = LeadListForm(request.GET, viewer=request.user)
    leads = _leads(request, form)
    count = leads.order_by().count() if form.is_valid() else 0
    context = {
        "form": form,
        "count": count,
        "contacts": leads.order_by().showing_contact_to(request.user).count() if count else 0,
        "said": _said(form),
        "can_import": may(request.user, Action.IMPORT_HISTORY),
        "file_url": address(reverse("desk:lead_file"), **dict(form.said)),
        "list_url": address(reverse("lead_list"), **dict(form.said)),
    }
    return render(request, "desk/lead_export.html", context, status=200 if form.is_valid() else BAD_REQUEST)


@requires(Action.VIEW_LEADS, fresh="download")
@require_safe
@limit_searches(*LeadListForm.SEARCHES)
def lead_file(request: SignedInRequest) -> HttpResponseBase:
    """The file itself, with every lead of the list in its order. That it was taken along is written down."""
    form = LeadListForm(request.GET, viewer=request.user)
    if not form.is_valid():
        return lead_export(request)
    leads = _leads(request, form)
    try:
        note_export(actor=request.user, leads=leads, filters=form.said)
    except TooManyCalls as refusal:
        list_url = address(reverse("lead_list"), **dict(form.said))
        context = {"form": form, "why": refusal.message, "list_url": list_url}
        answer = render(request, "desk/lead_export.html", context, status=refusal.status)
        answer.headers["Retry-After"] = str(refusal.wait)
        return answer
    further = Further(heads=(_("Rating by sales"), _("Reason")), say=_say)
    rows = write_rows(leads, request.user, is_newest_first=form.is_newest_first, further=further)
    return csv_stream(FILE_NAME, headings(further), rows)


def _leads(request: SignedInRequest, form: LeadListForm) -> LeadQuerySet:
    return form.narrow(Lead.objects.visible_to(request.user))


def _said(form: LeadListForm) -> list[tuple[str, str]]:
    """The filters that are set, as the list words them."""
    said = []
    for name, value in form.said:
        choices = dict(_flat(getattr(form.fields[name], "choices", ())))
        said.append((str(form.fields[name].label), str(choices.get(value, value))))
    return said


def _flat(choices: Sequence[tuple[object, object]]) -> list[tuple[str, object]]:
    """Choices without their groups."""
    flat: list[tuple[str, object]] = []
    for key, label in choices:
        flat += _flat(label) if isinstance(label, list) else [(str(key), label)]
    return flat


def _say(leads: Sequence[Lead]) -> dict[int, Sequence[str]]:
    return {pk: (words.quality, words.reason) for pk, words in read_words(leads).items()}
