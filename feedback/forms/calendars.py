from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _


class CalendarForm(forms.Form):
    """What is to become of the address of one's calendar, by the button pressed."""

    MAKE: Final = "make"
    REVOKE: Final = "revoke"
    step = forms.ChoiceField(
        choices=[(MAKE, MAKE), (REVOKE, REVOKE)],
        error_messages={"required": _("Please press one of the buttons.")},
    )
