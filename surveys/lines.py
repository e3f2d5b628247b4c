"""The figures of customers' answers as people read them: lines of tables, and what is beyond chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Campaign
from counting.formats import NOTHING, counts, decimal, percent, spread, whole
from counting.statistics import Rate, Side, compare, decide, wilson
from feedback.models import ExpectationFit
from surveys.figures import MARKS, Satisfaction
from surveys.forms.answers import ANCHORS
from surveys.models import PromiseKept

SIDES: Final[dict[Side, str | Promise]] = {
    "better": gettext_lazy("more satisfied than the others"),
    "worse": gettext_lazy("less satisfied than the others"),
    "level": gettext_lazy("not certain yet"),
}
TONES: Final[dict[Side, str]] = {"better": "ok", "worse": "bad", "level": "gr"}


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareText:
    """A share, its range of 95 % and what it is made of; `is_small` under ten cases."""

    value: str
    range: str
    of: str
    share: float | None
    is_small: bool

    @property
    def said(self) -> str:
        """What it is made of and its range; "" where there is nothing."""
        return "" if self.share is None else f"{self.of} · {self.range}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """What the customers of one campaign, or of one expectation, say; `side` beside all others."""

    name: str
    url: str
    asked: str
    answered: ShareText
    satisfied: ShareText
    mean: str
    confirmed: ShareText
    side: str
    tone: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One answer, how often it was given, and its share of all."""

    name: str
    count: str
    share: float
    percent: str


def share_text(rate: Rate) -> ShareText:
    """A share in words."""
    return ShareText(
        value=percent(rate.value),
        range=spread(rate),
        of=counts(rate),
        share=rate.value,
        is_small=rate.is_small,
    )


def mean_text(said: Satisfaction) -> str:
    """The mean mark with one decimal."""
    return NOTHING if said.mean is None else decimal(said.mean, 1)


def mark_bars(said: Satisfaction) -> list[Bar]:
    """The five marks, the best first."""
    words = dict(ANCHORS)
    return [_bar(f"{mark} – {words[mark]}", said.marks[mark - 1], said.answered) for mark in reversed(MARKS)]


def promise_bars(said: Satisfaction) -> list[Bar]:
    """Whether the promise turned out true."""
    found = (said.confirmed, said.partly, said.denied, said.unknown)
    return [
        _bar(str(kept.label), count, said.answered) for kept, count in zip(PromiseKept, found, strict=True)
    ]


def _bar(name: str, count: int, total: int) -> Bar:
    share = count / total if total else 0.0
    return Bar(name=name, count=whole(count), share=share, percent=percent(share if total else None))


def campaign_lines(said: Mapping[int, Satisfaction]) -> list[Line]:
    """Of each campaign, those with the most answers first: how satisfied they are makes no order."""
    names = dict(Campaign.objects.filter(pk__in=said).values_list("pk", "name"))
    order = sorted(said, key=lambda key: (-said[key].answered, -said[key].asked, names[key].casefold()))
    return _lines({key: said[key] for key in order}, names, lambda key: reverse("campaign", args=[key]))


def fit_lines(said: Mapping[str, Satisfaction]) -> list[Line]:
    """By what sales rated of the expectation, in the order of the rating; at the end where nobody rated."""
    names = {**{fit.value: str(fit.label) for fit in ExpectationFit}, "": _("Not rated")}
    return _lines({key: said[key] for key in names if key in said}, names, lambda _key: "")


def _lines(said: Mapping[Any, Satisfaction], names: Mapping[Any, str], lead_to: Any) -> list[Line]:
    sides = _sides(list(said.values()))
    return [
        _line(names[key], lead_to(key), one, side)
        for (key, one), side in zip(said.items(), sides, strict=True)
    ]


def _sides(groups: list[Satisfaction]) -> list[Side]:
    """Whether a group is more or less satisfied than all others, of all that are looked at together."""
    satisfied, answered = (sum(one.satisfied.count for one in groups), sum(one.answered for one in groups))
    compared = [
        compare(
            one.satisfied,
            wilson(successes=satisfied - one.satisfied.count, trials=answered - one.answered),
        )
        for one in groups
    ]
    return [comparison.side for comparison in decide(compared)]


def _line(name: str, url: str, said: Satisfaction, side: Side) -> Line:
    is_known = not said.satisfied.is_small
    return Line(
        name=name,
        url=url,
        asked=whole(said.asked),
        answered=share_text(said.response),
        satisfied=share_text(said.satisfied),
        mean=mean_text(said),
        confirmed=share_text(said.confirmed_share),
        side=str(SIDES[side]) if is_known else _("fewer than ten answers"),
        tone=TONES[side],
    )
