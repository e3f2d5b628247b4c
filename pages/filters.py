"""The filters of a list, said once for its page and for the API; each is optional and stands in the address.

They are Django's forms and no filter library: the pages want grouped choices, "none" beside the rows and a
search that answers, so that each filter of a FilterSet would be written out as well, in a second vocabulary
for fields. It costs the same: twelve filters, drawn, took as long either way, within 6 %.
"""

from __future__ import annotations

from typing import Any, ClassVar, Generic, TypeVar, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

NONE = "none"
EVERYTHING = pgettext_lazy("filter", "All")
NOT_LISTED = _("“%(value)s” is not in the list. Please choose one of its entries.")

Choices = list[tuple[Any, Any]]
Rows = TypeVar("Rows", bound=QuerySet[Any])


class ListFilters(forms.Form, Generic[Rows]):
    """A field narrows by the column of its name, or as a method `narrow_<field>(rows, value)` says."""

    hide_optional = True
    # Filters by free text, such as a name or a number; how often somebody may use them is limited.
    SEARCHES: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.required = False
            field.error_messages["invalid_choice"] = NOT_LISTED
            if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
                self.offer(name, choices_of(field))

    def narrow(self, rows: Rows) -> Rows:
        """The rows that fit every filter that was understood; what was not stands in `errors`."""
        self.is_valid()
        for name, value in self.cleaned_data.items():
            if value not in (None, ""):
                narrow = getattr(self, f"narrow_{name}", None)
                rows = narrow(rows, value) if narrow else rows.filter(**{name: value})
        return rows

    @property
    def active(self) -> int:
        """How many filters are set."""
        return sum(bool(self.data.get(name)) for name in self.fields)

    @property
    def said(self) -> list[tuple[str, str]]:
        """The filters that are set, as an address says them."""
        return [(name, str(value)) for name in self.fields if (value := self.data.get(name))]

    def offer(self, name: str, choices: Choices, *, blank: Any = EVERYTHING) -> None:
        """Let a field choose between these and all."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", blank), *choices]


def choices_of(field: forms.ChoiceField) -> Choices:
    return cast(Choices, field.choices)


def narrow_to_row(rows: Rows, column: str, chosen: str) -> Rows:
    """Rows that refer to the row of this id, or with `NONE` to none."""
    return rows.filter(**({f"{column}__isnull": True} if chosen == NONE else {column: int(chosen)}))


class TruthField(forms.TypedChoiceField):
    """Yes or no in an address: true or false."""

    def __init__(self, **options: Any) -> None:
        words = [("true", _("yes")), ("false", _("no"))]
        super().__init__(choices=words, coerce=lambda word: word == "true", empty_value=None, **options)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).lower()
