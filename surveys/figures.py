"""What customers said, counted: pure reading, one statement each, nothing of a person.

Counted are surveys by the day on which somebody was asked, of leads that count. What was answered later
belongs to the day of the question, so that answers are a share of those who were asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from counting.statistics import Rate, wilson
from feedback.models import LeadStanding
from leads.models import Lead, LeadKind
from surveys.models import PromiseKept, Survey, SurveyAnswer
from values.reading import read_connection

MARKS: Final = (1, 2, 3, 4, 5)
SATISFIED: Final = (4, 5)
NO_MARKS: Final = (0, 0, 0, 0, 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Satisfaction:
    """How many customers were asked, answered and said what.

    `marks` are the answers with 1 to 5, from very dissatisfied to very satisfied; their sum is `answered`,
    as is that of `confirmed`, `partly`, `denied` and `unknown` (whether the ads' promise turned out true).
    """

    asked: int = 0
    marks: tuple[int, int, int, int, int] = NO_MARKS
    confirmed: int = 0
    partly: int = 0
    denied: int = 0
    unknown: int = 0

    @property
    def answered(self) -> int:
        return sum(self.marks)

    @property
    def response(self) -> Rate:
        """Who answered, of those asked."""
        return wilson(successes=self.answered, trials=self.asked)

    @property
    def satisfied(self) -> Rate:
        """Who said 4 or 5, of those who answered."""
        return wilson(successes=sum(self.marks[mark - 1] for mark in SATISFIED), trials=self.answered)

    @property
    def confirmed_share(self) -> Rate:
        """For whom the promise turned out true, of those who could say."""
        return wilson(successes=self.confirmed, trials=self.confirmed + self.partly + self.denied)

    @property
    def mean(self) -> float | None:
        """The mean mark; None where nobody answered."""
        if not self.answered:
            return None
        return sum(mark * count for mark, count in zip(MARKS, self.marks, strict=True)) / self.answered


def read_satisfaction(
    *, first: date | None, last: date | None, campaign_ids: Sequence[int] | None
) -> Satisfaction:
    """All who were asked from `first` to `last`, both included; None is no limit, as of campaigns."""
    return _read("NULL", first, last, campaign_ids).get(None, Satisfaction())


def read_by_month(
    *, first: date | None, last: date | None, campaign_ids: Sequence[int] | None
) -> dict[date, Satisfaction]:
    """The same by the first day of the month of the question, in order; an empty one is missing."""
    return _read("date_trunc('month', survey.asked_on)::date", first, last, campaign_ids)


def read_by_campaign(
    *, first: date | None, last: date | None, campaign_ids: Sequence[int] | None
) -> dict[int, Satisfaction]:
    """The same by the number of the campaign."""
    return _read("lead.campaign_id", first, last, campaign_ids)


def read_by_fit(
    *, first: date | None, last: date | None, campaign_ids: Sequence[int] | None
) -> dict[str, Satisfaction]:
    """The same by what sales rated of the expectation (`ExpectationFit`); "" where nobody did."""
    return _read("coalesce(standing.fit, '')", first, last, campaign_ids)


# Of each survey the newest answer; whose mail has not left was not asked yet.
_COUNTED: Final = f"""
    SELECT {{key}} AS key, count(*),
        {", ".join(f"count(*) FILTER (WHERE answer.mark = {mark})" for mark in MARKS)},
        {", ".join(f"count(*) FILTER (WHERE answer.promise_kept = '{kept}')" for kept in PromiseKept.values)}
    FROM {Survey._meta.db_table} AS survey
    JOIN {Lead._meta.db_table} AS lead ON lead.id = survey.lead_id
    LEFT JOIN {LeadStanding._meta.db_table} AS standing ON standing.lead_id = survey.lead_id
    LEFT JOIN LATERAL (
        SELECT mark, promise_kept FROM {SurveyAnswer._meta.db_table}
        WHERE survey_id = survey.id ORDER BY id DESC LIMIT 1
    ) AS answer ON true
    WHERE survey.sent_at IS NOT NULL AND lead.kind = '{LeadKind.REAL}'
        AND (%(first)s::date IS NULL OR survey.asked_on >= %(first)s)
        AND (%(last)s::date IS NULL OR survey.asked_on <= %(last)s)
        AND (%(campaigns)s::bigint[] IS NULL OR lead.campaign_id = ANY(%(campaigns)s))
    GROUP BY 1 ORDER BY 1
"""


def _read(
    key: str, first: date | None, last: date | None, campaign_ids: Sequence[int] | None
) -> dict[Any, Satisfaction]:
    campaigns = None if campaign_ids is None else list(campaign_ids)
    with read_connection().cursor() as cursor:
        cursor.execute(_COUNTED.format(key=key), {"first": first, "last": last, "campaigns": campaigns})
        return {group: _make(asked, counts) for group, asked, *counts in cursor.fetchall()}


def _make(asked: int, counts: Sequence[int]) -> Satisfaction:
    one, two, three, four, five, *kept = counts
    said = dict(zip(PromiseKept.values, kept, strict=True))
    return Satisfaction(
        asked=asked,
        marks=(one, two, three, four, five),
        confirmed=said[PromiseKept.YES],
        partly=said[PromiseKept.PARTLY],
        denied=said[PromiseKept.NO],
        unknown=said[PromiseKept.UNKNOWN],
    )
