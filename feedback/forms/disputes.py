"""Questioning a rating, and settling what was questioned."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feedback.models import Dispute, DisputeWord, Verdict
from feedback.services import disputes
from leads.models import Lead
from pages.model_forms import field_of


class QuestionForm(forms.Form):
    """Why the rating on the page cannot be right."""

    rating_id = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    text = field_of(
        Dispute,
        "text",
        label=_("What makes you doubt it?"),
        help_text=_("Sales reads this sentence, and so do those who settle it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please say why, in a sentence.")},
    )

    def save(self, *, actor: User, lead: Lead) -> Dispute:
        """Question it; raises what `feedback.services.disputes.question_rating` raises."""
        return disputes.question_rating(actor=actor, lead=lead, **self.cleaned_data)


class SettleForm(forms.Form):
    """What one who leads a team says of it."""

    dispute_id = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        choices=Verdict.choices,
        label=_("The rating"),
        widget=forms.RadioSelect(attrs={"class": "seg two"}),
        error_messages={"required": _("Please choose one of the answers.")},
    )
    text = field_of(
        DisputeWord,
        "text",
        label=_("Why?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please say why, in a sentence.")},
    )

    def save(self, *, actor: User, lead: Lead) -> Dispute:
        """Say it; raises what `feedback.services.disputes.settle` raises."""
        return disputes.settle(actor=actor, lead=lead, **self.cleaned_data)


class WithdrawForm(forms.Form):
    """That one's own question on the page is none any more."""

    dispute_id = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def save(self, *, actor: User, lead: Lead) -> Dispute:
        return disputes.withdraw(actor=actor, lead=lead, **self.cleaned_data)
