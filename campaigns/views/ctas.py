"""Calls-to-action and the definitions under them: read, written, signed."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from campaigns.forms.ctas import CtaForm, DefinitionForm
from campaigns.models import CallToAction, Campaign
from campaigns.services import ctas as services
from pages.forms import put_errors, renew_version
from values.refusals import Refusal, StaleVersion


@requires(Action.VIEW_CAMPAIGNS)
def cta(request: SignedInRequest, cta_id: int) -> HttpResponse:
    """One call-to-action: its key, the definition in force, the one that waits, and all versions."""
    row = _get(request, cta_id)
    waiting = row.waiting_definition
    can_sign = may(request.user, Action.SIGN_DEFINITIONS)
    context = {
        "cta": row,
        "waiting": waiting,
        "is_my_turn": bool(waiting and can_sign and request.user.team in waiting.missing_teams),
        "older": [one for one in row.definitions.all() if one not in (waiting, row.definition_in_force)],
        "can_edit": may(request.user, Action.EDIT_CAMPAIGNS),
    }
    return render(request, "campaigns/cta.html", context)


@requires(Action.EDIT_CAMPAIGNS)
def cta_new(request: SignedInRequest, campaign_id: int) -> HttpResponse:
    """The form for a new call-to-action of a campaign; next comes its definition."""
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user), pk=campaign_id)
    form = CtaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.create_cta(actor=request.user, campaign=campaign, **form.for_service())
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Saved. Next: write down what counts as a lead here."))
            return redirect("campaigns:definition_new", row.pk)
    return _render_form(request, form, campaign=campaign)


@requires(Action.EDIT_CAMPAIGNS)
def cta_edit(request: SignedInRequest, cta_id: int) -> HttpResponse:
    """The form for a call-to-action; 409 with both values when somebody else changed it meanwhile."""
    row = _get(request, cta_id)
    if request.method != "POST":
        return _render_form(request, CtaForm.for_cta(row), campaign=row.campaign, cta=row)
    form = CtaForm(request.POST)
    if form.is_valid():
        version = form.cleaned_data["expected_version"] or 0
        try:
            services.update_cta(actor=request.user, cta=row, expected_version=version, **form.for_service())
        except StaleVersion as error:
            renew_version(form, error.current)
            return _render_form(request, form, campaign=row.campaign, cta=row, conflict=error)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("campaigns:cta", row.pk)
    return _render_form(request, form, campaign=row.campaign, cta=row)


@requires(Action.EDIT_CAMPAIGNS)
def definition_new(request: SignedInRequest, cta_id: int) -> HttpResponse:
    """Propose the next version, beginning with the words of the last one."""
    row = _get(request, cta_id)
    newest = row.newest_definition
    form = DefinitionForm(request.POST) if request.method == "POST" else DefinitionForm.after(newest)
    if request.method == "POST" and form.is_valid():
        try:
            services.propose_definition(actor=request.user, cta=row, **form.cleaned_data)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Proposed. One person of each team signs it; sales was told."))
            return redirect("campaigns:cta", row.pk)
    context = {"form": form, "cta": row, "newest": newest}
    return render(request, "campaigns/definition_form.html", context, status=422 if form.errors else 200)


@requires(Action.SIGN_DEFINITIONS)
@require_POST
def definition_sign(request: SignedInRequest, cta_id: int, version: int) -> HttpResponse:
    """Sign one version for one's own team."""
    row = _get(request, cta_id)
    definition = get_object_or_404(row.definitions.select_related("cta"), version=version)
    try:
        services.sign_definition(actor=request.user, definition=definition)
    except Refusal as error:
        messages.error(request, error.message)
    else:
        row.refresh_from_db(fields=["definition_in_force"])
        is_agreed = row.definition_in_force_id == definition.pk
        messages.success(request, _("Signed and agreed: it is in force.") if is_agreed else _("Signed."))
    return redirect("campaigns:cta", row.pk)


def _get(request: SignedInRequest, cta_id: int) -> CallToAction:
    rows = CallToAction.objects.visible_to(request.user).select_related("campaign").with_definitions()
    return get_object_or_404(rows, pk=cta_id)


def _render_form(
    request: SignedInRequest,
    form: CtaForm,
    *,
    campaign: Campaign,
    cta: CallToAction | None = None,
    conflict: StaleVersion | None = None,
) -> HttpResponse:
    context = {"form": form, "campaign": campaign, "cta": cta, "conflict": conflict}
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "campaigns/cta_form.html", context, status=status)
