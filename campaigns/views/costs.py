"""What a campaign costs: entered for days and periods, pasted as lines, taken away again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from campaigns.forms.campaigns import CostForm, CostLinesForm
from campaigns.models import Campaign
from campaigns.services.costs import set_daily_costs
from pages.forms import put_errors
from values.days import parse_day, written


@requires(Action.VIEW_CAMPAIGNS, write=Action.EDIT_CAMPAIGNS)
def campaign_costs(request: SignedInRequest, campaign_id: int) -> HttpResponse:
    """The days with their costs, and two ways to enter them: a form, or pasted lines."""
    campaign = _get(request, campaign_id)
    if request.method != "POST":
        return _render(request, campaign, form=CostForm(), lines_form=CostLinesForm())
    is_pasted = "paste" in request.POST
    form: CostForm | CostLinesForm = CostLinesForm(request.POST) if is_pasted else CostForm(request.POST)
    if form.is_valid():
        try:
            replaced = set_daily_costs(actor=request.user, campaign=campaign, costs=form.costs)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, _say_saved(form.costs, replaced))
            return redirect("campaigns:campaign_costs", campaign.pk)
    day_form, lines_form = (CostForm(), form) if is_pasted else (form, CostLinesForm())
    return _render(request, campaign, form=day_form, lines_form=lines_form, status=422)


@requires(Action.EDIT_CAMPAIGNS)
@require_POST
def cost_remove(request: SignedInRequest, campaign_id: int, day: str) -> HttpResponse:
    """Take the entry of one day, such as 2026-12-31, away."""
    campaign = _get(request, campaign_id)
    try:
        the_day = parse_day(day, "en")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("campaigns:campaign_costs", campaign.pk)
    set_daily_costs(actor=request.user, campaign=campaign, costs={the_day: None})
    text = _("The cost of %(day)s was taken away.")
    messages.success(request, text % {"day": written(the_day)})
    return redirect("campaigns:campaign_costs", campaign.pk)


def _get(request: SignedInRequest, campaign_id: int) -> Campaign:
    return get_object_or_404(Campaign.objects.visible_to(request.user), pk=campaign_id)


def _render(
    request: SignedInRequest, campaign: Campaign, *, status: int = 200, **forms: CostForm | CostLinesForm
) -> HttpResponse:
    months = list(campaign.daily_costs.by_month())
    shown = _find_month(request.GET.get("month", ""), [month["month"] for month in months])
    context = {
        **forms,
        "campaign": campaign,
        "shown": shown,
        "days": campaign.daily_costs.in_month(shown) if shown else [],
        "months": months,
        "total": campaign.daily_costs.total_cents(),
        "can_edit": may(request.user, Action.EDIT_CAMPAIGNS),
    }
    return render(request, "campaigns/campaign_costs.html", context, status=status)


def _find_month(asked: str, months: Sequence[date]) -> date | None:
    """The month the address asks for as 2026-12, else the newest with costs."""
    return next((month for month in months if f"{month:%Y-%m}" == asked), months[0] if months else None)


def _say_saved(costs: Mapping[date, int], replaced: int) -> str:
    saved = ngettext("Saved %(count)d day.", "Saved %(count)d days.", len(costs)) % {"count": len(costs)}
    if not replaced:
        return saved
    again = ngettext(
        "%(count)d of them replaced an earlier entry.",
        "%(count)d of them replaced earlier entries.",
        replaced,
    )
    return f"{saved} {again % {'count': replaced}}"
