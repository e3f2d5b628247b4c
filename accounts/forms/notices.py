from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import NoticeTimes
from pages.model_forms import field_of

CLOCK: Any = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class TimesForm(forms.Form):
    """When mails may come to somebody, on the company's clock."""

    HALVES: ClassVar = ("quiet_from", "quiet_until")

    digest_at = field_of(
        NoticeTimes, "digest_at", widget=CLOCK, help_text=_("A day with nothing to report brings no mail.")
    )
    quiet_from = field_of(NoticeTimes, "quiet_from", widget=CLOCK)
    quiet_until = field_of(
        NoticeTimes,
        "quiet_until",
        widget=CLOCK,
        help_text=_("A mail that is due meanwhile comes afterwards, several of them as one."),
    )
    quiet_weekends = field_of(NoticeTimes, "quiet_weekends")
