"""What the address of the inbox can say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from desk.search import is_number
from desk.sections import BY_KEY, NEW
from handoff.fields import RepChoiceField
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
