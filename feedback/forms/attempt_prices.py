from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.own_company import today
from feedback.models import AttemptPrice
from pages.fields import DayField, MoneyField
from pages.model_forms import RowForm


class AttemptPriceForm(RowForm[AttemptPrice]):
    """So many minutes at so much an hour, from today unless another day is said."""

    hourly_cents = MoneyField(
        label=_("Cost of an hour"),
        help_text=_("What an hour of sales costs the company, wages and all that goes with them."),
    )

    class Meta:
        model = AttemptPrice
        fields = ("minutes", "hourly_cents", "valid_from")
        field_classes = {"valid_from": DayField}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["valid_from"].initial = today
