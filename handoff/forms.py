"""What is said when a lead passes from marketing to sales and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.models.user import TEAM_OF_ROLE, UserQuerySet
from handoff.fields import CHOOSE, ReasonField, Reps, grade_answers, one_tap
from handoff.models import Absence, Handoff, HandoffAnswer, ReasonUse
from leads.models import Lead
from pages.fields import DayField
from pages.model_forms import RowForm, field_of

POOL = "pool"


class HandOverForm(forms.Form):
    """The grade is never pre-filled: it is marketing's own guess, made before sales has said anything."""

    expected_version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    grade = field_of(
        Handoff,
        "grade",
        label=_("How good is this lead?"),
        choices=grade_answers,
        help_text=_("Your own guess. Sales sees it only after its own rating."),
        widget=forms.RadioSelect(attrs={"class": "seg four letters"}),
        error_messages={
            "required": _("Please choose a grade from A to D."),
            "invalid_choice": _("“%(value)s” is not a grade. Allowed are A, B, C and D."),
        },
    )
    to_user = forms.ChoiceField(label=_("Who takes it?"))
    note = field_of(Handoff, "note", widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reps = Reps()
        self.reps, self.away = reps.by_key(), reps.away
        field = self.fields["to_user"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(POOL, _("The pool: whoever is free takes it")), *reps.choices]

    def clean_to_user(self) -> User | None:
        """The rep, or None for the pool."""
        return self.reps.get(self.cleaned_data["to_user"])


class ReturnForm(forms.Form):
    """Why a lead goes back to marketing."""

    reason = ReasonField(
        label=_("Why is it not for you?"), use=ReasonUse.RETURN, widget=one_tap(), error_messages=CHOOSE
    )
    text = field_of(
        HandoffAnswer,
        "text",
        label=_("What should marketing know?"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    prefix = "return"


class QuestionForm(forms.Form):
    """A question to marketing; the lead stays where it is."""

    text = field_of(
        HandoffAnswer,
        "text",
        label=_("What do you want to know from marketing?"),
        required=True,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    prefix = "question"


class PassOnForm(forms.Form):
    """To whom a lead goes next: a colleague, or the pool while nobody has rated it."""

    to_user = forms.ChoiceField(label=pgettext_lazy("pass on", "To whom?"))
    note = field_of(Handoff, "note", widget=forms.Textarea(attrs={"rows": 2}))
    prefix = "pass_on"

    def __init__(self, *args: Any, lead: Lead, has_pool: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reps = Reps(without=(lead.assigned_to_id,))
        self.reps, self.away = reps.by_key(), reps.away
        field = self.fields["to_user"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Choose somebody of sales")),
            *reps.choices,
            *([(POOL, _("The pool: whoever is free takes it"))] if has_pool else []),
        ]

    def clean_to_user(self) -> User | None:
        """The rep, or None for the pool."""
        return self.reps.get(self.cleaned_data["to_user"])


class ReplyForm(forms.Form):
    """Marketing's word on an open question."""

    text = field_of(
        HandoffAnswer,
        "text",
        label=_("Your reply"),
        required=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AbsenceForm(RowForm[Absence]):
    """When somebody is away and who stands in; `people` are those whom the reader may say it of."""

    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"))
    expected_version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    class Meta:
        model = Absence
        fields = ("person", "first_day", "last_day", "deputy", "note")

    def __init__(self, *args: Any, people: Sequence[User], **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk or len(people) == 1:
            self.person = self.instance.person if self.instance.pk else people[0]
            del self.fields["person"]
        else:
            self._offer("person", User.objects.filter(pk__in=[one.pk for one in people]))
        self._offer("deputy", self._find_deputies(people))
        self.initial["expected_version"] = self.instance.row_version if self.instance.pk else None

    def _find_deputies(self, people: Sequence[User]) -> UserQuerySet:
        teams = {one.team for one in people} if "person" in self.fields else {self.person.team}
        roles = [role for role, team in TEAM_OF_ROLE.items() if team in teams]
        found = User.objects.active().filter(role__in=roles)
        return found if "person" in self.fields else found.exclude(pk=self.person.pk)

    def _offer(self, name: str, people: UserQuerySet) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people
        if name == "deputy":
            field.empty_label = str(_("Nobody"))
