"""What each team can say of a campaign: marketing by its targets, sales against the rest of the company."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from counting import formats
from counting.kinds import Text
from counting.statistics import MarketingWord, Reached, SalesWord
from figures import Overview


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The quadrant, "" unless both teams can tell, and what each says; `url` is where a target is set."""

    quadrant: str
    tone: str
    marketing: str
    sales: str
    url: str = ""


# Content or not, marketing first.
_TONES: Final[dict[tuple[bool | None, bool | None], str]] = {
    (True, True): "ok",
    (True, False): "mk",
    (False, True): "sl",
    (False, False): "warn",
}
_IS_CONTENT: Final[dict[MarketingWord | SalesWord, bool]] = {"content": True, "discontent": False}
_QUADRANTS: Final[dict[tuple[bool | None, bool | None], Text]] = {
    (True, True): pgettext_lazy("who is satisfied", "both"),
    (True, False): pgettext_lazy("who is satisfied", "marketing only"),
    (False, True): pgettext_lazy("who is satisfied", "sales only"),
    (False, False): pgettext_lazy("who is satisfied", "neither"),
}
_MARKETING_WORDS: Final[dict[MarketingWord, Text]] = {
    "content": gettext_lazy("target met: %(what)s"),
    "discontent": gettext_lazy("target missed: %(what)s"),
    "unknown": gettext_lazy("target not measurable yet: %(what)s"),
    "no_target": gettext_lazy("no target set"),
}
_SALES_WORDS: Final[dict[SalesWord, Text]] = {
    "content": gettext_lazy("better than the rest"),
    "discontent": gettext_lazy("weaker than the rest"),
    "mixed": gettext_lazy("better and weaker than the rest"),
    "unsure": gettext_lazy("not certain yet"),
    "young": gettext_lazy("too few cases"),
}


def say_verdicts(campaign: int, overview: Overview) -> Words:
    """Both verdicts on a campaign, the same under every filter."""
    reached = overview.targets.get(campaign)
    has_target = reached is not None and reached.marketing != "no_target"
    return Words(
        quadrant=str(_QUADRANTS.get(_who_is_content(campaign, overview), "")),
        tone=tone_of(campaign, overview),
        marketing=say_target(reached) if reached and has_target else str(_MARKETING_WORDS["no_target"]),
        sales=str(_SALES_WORDS[sales_word(campaign, overview)]),
        url="" if has_target else reverse("campaign", args=[campaign]),
    )


def tone_of(campaign: int, overview: Overview) -> str:
    """The colour of a campaign: that of its quadrant."""
    return _TONES.get(_who_is_content(campaign, overview), "gr")


def _who_is_content(campaign: int, overview: Overview) -> tuple[bool | None, bool | None]:
    """Marketing, sales; None where a team cannot tell."""
    reached = overview.targets.get(campaign)
    marketing = _IS_CONTENT.get(reached.marketing) if reached else None
    return marketing, _IS_CONTENT.get(sales_word(campaign, overview))


def sales_word(campaign: int, overview: Overview) -> SalesWord:
    verdict = overview.judgement.verdicts.get(campaign)
    return verdict.sales if verdict else "young"


def say_target(reached: Reached) -> str:
    """The target beside what was reached of it: "412 of 300 leads, 21 € of 25 € per lead"."""
    parts = []
    if reached.wanted_leads is not None:
        wanted = max(1, round(reached.wanted_leads))
        values = {"leads": formats.whole(reached.leads), "wanted": formats.whole(wanted)}
        said = ngettext("%(leads)s of %(wanted)s lead", "%(leads)s of %(wanted)s leads", wanted)
        parts.append(said % values)
    if reached.target.cost_per_lead_cents is not None:
        values = {
            "cost": formats.money(reached.cost_per_lead_cents, is_exact=True),
            "wanted": formats.money(reached.target.cost_per_lead_cents, is_exact=True),
        }
        parts.append(_("%(cost)s per lead, at most %(wanted)s wanted") % values)
    return str(_MARKETING_WORDS[reached.marketing]) % {"what": ", ".join(parts)}
