"""The forms of an upload, and of the row that holds its headings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from files.targets import all_targets


class UploadForm(forms.Form):
    """A CSV file and what it is."""

    target = forms.ChoiceField(
        label=gettext_lazy("What the file holds"), widget=forms.RadioSelect(attrs={"class": "seg two"})
    )
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy(
            "Text with separators (CSV), for example from Excel or your CRM. Encoding, separator and "
            "date format are found out. Nothing is imported before you have seen a trial run."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.targets = list(all_targets())
        choices = [(target.name, target.label) for target in self.targets]
        target_field = self.fields["target"]
        assert isinstance(target_field, forms.ChoiceField)
        target_field.choices = choices


class HeadingForm(forms.Form):
    """The row of the headings, as a spreadsheet counts."""

    row = forms.IntegerField(min_value=1)
