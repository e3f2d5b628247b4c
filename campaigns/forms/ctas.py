"""What a marketer says about a call-to-action, and the words both teams sign."""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import CallToAction, CtaKind, LeadDefinition
from campaigns.services.ctas import CtaData


class CtaForm(forms.Form):
    expected_version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name of the call-to-action"), max_length=160)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=CtaKind.choices,
        widget=forms.RadioSelect(attrs={"class": "chips"}),
        help_text=_("What people do."),
    )
    placement = forms.CharField(
        label=_("Placement"), required=False, max_length=200, help_text=_("The ad or the page it stands on.")
    )
    page_url = forms.CharField(
        label=_("Address of the page"),
        required=False,
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_("Sales opens it before calling."),
    )
    is_active = forms.BooleanField(
        label=_("Takes leads"),
        required=False,
        initial=True,
        help_text=_("Switched off, no new leads come in by it; those it has stay."),
    )

    @classmethod
    def for_cta(cls, cta: CallToAction) -> Self:
        """The form as it stands before anything is typed."""
        names = ("name", "kind", "placement", "page_url", "is_active")
        initial: dict[str, Any] = {name: getattr(cta, name) for name in names}
        return cls(initial={**initial, "expected_version": cta.row_version})

    def for_service(self) -> CtaData:
        """What the services take."""
        said = self.cleaned_data
        return CtaData(
            name=said["name"],
            kind=said["kind"],
            placement=said["placement"],
            page_url=said["page_url"],
            is_active=said["is_active"],
        )


class DefinitionForm(forms.Form):
    lead_text = forms.CharField(
        label=_("What counts as a lead here"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What somebody must have done and left behind, so that sales calls."),
    )
    good_text = forms.CharField(
        label=_("What counts as a good lead"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("How both teams recognise an A or a B: need, budget, say, time."),
    )

    @classmethod
    def after(cls, newest: LeadDefinition | None) -> Self:
        """Begins with the words of the newest version."""
        return cls(initial={"lead_text": newest.lead_text, "good_text": newest.good_text} if newest else None)
