from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.models import Grade

# As a button sends it; a letter left out by mistake is no answer.
CANNOT_TELL: Final = "unknown"


def _letters() -> list[tuple[str, Any]]:
    return [*((grade.value, grade.anchor) for grade in Grade), (CANNOT_TELL, _("I cannot tell from this"))]


class AnswerForm(forms.Form):
    """One button for each letter, and one for who cannot tell."""

    quality = forms.ChoiceField(
        label=gettext_lazy("How good is the lead?"),
        choices=_letters,
        error_messages={"required": gettext_lazy("Please choose one of the answers.")},
    )

    def for_service(self) -> dict[str, Any]:
        """What was said, by the names of the service."""
        quality = self.cleaned_data["quality"]
        return {"quality": "" if quality == CANNOT_TELL else quality}
