from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Need, Promise
from feedback.models import Rating
from handoff.fields import ReasonField, grade_answers
from handoff.models import Reason, ReasonUse
from leads.models import Lead
from pages.model_forms import RowForm, field_of
from values.columns import editable_columns


def _question(name: str, columns: str, **asked: Any) -> forms.Field:
    """One of the three answers every rating has, as buttons in so many columns."""
    buttons = forms.RadioSelect(attrs={"class": f"seg {columns}"})
    missing = {"required": _("Please choose one of the answers.")}
    return field_of(Rating, name, required=True, widget=buttons, error_messages=missing, **asked)


class RatingForm(RowForm[Rating]):
    """Three answers, nothing pre-filled but in a correction, and whatever the rep wants to add."""

    potential = _question("potential", "three short", label=_("Potential customer?"))
    quality = _question(
        "quality", "four short letters", label=_("How good is the lead?"), choices=grade_answers
    )
    fit = _question("fit", "four", label=_("Were the person’s expectations right?"))
    misleading_promises = forms.ModelMultipleChoiceField(
        Promise.objects.none(),
        label=_("Which promise was misleading?"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chips tall"}),
    )
    reason = ReasonField(
        label=_("Main reason"), use=ReasonUse.RATING, required=False, empty_label=_("No reason in particular")
    )
    needs = forms.ModelMultipleChoiceField(
        Need.objects.active(),
        label=_("What does the person need?"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
    )
    expected_rating_id = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    # Everything that may stay empty stands below a heading that says so.
    hide_optional = True

    class Meta:
        model = Rating
        fields = (*editable_columns(Rating), "misleading_promises", "needs")
        widgets: ClassVar = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, lead: Lead, instance: Rating | None = None, **options: Any) -> None:
        super().__init__(*args, instance=instance, **options)
        self.initial["expected_rating_id"] = instance and instance.pk
        if instance:
            # What is corrected may name what is archived since.
            said = instance.needs.values_list("pk", flat=True)
            self.fields["needs"].queryset = Need.objects.offered_to(*said)  # type: ignore[attr-defined]
            reasons = Reason.objects.filter(use=ReasonUse.RATING).offered_to(instance.reason_id)
            self.fields["reason"].queryset = reasons  # type: ignore[attr-defined]
        promises = Promise.objects.filter(campaign=lead.campaign_id).in_force_at(lead.received_at)
        self.fields["misleading_promises"].queryset = promises  # type: ignore[attr-defined]
