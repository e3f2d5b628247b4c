"""What moved a figure of the past, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from counting import formats
from counting.kinds import Text
from counting.models import COST, CauseKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What a cause is called, and what is meant by it; `name` is its word in address and API."""

    name: str
    label: Text
    about: Text


WORDS: Final[Mapping[CauseKind, Words]] = {
    CauseKind.ENTERED: Words(
        name="entered",
        label=_("Entered later"),
        about=_("They came in during the period and were entered after it, most by a file."),
    ),
    CauseKind.WON: Words(name="won", label=_("Won later"), about=_("They were open then.")),
    CauseKind.LOST: Words(name="lost", label=_("Lost later"), about=_("They were open then.")),
    CauseKind.CORRECTED: Words(
        name="corrected",
        label=_("Outcome corrected or taken back"),
        about=_("Won became lost or open, lost became won, or a date or a value is another one."),
    ),
    CauseKind.RATED: Words(
        name="rated", label=_("Rated later"), about=_("Sales had not said anything of them then.")
    ),
    CauseKind.RATED_ANEW: Words(
        name="rated_anew",
        label=_("Rated again"),
        about=_("Good became bad or the reverse, or a rating was taken back."),
    ),
    CauseKind.OUT: Words(
        name="out", label=_("Taken out of the figures"), about=_("As a test, as spam or as no lead.")
    ),
    CauseKind.BACK: Words(
        name="back", label=_("Counted after all"), about=_("They were a test, spam or no lead then.")
    ),
    CauseKind.MOVED: Words(
        name="moved",
        label=_("Moved"),
        about=_("To another campaign, channel or day; a merged channel takes its leads along."),
    ),
    CauseKind.DELETED: Words(
        name="deleted",
        label=_("Deleted"),
        about=_("An import was taken back or data were erased; there is nothing left to open."),
    ),
    CauseKind.SPENT: Words(
        name="spent", label=_("Costs entered or changed"), about=_("For days of the period, after it.")
    ),
}
KINDS: Final = {words.name: kind for kind, words in WORDS.items()}
# What is said to have moved, in this order.
LABELS: Final[Mapping[str, Text]] = {
    "leads": _("Leads"),
    "rated_recorded": _("Rated"),
    "good_recorded": _("Rated good"),
    "won": pgettext_lazy("leads", "Won"),
    "lost": pgettext_lazy("leads", "Lost"),
    "revenue_cents": _("Revenue"),
    COST: _("Cost"),
}


def say_number(name: str, number: int | None) -> str:
    """A count, or money where it is money."""
    if number is None:
        return formats.NOTHING
    return formats.money(number) if name.endswith("_cents") else formats.whole(number)


def say_change(name: str, number: int | None) -> str:
    """The same with its sign."""
    if number is None:
        return formats.NOTHING
    text = say_number(name, abs(number))
    return f"+{text}" if number > 0 else f"−{text}" if number < 0 else text


def say_effects(moved: Mapping[str, int]) -> list[str]:
    """By how much each figure moved; what did not is left out."""
    return [f"{label} {say_change(name, moved[name])}" for name, label in LABELS.items() if moved.get(name)]
