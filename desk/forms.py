"""What the inbox can be asked, what is searched for, and who takes the work of somebody who leaves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from bulk.leaving import Holdings, Way
from desk.search import is_number
from desk.sections import BY_KEY, NEW
from handoff.fields import RepChoiceField, Reps
from leads.filters import check_searchable, find_who_has_leads
from leads.models import Lead
from pages.cursors import read_cursor


class InboxFilter(forms.Form):
    """What the address bar of the inbox says; everything may be missing."""

    rep = RepChoiceField(label=_("Sales rep"), required=False, empty_label=_("Everybody"))
    section = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    before = forms.CharField(required=False, widget=forms.HiddenInput)
    after = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [(key, key) for key in BY_KEY]  # type: ignore[attr-defined]
        self.fields["rep"].offer(find_who_has_leads())  # type: ignore[attr-defined]

    def clean_before(self) -> str:
        return self._check_cursor(self.cleaned_data["before"])

    def clean_after(self) -> str:
        return self._check_cursor(self.cleaned_data["after"])

    def _check_cursor(self, cursor: str) -> str:
        """As the section it is for is ordered; `section` is read before."""
        section = BY_KEY.get(self.cleaned_data.get("section") or "", NEW)
        if cursor:
            rows = Lead.objects.annotate(own_quality=F("standing__quality"))
            read_cursor(cursor, rows, section.order)
        return cursor


class SearchForm(forms.Form):
    """What is searched for; blank words search for nothing, and too short ones are refused."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Name, company, phone, e-mail, number")}
        ),
    )

    def clean_q(self) -> str:
        text: str = self.cleaned_data["q"]
        if text and not is_number(text):
            check_searchable(text)
        return text


class LeavingForm(forms.Form):
    """Who takes the leads and campaigns of somebody; only what lies there is asked."""

    way = forms.ChoiceField(
        label=_("What becomes of the open leads?"),
        choices=Way.choices,
        widget=forms.RadioSelect,
        initial=Way.GIVE,
    )
    receivers = forms.MultipleChoiceField(
        label=_("Which colleagues?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Several get them in turn, each as many as the others."),
    )
    owner = forms.ChoiceField(label=_("Who owns the campaigns from now on?"), required=False)
    hide_optional = True

    def __init__(self, *args: Any, person: User, holdings: Holdings, **options: Any) -> None:
        super().__init__(*args, **options)
        reps = Reps(without=(person.pk,))
        marketers = User.objects.active().in_team(Team.MARKETING).exclude(pk=person.pk)
        self.people = {**reps.by_key(), **{str(one.pk): one for one in marketers}}
        self._offer("receivers", reps.choices)
        nobody = ("", _("For now still %(person)s") % {"person": person})
        self._offer("owner", [nobody, *((str(one.pk), str(one)) for one in marketers)])
        if not holdings.leads:
            del self.fields["way"], self.fields["receivers"]
        if not holdings.campaigns:
            del self.fields["owner"]

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def for_service(self) -> dict[str, Any]:
        """What was said, by the names of the service."""
        data = self.cleaned_data
        return {
            # Leads that came in since the page was drawn stay, and those they concern are told.
            "way": data.get("way", Way.LEAVE),
            "receivers": [self.people[key] for key in data.get("receivers", [])],
            "owner": self.people.get(data.get("owner", "")),
        }
