"""What findings are narrowed by, on the page and in the API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models import Campaign
from findings.models import Finding, FindingKind, FindingQuerySet, FindingStep
from pages.filters import NONE, ListFilters, narrow_to_row

NEW = "new"
STATES = [
    ("open", pgettext_lazy("finding", "Open")),
    (NEW, _("Nobody has acknowledged it")),
    (FindingStep.SEEN.value, _("Acknowledged")),
    ("answered", _("Answered")),
    (FindingStep.CLOSED.value, _("Closed")),
]


class FindingFilter(ListFilters[FindingQuerySet]):
    """In the API, with the campaign by its number."""

    campaign = forms.ModelChoiceField(Campaign.objects.all())
    state = forms.ChoiceField(label=_("State"), choices=STATES)
    kind = forms.ChoiceField(label=_("Kind"), choices=FindingKind.choices)

    def narrow_state(self, rows: FindingQuerySet, state: str) -> FindingQuerySet:
        if state == "open":
            return rows.open()
        several: dict[str, list[str]] = {
            NEW: [""],
            "answered": [FindingStep.CHANGED, FindingStep.UNCHANGED],
        }
        steps = several.get(state, [state])
        return rows.in_state(steps)


class FindingFilterForm(FindingFilter):
    """Above the list: only campaigns of which something was found."""

    campaign = forms.ChoiceField(label=_("Campaign"))  # type: ignore[assignment]

    def __init__(self, data: Any, *, findings: QuerySet[Finding]) -> None:
        super().__init__(data)
        named = Campaign.objects.filter(pk__in=findings.order_by().values("campaign")).order_by("name")
        rows = [(str(key), name) for key, name in named.values_list("pk", "name")]
        self.offer("campaign", [*rows, (NONE, _("The whole company"))])

    def narrow_campaign(self, rows: FindingQuerySet, chosen: str) -> FindingQuerySet:
        return narrow_to_row(rows, "campaign", chosen)
