"""The filters of the joint page: in the address bar, optional, each wrong value named beside its field."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.own_company import today
from campaigns.models import CallToAction, Campaign, Channel
from counting.filters import Filters
from figures.periods import DEFAULT, Against, Period, days_of
from insights.models import MOST_DAYS, USUAL_DAYS, SavedView
from pages.fields import DayField
from pages.model_forms import RowForm

NONE: Final = "none"
EVERYTHING = pgettext_lazy("filter", "All")
NO_CTA = (NONE, gettext_lazy("No call-to-action (history)"))
# The pages that hold their figures against those of other days.
COMPARING: Final = frozenset({"overview", "insights:money", "insights:alignment"})
OWN_PERIOD = ("", gettext_lazy("Own dates"))

Choices = list[tuple[Any, Any]]


class OverviewForm(forms.Form):
    """Period, or from and until, which win over it; campaign, call-to-action, channel.

    Where the page `compares`, also with what.
    """

    hide_optional = True
    period = forms.ChoiceField(label=gettext_lazy("Period"), required=False)
    # Named as in the address: "from" is a word of Python, so the fields are added below.
    campaign = forms.ChoiceField(label=gettext_lazy("Campaign"), required=False)
    cta = forms.ChoiceField(
        label=gettext_lazy("Call-to-action"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Please choose one of this campaign, or all.")},
    )
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), required=False)

    against = forms.ChoiceField(label=gettext_lazy("Compared with"), required=False, choices=Against.choices)

    field_order = ("period", "from", "to", "against", "campaign", "cta", "channel")

    def __init__(self, data: Any, *, compares: bool = False) -> None:
        super().__init__(data)
        if not compares:
            del self.fields["against"]
        self.fields["from"] = DayField(label=pgettext_lazy("day", "From"), required=False)
        self.fields["to"] = DayField(label=pgettext_lazy("day", "Until"), required=False)
        self.order_fields(self.field_order)
        own: Choices = [OWN_PERIOD] if self._has_own_days() else []
        self._offer("period", [*own, *Period.choices])
        self._offer("campaign", [("", EVERYTHING), *_numbered(Campaign.objects.values_list("pk", "name"))])
        self._offer("cta", [("", EVERYTHING), NO_CTA, *_group_ctas(self.data.get("campaign", ""))])
        channels = _numbered(Channel.objects.kept().values_list("pk", "name"))
        self._offer("channel", [("", EVERYTHING), (NONE, gettext_lazy("No channel")), *channels])

    @property
    def active(self) -> int:
        """How many filters are set."""
        return sum(bool(self.data.get(name)) for name in self.fields)

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or self.cleaned_data
        first, last = chosen.get("from"), chosen.get("to")
        if first and last and last < first:
            self.add_error("to", _("The end lies before the start."))
        return chosen

    def filters(self) -> Filters:
        """What the counts are asked for; only of a valid form."""
        chosen = self.cleaned_data
        start, end = self._days()
        return Filters(
            start=start,
            end=end,
            campaign_id=_number(chosen["campaign"]),
            cta_id=_number(chosen["cta"]),
            channel_id=_number(chosen["channel"]),
            has_no_cta=chosen["cta"] == NONE,
            has_no_channel=chosen["channel"] == NONE,
        )

    @property
    def compared_with(self) -> Against:
        """With what the period is compared; only of a valid form."""
        return Against(self.cleaned_data.get("against") or Against.BEFORE)

    def chosen_names(self) -> list[str]:
        """The names of the campaign, call-to-action and channel that narrow the page."""
        return [self._name_of(name) for name in ("campaign", "cta", "channel") if self.cleaned_data[name]]

    def _name_of(self, name: str) -> str:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        options: Any = field.choices
        return str(dict(_flat(options))[self.cleaned_data[name]])

    def _days(self) -> tuple[date | None, date | None]:
        chosen = self.cleaned_data
        if chosen["from"] or chosen["to"]:
            return chosen["from"], chosen["to"]
        return days_of(Period(chosen["period"] or DEFAULT), today())

    def _has_own_days(self) -> bool:
        return bool(self.data.get("from") or self.data.get("to"))

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


def _number(text: str) -> int | None:
    return None if text in {"", NONE} else int(text)


def _numbered(rows: Any) -> Choices:
    return [(str(key), name) for key, name in rows]


def _group_ctas(campaign: str) -> Choices:
    """Those of the chosen campaign; of all, each under the name of its campaign."""
    rows = CallToAction.objects.order_by("campaign__name", "name")
    if campaign.isascii() and campaign.isdigit() and len(campaign) < 18:
        return _numbered(rows.filter(campaign=int(campaign)).values_list("pk", "name"))
    groups: dict[str, Choices] = {}
    for key, name, owner in rows.values_list("pk", "name", "campaign__name"):
        groups.setdefault(owner, []).append((str(key), name))
    return list(groups.items())


def _flat(choices: Iterable[tuple[Any, Any]]) -> Choices:
    return [
        option for key, value in choices for option in (value if isinstance(value, list) else [(key, value)])
    ]


class SavedViewForm(RowForm[SavedView]):
    """The name of a view, and whether it is everybody's: asked of whoever may say so."""

    class Meta:
        model = SavedView
        fields = ("name", "is_for_company")

    def __init__(self, *args: Any, may_publish: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not may_publish:
            del self.fields["is_for_company"]


class LinkForm(forms.Form):
    """For how long a link works, and whether it asks for a password."""

    days = forms.IntegerField(
        label=gettext_lazy("Works for so many days"),
        initial=USUAL_DAYS,
        min_value=1,
        max_value=MOST_DAYS,
        help_text=gettext_lazy("After that it opens nothing any more; at most a year."),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        strip=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text=gettext_lazy("At least 8 characters. Tell it by another way than the link."),
    )


class UnlockForm(forms.Form):
    """The password of a link."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
