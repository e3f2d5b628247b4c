"""Calls-to-action and their definitions: written, signed and objected to. The page of one stands above."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from campaigns.errors import ObjectionEnded
from campaigns.forms.ctas import CtaForm, DefinitionForm, ObjectionForm, WithdrawalForm
from campaigns.models import CallToAction, Campaign, LeadDefinition
from campaigns.services import ctas as services
from campaigns.services.objections import object_to_definition, withdraw_objection
from pages.answers import Press, Submission, done, posted


@requires(Action.EDIT_CAMPAIGNS)
def cta_new(request: SignedInRequest, campaign_id: int) -> HttpResponse:
    """The form for a new call-to-action of a campaign; next comes its definition."""
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user), pk=campaign_id)
    form = CtaForm(posted(request))
    submission = Submission(form)
    if form.is_valid():
        with submission:
            row = services.create_cta(actor=request.user, campaign=campaign, **form.for_service())
            text = _("Saved. Next: write down what counts as a lead here.")
            return done(request, text, "campaigns:definition_new", row.pk)
    return submission.show(request, "campaigns/cta_form.html", campaign=campaign)


@requires(Action.EDIT_CAMPAIGNS)
def cta_edit(request: SignedInRequest, cta_id: int) -> HttpResponse:
    """The form for a call-to-action; 409 with both values when somebody else changed it meanwhile."""
    row = _get(request, cta_id)
    form = CtaForm.for_cta(row, posted(request))
    submission = Submission(form)
    if form.is_valid():
        version = form.cleaned_data["expected_version"] or 0
        with submission:
            services.update_cta(actor=request.user, cta=row, expected_version=version, **form.for_service())
            return done(request, _("Saved."), "cta", row.pk)
    return submission.show(request, "campaigns/cta_form.html", campaign=row.campaign, cta=row)


@requires(Action.EDIT_CAMPAIGNS)
def definition_new(request: SignedInRequest, cta_id: int) -> HttpResponse:
    """Propose the next version, beginning with the words of the last one."""
    row = _get(request, cta_id)
    newest = row.newest_definition
    form = DefinitionForm.after(newest, posted(request))
    submission = Submission(form)
    if form.is_valid():
        with submission:
            services.propose_definition(actor=request.user, cta=row, **form.cleaned_data)
            text = _("Proposed. One person of each team signs it; sales was told.")
            return done(request, text, "cta", row.pk)
    return submission.show(request, "campaigns/definition_form.html", cta=row, newest=newest)


@requires(Action.SIGN_DEFINITIONS)
@require_POST
def definition_sign(request: SignedInRequest, cta_id: int, version: int) -> HttpResponse:
    """Sign one version for one's own team."""
    row = _get(request, cta_id)
    definition = _get_version(row, version)
    with Press(request):
        services.sign_definition(actor=request.user, definition=definition)
        row.refresh_from_db(fields=["definition_in_force"])
        is_agreed = row.definition_in_force_id == definition.pk
        messages.success(request, _("Signed and agreed: it is in force.") if is_agreed else _("Signed."))
    return redirect("cta", row.pk)


@requires(Action.OBJECT_TO_DEFINITIONS)
def definition_object(request: SignedInRequest, cta_id: int, version: int) -> HttpResponse:
    """Object to the newest version for one's own team, with a sentence."""
    row = _get(request, cta_id)
    definition = _get_version(row, version)
    form = ObjectionForm(posted(request))
    submission = Submission(form)
    if form.is_valid():
        with submission:
            object_to_definition(actor=request.user, definition=definition, **form.cleaned_data)
            text = _("Noted. Whoever writes this definition is told.")
            return done(request, text, "cta", row.pk)
    return submission.show(request, "campaigns/definition_object.html", cta=row, definition=definition)


@requires(Action.OBJECT_TO_DEFINITIONS)
@require_POST
def objection_withdraw(request: SignedInRequest, cta_id: int, version: int) -> HttpResponse:
    """The objection on the page is none any more; what names none is answered like one that has ended."""
    row = _get(request, cta_id)
    definition, form = _get_version(row, version), WithdrawalForm(request.POST)
    with Press(request):
        if not form.is_valid():
            raise ObjectionEnded
        withdraw_objection(actor=request.user, definition=definition, **form.cleaned_data)
        messages.success(request, _("Withdrawn."))
    return redirect("cta", row.pk)


def _get_version(row: CallToAction, version: int) -> LeadDefinition:
    return get_object_or_404(row.definitions.select_related("cta"), version=version)


def _get(request: SignedInRequest, cta_id: int) -> CallToAction:
    rows = CallToAction.objects.visible_to(request.user).select_related("campaign").with_definitions()
    return get_object_or_404(rows, pk=cta_id)
