from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.models import Campaign, Milestone
from pages.fields import DayField
from pages.model_forms import RowForm


class MilestoneForm(RowForm[Milestone]):
    """What happened, when, and to which campaign."""

    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), label=_("Campaign"), required=False, empty_label=_("all campaigns")
    )

    class Meta:
        model = Milestone
        fields = ("text", "day")
        field_classes = {"day": DayField}

    @classmethod
    def for_user(cls, user: User, sent: QueryDict | None, *, campaign: int | None) -> MilestoneForm:
        """Of the campaigns this person sees, with the one asked for chosen."""
        initial: dict[str, Any] = {"campaign": campaign}
        form = cls(sent, initial=initial)
        choice = form.fields["campaign"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Campaign.objects.visible_to(user)
        return form
