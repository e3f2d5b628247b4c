"""What each column of a file means, and what the file itself does not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.fields import time_zone_choices
from accounts.models import Country, User
from accounts.own_company import company_country, company_zone
from files.fields import Field, Kind, Label
from files.headings import fold_heading
from values.phones import Bare

COLUMN = "column_{}"
# What the next file of the same kind is most likely like.
REMEMBERED: Final = ("date_order", "decimal_sign", "bare_phones", "source", "time_zone", "country")


def zone_choices() -> list[tuple[str, Any]]:
    return [("", _("the company's: %(zone)s") % {"zone": company_zone().key}), *time_zone_choices()]


def country_choices() -> list[tuple[str, Any]]:
    own = _("the company’s: %(country)s") % {"country": Country(company_country()).label}
    names = [(country.value, str(country.label)) for country in Country]
    return [("", own), *sorted(names, key=lambda one: one[1])]


class MappingForm(forms.Form):
    """One select per column of the file. A target that asks for more has a form of its own below this one."""

    hide_optional = True
    # Shows what a target asks for besides, above the formats, under its own title.
    own_title: Label = ""
    own_template = ""

    date_order = forms.ChoiceField(
        label=gettext_lazy("Dates such as 03/04/2026"),
        required=False,
        choices=[
            ("", gettext_lazy("find out from the column")),
            ("dmy", gettext_lazy("day first: 3 April")),
            ("mdy", gettext_lazy("month first: 4 March")),
        ],
    )
    decimal_sign = forms.ChoiceField(
        label=gettext_lazy("Amounts such as 1.234"),
        required=False,
        choices=[
            ("", gettext_lazy("find out from the column")),
            (",", gettext_lazy("decimal comma: 1.234,50")),
            (".", gettext_lazy("decimal point: 1,234.50")),
        ],
    )

    bare_phones = forms.ChoiceField(
        label=gettext_lazy("Phones such as 49512345678"),
        required=False,
        choices=[
            ("", gettext_lazy("find out from the column")),
            (Bare.INTERNATIONAL.value, gettext_lazy("with country code: +49 5123 45678")),
            (Bare.NATIONAL.value, gettext_lazy("without their first 0: 04951 2345678")),
        ],
    )
    source = forms.CharField(
        label=gettext_lazy("System the external numbers come from"),
        help_text=gettext_lazy("Two systems may both have a number 1. Blank: numbers of no system."),
        max_length=80,
        required=False,
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone of the file"), required=False, choices=zone_choices
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country of phones without country code"), required=False, choices=country_choices
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        options: Mapping[str, Any],
        user: User,
        fields: Sequence[Field],
        columns: Sequence[str],
        mapping: Mapping[str, str],
    ) -> None:
        super().__init__(data, initial=dict(options))
        self.user = user
        self.target_fields = fields
        self.columns = columns
        if not any(field.kind is Kind.AMOUNT for field in fields):
            del self.fields["decimal_sign"]  # decimals matter only where there are amounts
        if not any(field.kind is Kind.PHONE for field in fields):
            del self.fields["country"], self.fields["bare_phones"]
        meaning = {fold_heading(column): name for name, column in mapping.items()}
        choices = [("", _("keep as it is")), *((field.name, capfirst(str(field.label))) for field in fields)]
        for position, column in enumerate(columns):
            self.fields[COLUMN.format(position)] = forms.ChoiceField(
                label=column, choices=choices, required=False, initial=meaning.get(fold_heading(column), "")
            )

    @cached_property
    def column_fields(self) -> list[forms.BoundField]:
        """The selects, one for each column in the order of the file."""
        return [self[COLUMN.format(position)] for position in range(len(self.columns))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        mapping: dict[str, str] = {}
        for position, column in enumerate(self.columns):
            name = cleaned.get(COLUMN.format(position))
            if not name:
                continue
            if name in mapping:
                message = _("“%(field)s” is taken by the column “%(column)s” already.")
                label = next(field.label for field in self.target_fields if field.name == name)
                self.add_error(COLUMN.format(position), message % {"field": label, "column": mapping[name]})
            mapping.setdefault(name, column)
        cleaned["mapping"] = mapping
        return cleaned

    def for_service(self) -> dict[str, Any]:
        """The keyword arguments of `files.services.try_out`."""
        cleaned = self.cleaned_data
        return {
            "mapping": cleaned["mapping"],
            **{name: cleaned.get(name, "") for name in REMEMBERED if name in self.fields},
        }
