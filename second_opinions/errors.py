"""What can go wrong when a second opinion is given; pages and API turn these into an answer, once."""

from __future__ import annotations

from django.utils.translation import gettext as _

from values.refusals import Refusal


class SecondOpinionOver(Refusal):
    """Its time is over, or the lead or its first rating counts no more."""

    def __init__(self) -> None:
        super().__init__(
            _("This second opinion is not needed any more: its fourteen days are over, or the lead is out.")
        )
