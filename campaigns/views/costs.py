"""What a campaign costs: entered for days and periods, pasted as lines, taken away or back again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from campaigns.cost_entries import say_taken_back, show_entry
from campaigns.forms.campaigns import CostForm, CostLinesForm
from campaigns.models import Campaign, Channel
from campaigns.services.costs import find_entries, set_daily_costs, take_costs_back
from pages.answers import Press, Submission, done, posted
from values.days import parse_day, written

SHOWN_ENTRIES: Final = 6
Forms = dict[str, CostForm | CostLinesForm]


@requires(Action.VIEW_CAMPAIGNS, write=Action.EDIT_CAMPAIGNS)
def campaign_costs(request: SignedInRequest, campaign_id: int) -> HttpResponse:
    """The days with their costs, and two ways to enter them: a form, or pasted lines."""
    campaign = _get(request, campaign_id)
    is_pasted = "paste" in request.POST
    forms: Forms = {
        "form": CostForm(None if is_pasted else posted(request)),
        "lines_form": CostLinesForm(posted(request) if is_pasted else None, auto_id="lines_%s"),
    }
    form = forms["lines_form" if is_pasted else "form"]
    submission = Submission(form)
    if form.is_valid():
        with submission:
            saved = set_daily_costs(
                actor=request.user,
                campaign=campaign,
                costs=form.costs,
                channel=form.cleaned_data["channel"],
            )
            text = _say_saved(form.costs, saved.replaced)
            return done(request, text, "campaigns:campaign_costs", campaign.pk)
    return submission.show(request, "campaigns/campaign_costs.html", **forms, **_describe(request, campaign))


@requires(Action.EDIT_CAMPAIGNS)
@require_POST
def cost_remove(request: SignedInRequest, campaign_id: int, day: str) -> HttpResponse:
    """Take the entry of one day, such as 2026-12-31, away; `channel` is the number of the one it was for."""
    campaign, asked = _get(request, campaign_id), request.POST.get("channel", "")
    with Press(request):
        the_day = parse_day(day, "en")
        channel = get_object_or_404(Channel, pk=asked) if asked.isdecimal() else None
        set_daily_costs(actor=request.user, campaign=campaign, costs={the_day: None}, channel=channel)
        text = _("The cost of %(day)s was taken away.")
        messages.success(request, text % {"day": written(the_day)})
    return redirect("campaigns:campaign_costs", campaign.pk)


@requires(Action.EDIT_CAMPAIGNS)
@require_POST
def cost_take_back(request: SignedInRequest, campaign_id: int, entry_id: int) -> HttpResponse:
    """Take back what somebody entered or pasted at once; what was changed since stays and is named."""
    campaign = _get(request, campaign_id)
    entry = get_object_or_404(campaign.cost_entries, pk=entry_id)
    with Press(request):
        back = take_costs_back(actor=request.user, entry=entry)
        return done(request, say_taken_back(back.count, back.left), "campaigns:campaign_costs", campaign.pk)
    return redirect("campaigns:campaign_costs", campaign.pk)


def _get(request: SignedInRequest, campaign_id: int) -> Campaign:
    return get_object_or_404(Campaign.objects.visible_to(request.user), pk=campaign_id)


def _describe(request: SignedInRequest, campaign: Campaign) -> dict[str, Any]:
    months = list(campaign.daily_costs.by_month())
    shown = _find_month(request.GET.get("month", ""), [month["month"] for month in months])
    can_edit = may(request.user, Action.EDIT_CAMPAIGNS)
    entries = find_entries(campaign).standing()[:SHOWN_ENTRIES] if can_edit else ()
    return {
        "campaign": campaign,
        "entries": [show_entry(entry) for entry in entries],
        "shown": shown,
        "days": campaign.daily_costs.in_month(shown).select_related("channel") if shown else [],
        "months": months,
        "total": campaign.daily_costs.total_cents(),
        "can_edit": can_edit,
    }


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
