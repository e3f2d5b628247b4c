"""Whether whoever bought was still a customer so many months after the deal: the one place of this rule.

What was said of the lead comes first (`CustomerStatus`, the newest word). "Still a customer as of a day"
says yes until that day and nothing of what came after; "no longer since a day" says yes before that day and
no from then on. Where it says nothing of the day asked for, the periods of the firm do: one that holds on
that day says yes if it has ended since, or if somebody said so on that day or later; one that held after the
deal and had ended by then says no. Otherwise nobody knows.

A deal without a date has no such day. Months are those of the calendar: from 31 August it is 28 February.
"""

from __future__ import annotations

from typing import Final

from accounts.models import Company
from feedback.models import CustomerStatus, LeadStanding, OutcomeKind
from firms.models import CustomerFact, CustomerPeriod, Organisation
from leads.models import Lead, Person

HALF_YEAR: Final = 6
YEAR: Final = 12
AGES: Final = (HALF_YEAR, YEAR)

_STATUS: Final = CustomerStatus._meta.db_table
_ZONE: Final = f"(SELECT time_zone FROM {Company._meta.db_table})"
# The day of the deal in the company's calendar, of a `standing`.
DEAL_DAY: Final = f"timezone({_ZONE}, standing.decided_at)::date"
# Of a `lead` with its `standing`: whether it is a deal that has a day.
IS_DATED_DEAL: Final = f"(standing.outcome = '{OutcomeKind.WON}' AND standing.decided_at IS NOT NULL)"


def due_day(months: int) -> str:
    """The day on which the deal of a `standing` is so many months old."""
    return f"({DEAL_DAY} + interval '{months} months')::date"


def still_customer(months: int) -> str:
    """Whether whoever is behind a `lead` was a customer then: TRUE, FALSE, or NULL where nobody knows.

    The fences (OFFSET 0) have the facts of the firm searched in an index, whatever the planner believes.
    """
    asked = due_day(months)
    return f"""coalesce((
        SELECT CASE WHEN is_customer THEN CASE WHEN day >= {asked} THEN TRUE END ELSE day > {asked} END
        FROM {_STATUS} WHERE lead_id = lead.id AND undone_by_id IS NULL
        ORDER BY said_on DESC, id DESC LIMIT 1
    ), (
        SELECT CASE
            WHEN bool_or(
                period.start <= {asked}
                AND (period.until > {asked} OR period.until IS NULL AND said.on_day >= {asked})
            ) THEN TRUE
            WHEN bool_or(period.start <= {asked} AND period.until IS NULL) THEN NULL
            WHEN bool_or(period.until > {DEAL_DAY} AND period.until <= {asked}) THEN FALSE
        END
        FROM {Person._meta.db_table} AS person
        JOIN {CustomerPeriod._meta.db_table} AS period ON period.organisation_id = person.organisation_id
        CROSS JOIN LATERAL (
            SELECT max(timezone({_ZONE}, fact.created_at)::date) AS on_day
            FROM (
                SELECT id FROM {Organisation._meta.db_table}
                WHERE person.organisation_id IN (id, merged_into_id) OFFSET 0
            ) AS firm CROSS JOIN LATERAL (
                SELECT created_at FROM {CustomerFact._meta.db_table}
                WHERE organisation_id = firm.id AND undone_at IS NULL
                  AND kind = '{CustomerFact.Kind.SINCE}' OFFSET 0
            ) AS fact
        ) AS said
        WHERE person.id = lead.person_id
    ))"""


def deals_where(condition: str) -> str:
    """The numbers of the leads with a dated deal for which this holds, by `lead` and `standing`."""
    return f"""
        SELECT lead.id FROM {Lead._meta.db_table} AS lead
        JOIN {LeadStanding._meta.db_table} AS standing ON standing.lead_id = lead.id
        WHERE {IS_DATED_DEAL} AND {condition}
    """


def is_due(today: str) -> str:
    """Whether nobody knows it at an age that the deal of a `lead` has reached; `today` is a day in SQL."""
    return " OR ".join(f"({due_day(age)} <= {today} AND {still_customer(age)} IS NULL)" for age in AGES)
