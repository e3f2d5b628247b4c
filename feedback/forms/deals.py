from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.own_company import company_currency, day_of
from feedback.forms.moments import moment_on
from feedback.models import Outcome
from feedback.services import Deal, field_of_deal, record_won
from leads.models import Lead
from pages.fields import DayField, MoneyField
from pages.model_forms import field_of
from values.money import EXAMPLE, tongue_of

MOST_DEALS: Final = 20
FIELDS: Final = ("value_cents", "decided_at", "number")


class WonForm(forms.Form):
    """All deals of a lead: value_cents, decided_at and number, of the second value_cents_2 and so on.

    Further deals without value and number are none. Where nobody knows the day so far, it may stay open.
    """

    expected_outcome_id = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    deal_count = forms.IntegerField(
        required=False, min_value=1, max_value=MOST_DEALS, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, lead: Lead, known: Sequence[Outcome] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.lead, self.known = lead, known
        self.initial.setdefault("deal_count", min(max(len(known), 1), MOST_DEALS))
        self.count = self._read_count()
        for place in range(self.count):
            self._add_fields(place)

    def _read_count(self) -> int:
        """How many deals were sent; where nonsense was, one."""
        if not self.is_bound:
            return int(self.initial["deal_count"])
        said = self.data.get("deal_count", "")
        return int(said) if said in map(str, range(1, MOST_DEALS + 1)) else 1

    def _add_fields(self, place: int) -> None:
        value, day, number = _names(place)
        known = {"currency": company_currency(), "example": EXAMPLE[tongue_of(get_language() or "de")]}
        help_text = gettext("In %(currency)s, for example %(example)s") % known
        is_first = place == 0
        self.fields[value] = MoneyField(label=_("Value of the deal"), help_text=help_text, required=is_first)
        self.fields[day] = DayField(label=_("Decided on"), required=is_first and not self._is_undated(place))
        if self._has_number(place):
            self.fields[number] = field_of(Outcome, "number", label=_("Number of the deal"))
        if self._is_undated(place):
            self.fields[day].help_text = gettext("Not known so far. It may stay empty.")
        for name, initial in zip((value, day, number), self._initial_of(place), strict=True):
            self.initial.setdefault(name, initial)

    def _is_undated(self, place: int) -> bool:
        return place < len(self.known) and self.known[place].decided_at is None

    def _has_number(self, place: int) -> bool:
        """One deal needs none, and is asked for one only where it has one already."""
        return self.count > 1 or (place < len(self.known) and bool(self.known[place].number))

    def _initial_of(self, place: int) -> tuple[Any, Any, str]:
        if place >= len(self.known):
            return None, day_of(timezone.now()), ""
        known = self.known[place]
        return known.value_cents, known.decided_at and day_of(known.decided_at), known.number

    def clean(self) -> None:
        for place in range(1, self.count):
            value, day, number = _names(place)
            said = self.cleaned_data
            if said.get(value) is None and not said.get(number) and not self.has_error(value):
                continue
            for name in [value] if self._is_undated(place) else [value, day]:
                if said.get(name) is None and not self.has_error(name):
                    self.add_error(name, self.fields[name].error_messages["required"])

    @property
    def deals(self) -> Iterator[list[forms.BoundField]]:
        """The fields of each deal, as the page shows them."""
        for place in range(self.count):
            yield [self[name] for name in _names(place) if name in self.fields]

    @property
    def can_grow(self) -> bool:
        return self.count < MOST_DEALS

    def grow(self) -> WonForm:
        """A form with what was typed and room for one more deal."""
        typed = {name: self.data.get(name, "") for name in self.fields}
        count = min(self.count + 1, MOST_DEALS)
        return WonForm(lead=self.lead, known=self.known, initial={**typed, "deal_count": count})

    def save(self, *, actor: User) -> Outcome:
        deals = [deal for place in range(self.count) if (deal := self._deal_at(place))]
        expected = self.cleaned_data["expected_outcome_id"]
        return record_won(actor=actor, lead=self.lead, deals=deals, expected_outcome_id=expected)

    def _deal_at(self, place: int) -> Deal | None:
        value, day, number = (self.cleaned_data.get(name) for name in _names(place))
        if value is None:
            return None
        decided_at = moment_on(day, lead=self.lead) if day else None
        return Deal(value_cents=value, decided_at=decided_at, number=number or "")


def _names(place: int) -> list[str]:
    return [field_of_deal(name, place) for name in FIELDS]
