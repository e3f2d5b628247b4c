"""Reasons as lists that people keep, one for each use."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns import kept_lists
from campaigns.kept_lists import KeptList
from handoff.models import Reason, ReasonUse

# use: what the list is called, what it is for, and whether a reason has to be given
LISTS: Final[dict[ReasonUse, tuple[str | Promise, str | Promise, bool]]] = {
    ReasonUse.RETURN: (_("Reasons for a return"), _("Why sales gives a lead back to marketing."), True),
    ReasonUse.RATING: (_("Reasons for a rating"), _("Why a lead was as good or bad as it was."), False),
    ReasonUse.LOST: (_("Reasons for a lost deal"), _("Why a lead did not become a customer."), True),
}


def register() -> None:
    for use, (label, about, is_needed) in LISTS.items():
        kept_lists.register(
            KeptList(
                name=f"{use.value}-reasons",
                label=label,
                about=about,
                model=Reason,
                fixed={"use": use},
                never_empty=is_needed,
            )
        )
