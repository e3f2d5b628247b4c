"""Leads: the list, logging several in a row and the warning about people we know."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from leads.filters import LeadFilterForm
from leads.forms.leads import LeadForm
from leads.keyset import Page, cut_page
from leads.lines import build_lines
from leads.models import Lead, LeadKind, LeadQuerySet
from leads.services.capture import Registered, register_lead, set_kind
from leads.services.duplicates import Candidate, find_duplicates
from leads.views.fetching import get_lead
from pages.forms import put_errors
from values.refusals import Refusal

PAGE_SIZE = 25
STICKY_CTA = "lead_new_cta"


@requires(Action.VIEW_LEADS)
def lead_list(request: SignedInRequest) -> HttpResponse:
    """The leads this person may see, filtered and paged by the address."""
    form = LeadFilterForm(request.GET, viewer=request.user)
    leads = form.narrow(Lead.objects.visible_to(request.user).for_lines())
    page, problem = _cut(request, form, leads)
    lines = build_lines(page.leads, form.names, request.user)
    context = {
        "form": form,
        "page": page,
        "problem": problem,
        "newer_url": _page_url(request, before=page.before) if page.before else "",
        "older_url": _page_url(request, after=page.after) if page.after else "",
        "lines": lines,
        "shows_grades": any(line.grade for line in lines),
        "can_capture": may(request.user, Action.CAPTURE_LEADS),
        "is_own": form.is_own,
    }
    return render(request, "leads/lead_list.html", context)


@requires(Action.CAPTURE_LEADS)
def lead_new(request: SignedInRequest) -> HttpResponse:
    """Log one lead after another: the call-to-action stays, everything else is empty again."""
    if request.method != "POST":
        return _render_new(request, LeadForm(initial={"cta": _sticky_cta(request)}))
    form = LeadForm(request.POST)
    if "check" in request.POST:
        return _render_new(request, form, candidates=_find_candidates(request))
    if form.is_valid():
        try:
            registered = register_lead(actor=request.user, new=form.for_service())
        except ValidationError as error:
            put_errors(form, _for_form(error))
        except Refusal as error:
            form.add_error("cta", error.message)
        else:
            request.session[STICKY_CTA] = registered.lead.cta_id
            _confirm(request, registered)
            return redirect("leads:lead_new")
    return _render_new(request, form, candidates=_find_candidates(request))


@require_POST
@requires(Action.CAPTURE_LEADS)
def lead_duplicates(request: SignedInRequest) -> HttpResponse:
    """Known people that may be the one being typed; by POST, so that no name lands in a log of addresses."""
    return render(request, "leads/lead_duplicates.html", {"candidates": _find_candidates(request)})


@require_POST
@requires(Action.CAPTURE_LEADS)
def lead_kind(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """Mark a lead as test or spam, or as real after all."""
    row = get_lead(request, lead_id)
    try:
        row = set_kind(actor=request.user, lead=row, kind=request.POST.get("kind", ""))
    except Refusal as error:
        messages.error(request, error.message)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        text = (
            _("Saved. It counts.") if row.kind == LeadKind.REAL else _("Saved. It is kept and never counted.")
        )
        messages.success(request, text)
    return redirect("lead", row.pk)


def _cut(request: SignedInRequest, form: LeadFilterForm, leads: LeadQuerySet) -> tuple[Page, str]:
    """The page the address asks for; for a mark nobody gave out, the first page and what was wrong."""
    marks = {name: request.GET.get(name, "") for name in ("before", "after")}
    try:
        return cut_page(leads, is_newest_first=form.is_newest_first, size=PAGE_SIZE, **marks), ""
    except ValidationError as error:
        return cut_page(leads, is_newest_first=form.is_newest_first, size=PAGE_SIZE), error.messages[0]


def _page_url(request: SignedInRequest, **mark: str) -> str:
    query = request.GET.copy()
    for name in ("before", "after"):
        query.pop(name, None)
    query.update(mark)
    return f"?{query.urlencode()}"


def _sticky_cta(request: SignedInRequest) -> Any:
    """The call-to-action in the address, else the one logged last."""
    return request.GET.get("cta") or request.session.get(STICKY_CTA)


def _find_candidates(request: SignedInRequest) -> list[Candidate]:
    typed = request.POST
    return find_duplicates(
        actor=request.user,
        email=typed.get("email", ""),
        phone=typed.get("phone", ""),
        name=typed.get("name", ""),
        company=typed.get("company", ""),
    )


def _for_form(error: ValidationError) -> ValidationError:
    """The same errors under the names the form has: "last_touch.utm_source" is the field utm_source here."""
    fields: dict[str, list[ValidationError]] = {}
    for name, errors in error.error_dict.items():
        short = name.rpartition(".")[2]
        fields.setdefault("page_url" if short == "click_ids" else short, []).extend(errors)
    return ValidationError({name: errors[:1] for name, errors in fields.items()})


def _confirm(request: SignedInRequest, registered: Registered) -> None:
    lead = registered.lead
    messages.success(
        request,
        format_html(
            '{} <a href="{}">{}</a> · <a href="{}">{}</a>',
            _("Saved:"),
            reverse("lead", args=[lead.pk]),
            lead.person.title,
            reverse("hand_over", args=[lead.pk]),
            _("Hand over now"),
        ),
    )
    if registered.duplicate_of is not None:
        messages.warning(
            request, _("The same person came by this call-to-action within a day. Logged twice?")
        )


def _render_new(
    request: SignedInRequest, form: LeadForm, *, candidates: list[Candidate] | None = None
) -> HttpResponse:
    context = {"form": form, "candidates": candidates or []}
    return render(request, "leads/lead_new.html", context)
