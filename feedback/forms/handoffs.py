"""What a rep says to a handoff, and how a sales lead steers it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from feedback.forms.fields import ReasonField
from feedback.inbox import BY_KEY
from leads.models import Lead, ReasonUse


class RepChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Somebody of sales a lead can lie with."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=User.objects.none(), **options)

    def offer(self, people: Any) -> None:
        self.queryset = people


class InboxFilter(forms.Form):
    """What the address bar of the inbox says; everything may be missing."""

    rep = RepChoiceField(label=_("Sales rep"), required=False, empty_label=_("Everybody"))
    section = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    after = forms.ModelChoiceField(Lead.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [(key, key) for key in BY_KEY]  # type: ignore[attr-defined]
        self.fields["rep"].offer(User.objects.who_take_leads())  # type: ignore[attr-defined]
        self.fields["after"].queryset = Lead.objects.visible_to(user)  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    """Why a lead goes back to marketing."""

    reason = ReasonField(
        label=_("Why is it not for you?"), use=ReasonUse.RETURN, empty_label=_("Choose a reason")
    )
    text = forms.CharField(
        label=_("What should marketing know?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    prefix = "return"


class QuestionForm(forms.Form):
    """A question to marketing; the lead stays where it is."""

    text = forms.CharField(
        label=_("What do you want to know from marketing?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    prefix = "question"


class ReassignForm(forms.Form):
    """To whom the sales lead gives a lead."""

    to_user = RepChoiceField(
        label=pgettext_lazy("reassign", "To whom?"), empty_label=_("Choose somebody of sales")
    )
    prefix = "reassign"

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = User.objects.who_take_leads().exclude(leads=lead)
        self.fields["to_user"].offer(others)  # type: ignore[attr-defined]
