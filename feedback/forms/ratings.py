from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.models import Promise
from feedback.models import ExpectationFit, Need, Potential, Rating
from feedback.services import rate
from handoff.fields import ReasonField
from handoff.models import ReasonUse
from leads.models import Grade, Lead

ANSWER_MISSING = {"required": _("Please choose one of the answers.")}
# Said to the person who answers; the model's labels are said about a lead.
FIT_ANSWERS = [
    (ExpectationFit.REALISTIC, _("The right thing")),
    (ExpectationFit.TOO_HIGH, _("Too much")),
    (ExpectationFit.TOO_LOW, _("Too little")),
    (ExpectationFit.OTHER, _("Something else")),
]


def quality_answers() -> list[tuple[str, str]]:
    return [(grade.value, grade.anchor) for grade in Grade]


class RatingForm(forms.Form):
    """Three answers, nothing pre-filled, and whatever the rep wants to add."""

    potential = forms.ChoiceField(
        label=_("Potential customer?"),
        choices=Potential.choices,
        widget=forms.RadioSelect(attrs={"class": "seg three short"}),
        error_messages=ANSWER_MISSING,
    )
    quality = forms.ChoiceField(
        label=_("How good is the lead?"),
        choices=quality_answers,
        widget=forms.RadioSelect(attrs={"class": "seg four short letters"}),
        error_messages=ANSWER_MISSING,
    )
    fit = forms.ChoiceField(
        label=_("What had the person expected?"),
        choices=FIT_ANSWERS,
        widget=forms.RadioSelect(attrs={"class": "seg four"}),
        error_messages=ANSWER_MISSING,
    )
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
    need_text = forms.CharField(label=_("Another need"), required=False, max_length=300)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    expected_rating_id = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    # Everything that may stay empty stands below a heading that says so.
    hide_optional = True

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead = lead
        promises = Promise.objects.filter(campaign=lead.campaign_id)
        self.fields["misleading_promises"].queryset = promises  # type: ignore[attr-defined]

    def save(self, *, actor: User) -> Rating:
        """Append the rating; raises what `feedback.services.rate` raises."""
        return rate(actor=actor, lead=self.lead, **self.cleaned_data)


def words_of(rating: Rating | None) -> dict[str, Any]:
    """A rating as the initial values of the form that corrects it; nothing without one."""
    if rating is None:
        return {}
    return {
        "potential": rating.potential,
        "quality": rating.quality,
        "fit": rating.fit,
        "misleading_promises": [promise.pk for promise in rating.misleading_promises.all()],
        "reason": rating.reason_id,
        "needs": [need.pk for need in rating.needs.all()],
        "need_text": rating.need_text,
        "note": rating.note,
        "expected_rating_id": rating.pk,
    }
