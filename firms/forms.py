"""What people say of a firm."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from firms.models import LONGEST_DOMAIN, CustomerFact, Organisation
from firms.services.customers import FIRST_DAY
from pages.fields import DayField
from values.columns import length_of
from values.days import parse_day


class LongAgoField(DayField):
    """A day that may lie further back than a campaign's: many are customers since the last century."""

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        return parse_day(str(value), get_language() or "de", first=FIRST_DAY)


class FirmForm(forms.Form):
    """A form on the page of a firm; `expected_version` notices that somebody else was faster."""

    expected_version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, firm: Organisation, **options: Any) -> None:
        options.setdefault("prefix", type(self).__name__.removesuffix("Form").lower())
        super().__init__(*args, **options)
        self.initial["expected_version"] = firm.row_version

    def for_service(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class CustomerForm(FirmForm):
    """Since when the firm is a customer, or no more."""

    hide_optional = True
    kind = forms.ChoiceField(label=_("What holds"), choices=CustomerFact.Kind.choices, initial="since")
    day = LongAgoField(
        label=pgettext_lazy("customer", "Since"),
        required=False,
        help_text=_("The day is needed, but for “never was a customer”. The first of a month will do."),
    )


class NameForm(FirmForm):
    """What the firm is called."""

    name = forms.CharField(label=_("Name"), max_length=length_of(Organisation, "name"))

    def __init__(self, *args: Any, firm: Organisation, **options: Any) -> None:
        super().__init__(*args, firm=firm, **options)
        self.initial["name"] = firm.name


class DomainForm(FirmForm):
    """A further domain of the firm."""

    domain = forms.CharField(
        label=_("Further domain"),
        max_length=LONGEST_DOMAIN,
        help_text=_("What stands behind the @ of its addresses."),
    )


class MergeForm(FirmForm):
    """Into which firm; the version is that of the one that is kept."""

    into = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class PlaceForm(forms.Form):
    """Of which firm a person is."""

    hide_optional = True
    company = forms.CharField(
        label=pgettext_lazy("column", "Company"),
        required=False,
        max_length=length_of(Organisation, "name"),
        help_text=_("One that is not known yet is made. Blank: of no company."),
    )
