"""What a marketer says about a call-to-action, and the words both teams sign."""

from __future__ import annotations

from typing import ClassVar, Self

from django import forms
from django.http import QueryDict

from campaigns.models import CallToAction, DefinitionObjection, LeadDefinition
from pages.model_forms import RowForm
from values.columns import editable_columns


class CtaForm(RowForm[CallToAction]):
    expected_version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    class Meta:
        model = CallToAction
        fields = editable_columns(CallToAction)
        widgets: ClassVar = {
            "kind": forms.RadioSelect(attrs={"class": "chips"}),
            "page_url": forms.URLInput(attrs={"placeholder": "https://"}),
        }

    @classmethod
    def for_cta(cls, cta: CallToAction, sent: QueryDict | None = None) -> Self:
        """The form as it stands before anything is typed, or what was sent of it."""
        return cls(sent, instance=cta, initial={"expected_version": cta.row_version})


class DefinitionForm(RowForm[LeadDefinition]):
    class Meta:
        model = LeadDefinition
        fields = editable_columns(LeadDefinition)
        widgets: ClassVar = {
            "lead_text": forms.Textarea(attrs={"rows": 4}),
            "good_text": forms.Textarea(attrs={"rows": 4}),
        }

    @classmethod
    def after(cls, newest: LeadDefinition | None, sent: QueryDict | None = None) -> Self:
        """Begins with the words of the newest version."""
        return cls(sent, instance=newest)


class ObjectionForm(RowForm[DefinitionObjection]):
    class Meta:
        model = DefinitionObjection
        fields = editable_columns(DefinitionObjection)
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 4})}


class WithdrawalForm(forms.Form):
    objection_id = forms.IntegerField(min_value=1)
