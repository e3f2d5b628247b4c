"""What a marketer says about a campaign and its costs."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, Team, User
from accounts.own_company import company_currency
from campaigns.costs import parse_cost_lines, spread_evenly
from campaigns.models import Campaign, Channel, DailyCost, Need
from pages.fields import DayField, MoneyField
from pages.model_forms import RowForm, field_of
from values.columns import column_of, editable_columns


class CampaignForm(RowForm[Campaign]):
    """Every editable column of a campaign; the channel by its name, and beside them the promises."""

    expected_version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    channel = field_of(
        Channel,
        "name",
        label=capfirst(column_of(Campaign, "channel").verbose_name),
        help_text=column_of(Campaign, "channel").help_text,
        required=False,
        widget=forms.TextInput(attrs={"list": "channels", "autocomplete": "off"}),
    )
    target_cost_cents = MoneyField(
        label=capfirst(column_of(Campaign, "target_cost_cents").verbose_name),
        help_text=column_of(Campaign, "target_cost_cents").help_text,
        required=False,
    )
    promises = forms.CharField(
        label=_("Promises"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One per line, in the words of the ad. Sales reads them before calling."),
    )

    needs = forms.ModelMultipleChoiceField(
        Need.objects.active(),
        label=capfirst(Campaign._meta.get_field("needs").verbose_name),
        help_text=Campaign._meta.get_field("needs").help_text,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
    )

    class Meta:
        model = Campaign
        fields = (*editable_columns(Campaign), "needs")
        labels: ClassVar = {"utm_campaign": "utm_campaign"}
        field_classes: ClassVar = {"starts_on": DayField, "ends_on": DayField}
        widgets: ClassVar = {
            "target_group": forms.Textarea(attrs={"rows": 2}),
            "utm_campaign": forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
        }

    def __init__(self, *args: Any, campaign: Campaign | None = None, **options: Any) -> None:
        super().__init__(*args, instance=campaign, **options)
        marketing = Q(is_active=True) & (Q(role=Role.ADMIN) | Q(pk__in=User.objects.in_team(Team.MARKETING)))
        if campaign:
            said = campaign.needs.values_list("pk", flat=True)
            self.fields["needs"].queryset = Need.objects.offered_to(*said)  # type: ignore[attr-defined]
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = User.objects.filter(marketing | Q(pk=campaign.owner_id if campaign else None))
        owner.empty_label = _("Nobody")

    @classmethod
    def for_campaign(cls, campaign: Campaign, sent: QueryDict | None = None) -> Self:
        """The form as it stands before anything is typed, or what was sent of it."""
        return cls(
            sent,
            campaign=campaign,
            initial={
                "expected_version": campaign.row_version,
                "channel": campaign.channel.name if campaign.channel else "",
                "promises": "\n".join(campaign.promises.in_force().values_list("text", flat=True)),
            },
        )

    def for_service(self) -> dict[str, Any]:
        said = super().for_service()
        return {**said, "promises": said["promises"].splitlines()}


class CostForm(forms.Form):
    """One amount for a day, for each day of a period, or as the sum of a period."""

    SUM, EACH = "sum", "each"
    amount = MoneyField()
    channel = field_of(DailyCost, "channel", empty_label=_("Not for one channel"))
    first = DayField(label=pgettext_lazy("day", "From"))
    last = DayField(label=pgettext_lazy("day", "Until"), required=False)
    meaning = forms.ChoiceField(
        label=_("The amount is"),
        choices=[(SUM, _("the sum, spread evenly")), (EACH, _("the cost of each day"))],
        initial=SUM,
        widget=forms.RadioSelect(attrs={"class": "seg two"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["amount"].label = _("Amount in %(currency)s") % {"currency": company_currency()}
        _offer_channels(self)

    def clean(self) -> dict[str, Any]:
        """Adds `costs`, the cents of each day."""
        data = super().clean() or self.cleaned_data
        if {"amount", "first", "meaning"} <= data.keys() and "last" in data:
            try:
                data["costs"] = self._find_costs(data["amount"], data["first"], data["last"] or data["first"])
            except ValidationError as error:
                self.add_error("last", error)
        return data

    @property
    def costs(self) -> dict[date, int]:
        """Cents of each day, once the form is valid."""
        found: dict[date, int] = self.cleaned_data["costs"]
        return found

    def _find_costs(self, cents: int, first: date, last: date) -> dict[date, int]:
        spread = spread_evenly(total_cents=cents, first=first, last=last)
        return spread if self.cleaned_data["meaning"] == self.SUM else dict.fromkeys(spread, cents)


class CostLinesForm(forms.Form):
    """Days and amounts, pasted from a spreadsheet."""

    channel = field_of(DailyCost, "channel", empty_label=_("Not for one channel"))
    lines = forms.CharField(
        label=_("Lines of day and amount"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 6, "class": "mono", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer_channels(self)

    @property
    def costs(self) -> dict[date, int]:
        """Cents of each day, once the form is valid."""
        found: dict[date, int] = self.cleaned_data["lines"]
        return found

    def clean_lines(self) -> dict[date, int]:
        return parse_cost_lines(self.cleaned_data["lines"], get_language() or "de")


def _offer_channels(form: forms.Form) -> None:
    form.fields["channel"].queryset = Channel.objects.active()  # type: ignore[attr-defined]
