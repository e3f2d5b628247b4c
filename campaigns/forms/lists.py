"""What a manager says of an entry of a kept list."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import modelform_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from campaigns.kept_lists import KeptList
from campaigns.models import Entry, ListChange, Need
from pages.model_forms import RowForm
from values.columns import column_of


class EntryForm(RowForm[Entry]):
    """The words of one entry; made for each list by `entry_form`."""

    expected_version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


def entry_form(
    kept: KeptList, sent: QueryDict | None, *, entry: Entry | None = None, text: str = ""
) -> EntryForm:
    """The form for a new entry, or for this one; `text` is what a new one may be called."""
    made = cast(type[EntryForm], modelform_factory(kept.model, form=EntryForm, fields=kept.columns))
    initial: dict[str, Any] = {"expected_version": entry.row_version if entry else None}
    if text:
        initial[kept.columns[0]] = text
    return made(sent, instance=entry, initial=initial)


class MergeForm(forms.Form):
    """Into which other entry of the list."""

    into = forms.ModelChoiceField(Need.objects.none(), label=_("Merge into"), empty_label=_("Please choose"))

    def __init__(self, *args: Any, kept: KeptList, entry: Entry, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["into"].queryset = kept.entries.active().exclude(pk=entry.pk)  # type: ignore[attr-defined]


class TextForm(forms.Form):
    """A text as it was typed, and which entry it is."""

    text = forms.CharField(max_length=column_of(ListChange, "was").max_length, widget=forms.HiddenInput)
    into = forms.ModelChoiceField(Need.objects.none(), label=_("Means"), required=False)

    def __init__(self, *args: Any, kept: KeptList, **options: Any) -> None:
        super().__init__(*args, **options)
        into = self.fields["into"]
        assert isinstance(into, forms.ModelChoiceField)
        into.queryset, into.empty_label = kept.entries.active(), _("Please choose")
        into.widget.attrs["aria-label"] = _("Means")

    def read(self, *, is_put_aside: bool) -> dict[str, Any]:
        """`text` and `into`, which is None where the text is put aside. Raises ValidationError."""
        if not self.is_valid() or not (is_put_aside or self.cleaned_data["into"]):
            raise ValidationError(_("Please choose an entry that is offered."))
        return {
            "text": self.cleaned_data["text"],
            "into": None if is_put_aside else self.cleaned_data["into"],
        }
