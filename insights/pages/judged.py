"""What sales thinks of the ads without a lead, beside what ratings measure and never within it.

Read afresh: it raises no count, by which the rest of a page is kept in memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import CallToAction
from counting import formats
from counting.filters import Filters
from feedback.models import CampaignAnswer, CampaignJudgement, ExpectationFit
from figures import Figures

# What marketing can do something about goes first.
ORDER: Final = (
    ExpectationFit.TOO_HIGH,
    ExpectationFit.TOO_LOW,
    ExpectationFit.OTHER,
    ExpectationFit.REALISTIC,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgedLine:
    """Those who say the same of a campaign's ads, what ratings say of it, and marketing's newest answer."""

    text: str
    figure: str
    measured: str
    judgements: Sequence[CampaignJudgement]
    url: str
    answer: CampaignAnswer | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """What people of sales say of one campaign's ads: by answer, and how many blame each promise."""

    lines: Sequence[JudgedLine]
    promises: Mapping[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgedCampaign:
    """One campaign of the joint page: how many people of sales say what of its ads."""

    name: str
    url: str
    counts: Sequence[tuple[str, str]]


def build_judged(campaign: int, total: Figures | None) -> Judged:
    """`total` has what the ratings of the page's period say, None where nothing was counted."""
    standing = CampaignJudgement.objects.standing().filter(campaign=campaign)
    rows = list(standing.select_related("user").prefetch_related("promises"))
    answers = _newest_answers(campaign)
    lines = [
        _line(campaign, fit, said, of=len(rows), total=total, answer=answers.get(fit))
        for fit in ORDER
        if (said := [row for row in rows if row.fit == fit]) or fit in answers
    ]
    blaming = (row for row in rows if row.fit != ExpectationFit.REALISTIC)
    named = Counter(promise.pk for row in blaming for promise in row.promises.all())
    return Judged(lines=lines, promises=named)


def _newest_answers(campaign: int) -> Mapping[str, CampaignAnswer]:
    found = CampaignAnswer.objects.filter(campaign=campaign).exclude(fit="").select_related("user")
    newest: dict[str, CampaignAnswer] = {}
    for answer in found:
        newest.setdefault(answer.fit, answer)
    return newest


def _line(
    campaign: int,
    fit: ExpectationFit,
    said: Sequence[CampaignJudgement],
    *,
    of: int,
    total: Figures | None,
    answer: CampaignAnswer | None,
) -> JudgedLine:
    return JudgedLine(
        text=str(fit.label),
        figure=_say_judged(len(said), of),
        measured=_say_measured(total) if fit is ExpectationFit.TOO_HIGH else "",
        judgements=said,
        url=reverse("feedback:judgement_answers", args=[campaign, fit.value]),
        answer=answer,
    )


def _say_judged(count: int, of: int) -> str:
    if not count:
        return _("Nobody in sales says so any more.")
    text = ngettext(
        "%(counts)s person who judged the ads says so", "%(counts)s people who judged the ads say so", of
    )
    return text % {"counts": formats.part(count, of)}


def _say_measured(total: Figures | None) -> str:
    """What the ratings of leads say of it, counted apart."""
    if total is None or not total.rated_recorded:
        return ""
    counts = formats.part(total.too_high, total.rated_recorded)
    return _("Ratings of leads say so too, counted apart: %(counts)s.") % {"counts": counts}


def build_judged_campaigns(filters: Filters) -> list[JudgedCampaign]:
    """Of the campaigns meant, whatever the period: first whose ads promise too much, as most people say."""
    standing = CampaignJudgement.objects.standing()
    if (campaign := _find_campaign(filters)) is not None:
        standing = standing.filter(campaign=campaign)
    rows = standing.order_by().values_list("campaign", "campaign__name", "fit").annotate(count=Count("pk"))
    by_campaign: dict[tuple[int, str], dict[str, int]] = {}
    for pk, name, fit, count in rows:
        by_campaign.setdefault((pk, name), {})[fit] = count
    ranked = sorted(by_campaign.items(), key=lambda item: (_rank(item[1]), item[0][1]))
    return [
        JudgedCampaign(
            name=name,
            url=reverse("feedback:judgement", args=[pk]),
            counts=[(str(fit.label), formats.whole(counts[fit])) for fit in ORDER if fit in counts],
        )
        for (pk, name), counts in ranked
    ]


def _rank(counts: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(-counts.get(fit, 0) for fit in ORDER)


def _find_campaign(filters: Filters) -> int | None:
    """The one campaign that is asked for, also by its call-to-action."""
    if filters.campaign_id is None and filters.cta_id is not None:
        return CallToAction.objects.values_list("campaign", flat=True).filter(pk=filters.cta_id).first()
    return filters.campaign_id
