"""What is kept of a lead so that "has it helped?" can be answered at equal age, as SQL.

Everything is as it was at the maturity age, or a number of months after the deal: what came later counts for
nobody, so that older leads have no longer to get better.

All SQL is of a `lead` with its `standing` and `rating`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from accounts.models import Company
from counting.day_numbers import EPOCH, number_of_day
from counting.models import Subject
from feedback.models import Potential, Rating
from feedback.retention import DEAL_DAY, HALF_YEAR, IS_DATED_DEAL, YEAR, still_customer
from handoff.models import Answer, Handoff, HandoffAnswer
from values.days import months_later

# So soon somebody of sales has answered a handoff, by the clock: accepted it, returned it or asked.
ANSWER_HOURS: Final = 48
POTENTIALS: Final = {Potential.YES: 1, Potential.NOT_YET: 2, Potential.NO: 3}
# Whether they were a customer then, by the age of the deal in months: those who were, those who were not.
KEPT: Final = {
    HALF_YEAR: (Subject.KEPT_HALF_YEAR, Subject.LEFT_HALF_YEAR),
    YEAR: (Subject.KEPT_YEAR, Subject.LEFT_YEAR),
}

_COMPANY: Final = Company._meta.db_table
_NEEDS: Final = Rating.needs.through._meta.db_table
# The fences (OFFSET 0) have the handoffs of a lead, and their answers, searched in an index whatever the
# planner believes: it went through those of all leads, for each of them.
HANDOFFS_OF_LEAD: Final = f"""(
    SELECT id, grade, created_at FROM {Handoff._meta.db_table}
    WHERE lead_id = lead.id AND undone_by_id IS NULL OFFSET 0
)"""
_LAST_DAY: Final = f"lead.received_on + (SELECT maturity_days FROM {_COMPANY})"


def last_deal_of_age(months: int, day: date) -> int:
    """The number of the last day whose deals are so many months old on this day."""
    deal = day - timedelta(days=31 * months)
    while months_later(deal + timedelta(days=1), months) <= day:
        deal += timedelta(days=1)
    return number_of_day(deal)


def _is_in_time(moment: str) -> str:
    """Whether this moment lies within the maturity age of the lead, in the company's calendar."""
    return f"timezone((SELECT time_zone FROM {_COMPANY}), {moment})::date <= {_LAST_DAY}"


_ASKED: Final = ", ".join(
    f"({kept}, {left}, {still_customer(months)})" for months, (kept, left) in KEPT.items()
)
_OF_THE_CUSTOMER: Final = f"""
    SELECT {Subject.DEAL_ON}, {DEAL_DAY} - date '{EPOCH}' WHERE {IS_DATED_DEAL}
    UNION ALL
    SELECT CASE WHEN is_customer THEN kept ELSE gone END, {DEAL_DAY} - date '{EPOCH}'
    FROM (VALUES {_ASKED}) AS asked (kept, gone, is_customer)
    WHERE {IS_DATED_DEAL} AND is_customer IS NOT NULL
"""
# To two digits, so that there are a few hundred of them whatever the deals are worth.
_DIGIT: Final = "power(10, greatest(0, length(standing.value_cents::text) - 2))::bigint"
_OF_THE_DEAL: Final = f"""
    SELECT {Subject.WORTH}, standing.value_cents / {_DIGIT} * {_DIGIT}
    WHERE {IS_DATED_DEAL} AND standing.value_cents IS NOT NULL AND {_is_in_time("standing.decided_at")}
"""
_ANSWERS: Final = f"""
    SELECT FROM (
        SELECT id FROM {Handoff._meta.db_table} WHERE lead_id = lead.id OFFSET 0
    ) AS answered CROSS JOIN LATERAL (
        SELECT created_at FROM {HandoffAnswer._meta.db_table}
        WHERE handoff_id = answered.id AND undone_by_id IS NULL AND kind <> '{Answer.REPLY}' OFFSET 0
    ) AS answer
    WHERE answer.created_at <= first.created_at + interval '{ANSWER_HOURS} hours'
"""
_SAYS_WHY: Final = f"""(
    rating.reason_id IS NOT NULL OR rating.note <> '' OR rating.need_text <> ''
    OR EXISTS (SELECT FROM {_NEEDS} WHERE rating_id = rating.id)
)"""
_OF_THE_HANDOFF: Final = f"""
    SELECT told.subject, told.is_true::int
    FROM (
        SELECT created_at FROM {HANDOFFS_OF_LEAD} AS own ORDER BY id LIMIT 1
    ) AS first
    CROSS JOIN LATERAL (VALUES
        (
            {Subject.ANSWERED},
            {_is_in_time(f"first.created_at + interval '{ANSWER_HOURS} hours'")},
            EXISTS ({_ANSWERS})
        ), (
            {Subject.UNDERSTOOD},
            {_is_in_time("first.created_at")},
            coalesce({_is_in_time("standing.rated_at")} AND {_SAYS_WHY}, FALSE)
        )
    ) AS told (subject, is_old_enough, is_true)
    WHERE lead.handed_over_at IS NOT NULL AND told.is_old_enough
"""
_POTENTIAL: Final = " ".join(f"WHEN '{said}' THEN {number}" for said, number in POTENTIALS.items())
_OF_THE_RATING: Final = f"""
    SELECT {Subject.POTENTIAL}, CASE standing.potential {_POTENTIAL} END
    WHERE standing.rated_at IS NOT NULL AND standing.potential <> ''
"""
OF_BENEFITS: Final = f"""
    {_OF_THE_CUSTOMER} UNION ALL {_OF_THE_DEAL} UNION ALL {_OF_THE_HANDOFF} UNION ALL {_OF_THE_RATING}
"""
