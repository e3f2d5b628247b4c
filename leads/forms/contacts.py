"""What is right of a contact."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst

from leads.models import Lead
from leads.services.contacts import FIELDS, contact_fields


class ContactForm(forms.Form):
    """Filled in with what counts now; `expected_version` notices that somebody else was faster."""

    expected_version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in FIELDS.items():
            self.fields[name] = forms.CharField(
                label=capfirst(str(field.label)),
                help_text=str(field.help_text),
                required=False,
                max_length=field.max_length,
            )
        self.initial = {**contact_fields(lead), "expected_version": lead.row_version}

    def said(self) -> dict[str, str]:
        """The fields, for the service."""
        return {name: self.cleaned_data[name] for name in FIELDS}
