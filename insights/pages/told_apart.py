"""Leads told apart, in words: by what, what the parts are called, and how they compare with all others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.models import CtaKind
from counting import formats
from counting.kinds import Text
from counting.statistics import Direction
from figures.breakdown import Part
from figures.facets import OTHER, find_offered
from figures.told_apart import ANSWER, KIND, PAGE, REP, SOURCE, ToldApart, name_of_facet
from insights.pages.facets import name_facet, say_other, say_value, say_without

NAMES: Final[dict[str, Text]] = {
    "campaign": gettext_lazy("Campaign"),
    "cta": gettext_lazy("Call-to-action"),
    KIND: gettext_lazy("Kind of call-to-action"),
    "channel": gettext_lazy("Channel"),
    PAGE: gettext_lazy("Landing page"),
    SOURCE: gettext_lazy("Source (UTM)"),
    REP: gettext_lazy("Rep"),
}
_GROUPS: Final[tuple[tuple[Text, frozenset[str]], ...]] = (
    (gettext_lazy("Campaign"), frozenset({"campaign", "cta", KIND})),
    (gettext_lazy("Where from"), frozenset({"channel", PAGE, SOURCE})),
    (gettext_lazy("Who has them"), frozenset({REP})),
)
_LEANS: Final[dict[Direction, Text]] = {
    "up": gettext_lazy("▲ more often than all other leads"),
    "down": gettext_lazy("▼ less often than all other leads"),
}


def name_way(by: str) -> str:
    """By what leads are told apart, for people; a question by its text."""
    if by in NAMES:
        return str(NAMES[by])
    return next((name_facet(facet) for facet in find_offered() if name_of_facet(facet) == by), "")


def group_ways(ways: Sequence[str], current: str) -> list[dict[str, Any]]:
    """The ways in groups, as a list to choose from; a group without any is left out."""
    groups = [(label, [way for way in ways if way in of_group]) for label, of_group in _GROUPS]
    groups.append((gettext_lazy("Answers"), [way for way in ways if way.startswith(ANSWER)]))
    return [
        {
            "label": label,
            "ways": [
                {"value": way, "label": name_way(way), "is_current": way == current} for way in of_group
            ],
        }
        for label, of_group in groups
        if of_group
    ]


def name_part(told: ToldApart, part: Part) -> str:
    if told.of_facet:
        facet = told.of_facet.facet
        if part.key is None:
            return say_without(facet)
        return say_other(facet) if part.key == OTHER else say_value(facet.named[int(part.key)])
    if part.key is None:
        return _WITHOUT[told.by]()
    return str(CtaKind(part.key).label) if told.by == KIND else part.name


_WITHOUT: Final = {
    KIND: lambda: _("no call-to-action (history)"),
    REP: lambda: _("nobody yet"),
    "channel": lambda: _("no channel"),
    "cta": lambda: _("no call-to-action"),
}


def say_lean(lean: Direction) -> str:
    """Blank where nobody can say."""
    return str(_LEANS.get(lean, ""))


def say_what_stands_out(told: ToldApart) -> str:
    """How many parts differ beyond chance, all compared together."""
    found = sum(lean != "level" for lean in told.leans)
    if not found:
        return _("Not certain yet: no line differs from all other leads by more than chance.")
    text = ngettext(
        "%(count)s line differs from all other leads by more than chance.",
        "%(count)s lines differ from all other leads by more than chance.",
        found,
    )
    return text % {"count": formats.whole(found)}
