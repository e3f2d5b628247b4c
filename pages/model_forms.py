"""Forms derived from models: lengths, choices, labels and help are the columns', a form says what differs."""

from __future__ import annotations

from typing import Any, Final, NoReturn, TypeVar

from django import forms
from django.db.models import Model
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext as _

from values.columns import column_of

Row = TypeVar("Row", bound=Model)
DASHES: Final = BLANK_CHOICE_DASH[0][1]


class RowForm(forms.ModelForm[Row]):
    """The editable columns of a row, and whatever a subclass asks beside them.

    It never touches the row: a service takes `for_service()`, authorises, checks and writes.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            # Among radio buttons no answer is none pressed, not a button of its own.
            if isinstance(field.widget, forms.RadioSelect):
                field.widget.choices = [choice for choice in field.widget.choices if choice[0] != ""]
            elif isinstance(field.widget, forms.Select):
                _word_no_choice(field, field.widget)

    def for_service(self) -> dict[str, Any]:
        """What was said, by the names of the service."""
        return {name: value for name, value in self.cleaned_data.items() if name != "expected_version"}

    def save(self, commit: bool = True) -> NoReturn:  # noqa: ARG002 - the signature is Django's
        raise TypeError("A service writes the row, not its form.")

    def _post_clean(self) -> None:
        """The service validates the row itself; here it would be changed before anybody authorised it."""


class VersionedForm(RowForm[Row]):
    """Of a row two people may edit: `expected_version` notices that somebody else changed it meanwhile."""

    expected_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        row: Any = self.instance
        self.fields["expected_version"].initial = row.row_version


def _word_no_choice(field: forms.Field, select: forms.Select) -> None:
    """Say what Django leaves at dashes: where an answer is needed, that it is."""
    said = _("Please choose") if field.required else "–"
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = said if field.empty_label == DASHES else field.empty_label
    else:
        select.choices = [(value, said if label == DASHES else label) for value, label in select.choices]


def field_of(model: type[Model], name: str, **asked: Any) -> forms.Field:
    """The form field of one column, for a form that asks for it in its own words.

    `asked` are options of form fields such as `label`, `required` or `widget`.
    """
    field = column_of(model, name).formfield(**asked)
    assert field is not None, f"{model.__name__}.{name} is not editable."
    return field
