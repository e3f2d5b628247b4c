"""What sales says of one campaign, promises that misled and needs it leaves open, and the answers to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Promise
from counting import formats
from counting.filters import Filters
from feedback.models import CampaignAnswer
from figures import overview
from figures.why import PromiseShare, why


@dataclass(frozen=True, kw_only=True, slots=True)
class SaidLine:
    """One thing that sales says, as it is counted in the page's period, and the newest answer."""

    text: str
    figure: str
    url: str
    answer: CampaignAnswer | None


def build_said(
    campaign: int, filters: Filters, judged: Mapping[int, int] = MappingProxyType({})
) -> list[SaidLine]:
    """What is named most often first: promises, then needs; last what no rating says in this period.

    `judged` says of how many judgements without a lead each promise is named; they are counted apart.
    Answers are read afresh: they raise no count, by which the rest of the page is kept in memory.
    """
    named, rated = why(filters), overview(filters=filters).total.rated_recorded
    answers = _newest_answers(campaign)
    lines = [
        _line(answers, campaign, "promise", share.id, share.text, _say_misled(share, judged))
        for share in named.promises
        if share.misled.count
    ]
    lines += [
        _line(answers, campaign, "need", row.need.pk, str(row.need), _say_unmet(row.count, rated))
        for row in named.needs
        if campaign not in dict(row.campaigns) or ("need", row.need.pk) in answers
    ]
    blamed = {share.id for share in named.promises if share.misled.count}
    lines += [
        _line(answers, campaign, "promise", promise.pk, promise.text, _say_judged(judged[promise.pk]))
        for promise in Promise.objects.filter(pk__in=judged.keys() - blamed)
    ]
    shown = {line.url for line in lines}
    older = [_line_of_answer(answers, campaign, *key) for key in answers]
    return [*lines, *(line for line in older if line.url not in shown)]


Answers = Mapping[tuple[str, int], CampaignAnswer]


def _newest_answers(campaign: int) -> Answers:
    """By what they are about; there are as many as somebody wrote by hand."""
    found = CampaignAnswer.objects.filter(campaign=campaign, fit="").select_related("user", "promise", "need")
    newest: dict[tuple[str, int], CampaignAnswer] = {}
    for answer in found:
        key = ("promise", answer.promise_id) if answer.promise_id else ("need", answer.need_id or 0)
        newest.setdefault(key, answer)
    return newest


def _line(answers: Answers, campaign: int, kind: str, pk: int, text: str, figure: str) -> SaidLine:
    url = reverse(f"feedback:{kind}_answers", args=[campaign, pk])
    return SaidLine(text=text, figure=figure, url=url, answer=answers.get((kind, pk)))


def _line_of_answer(answers: Answers, campaign: int, kind: str, pk: int) -> SaidLine:
    answer = answers[kind, pk]
    return _line(answers, campaign, kind, pk, answer.subject_name, _("No rating of the last months says so."))


def _say_judged(count: int) -> str:
    said = ngettext(
        "No rating of the last months says so; %(count)s person does of the ads, without a lead",
        "No rating of the last months says so; %(count)s people do of the ads, without a lead",
        count,
    )
    return said % {"count": formats.whole(count)}


def _say_misled(share: PromiseShare, judged: Mapping[int, int]) -> str:
    count, of = share.misled.count, share.misled.of
    said = ngettext("%(counts)s rating calls it misleading", "%(counts)s ratings call it misleading", of)
    measured = said % {"counts": formats.part(count, of)}
    if not (named := judged.get(share.id)):
        return measured
    apart = ngettext(
        "apart from that %(count)s person names it, without a lead",
        "apart from that %(count)s people name it, without a lead",
        named,
    )
    return f"{measured}; {apart % {'count': formats.whole(named)}}"


def _say_unmet(count: int, rated: int) -> str:
    said = ngettext("%(counts)s rating names this need", "%(counts)s ratings name this need", rated)
    return said % {"counts": formats.part(count, rated)}
