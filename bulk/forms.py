"""What is said for the chosen leads: alike for all of them, or for each in a line of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.own_company import today
from bulk.deeds import Said
from bulk.selection import read_ids
from bulk.services import MOST
from feedback.forms.follow_ups import FollowUpForm
from handoff.fields import Reps
from handoff.models import Handoff
from leads.models import Grade, KindChange, Lead
from pages.fields import DayField
from pages.model_forms import field_of

LONGEST_LIST: Final = 20 * MOST
# So many lines of a grid somebody goes through in one go.
MOST_LINES: Final = 100


class ChosenForm(forms.Form):
    """Names the leads that were on the page: what was shown is what is done."""

    leads = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_LIST)

    def __init__(self, *args: Any, ready: Sequence[Lead] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["leads"] = ",".join(str(lead.pk) for lead in ready)

    def clean_leads(self) -> list[int]:
        return read_ids(self.cleaned_data["leads"].split(","))

    def lines(self) -> Mapping[int, Said]:
        """The leads, with what was said for each alone."""
        return {pk: {} for pk in self.cleaned_data["leads"]}

    def said(self) -> dict[str, Any]:
        """What was said for all alike, as it is kept."""
        return {
            name: value for name, value in self.cleaned_data.items() if name != "leads" and value is not None
        }


class RepForm(ChosenForm):
    """To whom all of them go."""

    to_user = forms.ChoiceField(label=pgettext_lazy("pass on", "To whom?"))
    note = field_of(Handoff, "note", widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["to_user"]
        assert isinstance(field, forms.ChoiceField)
        reps = Reps()
        self.away = reps.away
        field.choices = [("", gettext_lazy("Choose somebody of sales")), *reps.choices]

    def clean_to_user(self) -> int:
        return int(self.cleaned_data["to_user"])


class PoolForm(ChosenForm):
    """Whoever is free takes them."""

    note = field_of(Handoff, "note", widget=forms.Textarea(attrs={"rows": 2}))


class DayForm(ChosenForm, FollowUpForm):
    """When to come back to all of them."""

    prefix = ""

    def said(self) -> dict[str, Any]:
        day, clock = self.cleaned_data["day"], self.cleaned_data["time"]
        return {
            "day": day.isoformat(),
            "time": clock.isoformat("minutes") if clock else "",
            "note": self.cleaned_data["note"],
        }


class MarkForm(ChosenForm):
    """Why they are not what they were taken for."""

    reason = field_of(KindChange, "reason", label=gettext_lazy("Why?"))


class CustomerForm(ChosenForm):
    """They are still customers on the day on which it is said."""

    def said(self) -> dict[str, Any]:
        return {"day": today().isoformat()}


class NoCustomerForm(ChosenForm):
    """Since when they are none any more."""

    day = DayField(label=gettext_lazy("No longer a customer since"), initial=today)

    def said(self) -> dict[str, Any]:
        return {"day": self.cleaned_data["day"].isoformat()}


@dataclass(frozen=True, slots=True)
class GridLine:
    """One lead of the grid with its two fields."""

    lead: Lead
    grade: forms.BoundField
    to_user: forms.BoundField


class GridForm(ChosenForm):
    """A line for each lead: its grade, which nobody fills in beforehand, and who gets it, else the pool.

    A line without a grade is left as it is.
    """

    def __init__(self, *args: Any, ready: Sequence[Lead] = (), **options: Any) -> None:
        self.ready = ready[:MOST_LINES]
        super().__init__(*args, ready=self.ready, **options)
        reps = Reps()
        self.away, self.receivers = reps.away, [("", gettext_lazy("Pool")), *reps.choices]
        for lead in self.ready:
            self.fields[f"grade_{lead.pk}"] = forms.ChoiceField(
                choices=[(grade.value, grade.value) for grade in Grade],
                required=False,
                widget=forms.RadioSelect(attrs={"class": "seg four short"}),
                label=gettext_lazy("Grade"),
            )
            self.fields[f"to_{lead.pk}"] = forms.ChoiceField(
                choices=self.receivers, required=False, label=gettext_lazy("To")
            )

    @property
    def grid(self) -> list[GridLine]:
        return [GridLine(lead, self[f"grade_{lead.pk}"], self[f"to_{lead.pk}"]) for lead in self.ready]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not any(data[f"grade_{lead.pk}"] for lead in self.ready):
            raise ValidationError(_("Please give at least one lead a grade from A to D."), code="required")
        return data

    def lines(self) -> Mapping[int, Said]:
        data = self.cleaned_data
        return {
            lead.pk: {"grade": grade, "to_user": int(rep) if (rep := data[f"to_{lead.pk}"]) else None}
            for lead in self.ready
            if (grade := data[f"grade_{lead.pk}"])
        }

    def said(self) -> dict[str, Any]:
        return {}


FORMS: Final[dict[str, type[ChosenForm]]] = {
    "hand_over": GridForm,
    "pass_on": RepForm,
    "release": PoolForm,
    "follow_up": DayForm,
    "close_unreachable": ChosenForm,
    "still_customer": CustomerForm,
    "no_customer": NoCustomerForm,
    "mark_none": MarkForm,
    "mark_spam": MarkForm,
    "mark_test": MarkForm,
    "mark_real": ChosenForm,
}
