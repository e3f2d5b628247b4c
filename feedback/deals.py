"""Which of the outcomes said of a lead count: the one place of this rule.

Words are put in the order of their time. A word of a file has the time of its decision, since files come in
any order and any parts; what somebody says here has the time at which it was entered, because a correction is
newer than what it corrects, whatever day it names. Of the same time, what was said here comes last, else what
came in last. A word without a date comes before all that have one.

A later word ends an earlier deal
- said here: always, because people say all deals of a lead at once;
- lost or open again: the deal with its number, those without one, and where it names no number all of them;
- won: the deal it corrects. That is the one with the same number; where one of the two has no number, the one
  of the same day or the same value, or one that had no value. Anything else is a further deal.

What no later word ends are the deals of a lead: it is won, since the first of them, with the sum of their
values. Without a deal the latest word counts: lost, or open.

`DEALS` says it for PostgreSQL, `find_deals` once more for the outcomes of one lead in hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Final

from accounts.own_company import day_of
from feedback.models import Outcome, OutcomeKind

# The common table expressions `words` (place: their order) and `deals` of one lead, `said.lead_id`.
DEALS: Final = """
    words AS (
        SELECT id, kind, number, value_cents, decided_at, user_id IS NOT NULL AS is_said_here,
            coalesce(together_with_id, id) AS breath,
            timezone((SELECT time_zone FROM accounts_company), decided_at)::date AS day,
            row_number() OVER (
                ORDER BY CASE WHEN user_id IS NULL THEN decided_at ELSE created_at END NULLS FIRST,
                    user_id IS NOT NULL, id
            ) AS place
        FROM feedback_outcome WHERE lead_id = said.lead_id AND undone_by_id IS NULL
    ), deals AS (
        SELECT * FROM words AS deal WHERE kind = 'won' AND NOT EXISTS (
            SELECT FROM words AS later
            WHERE later.place > deal.place AND later.breath <> deal.breath
                AND CASE
                    WHEN later.is_said_here THEN true
                    WHEN later.kind <> 'won' THEN later.number = '' OR deal.number IN ('', later.number)
                    WHEN later.number <> '' AND deal.number <> '' THEN later.number = deal.number
                    ELSE later.day IS NOT DISTINCT FROM deal.day
                        OR deal.value_cents IS NULL OR later.value_cents = deal.value_cents
                END
        )
    )
"""
BEFORE_ALL: Final = datetime.min.replace(tzinfo=UTC)


def find_deals(outcomes: Iterable[Outcome]) -> Sequence[Outcome]:
    """The deals among all outcomes of one lead, the oldest word first."""
    words = in_order(outcomes)
    return [
        word
        for place, word in enumerate(words)
        if word.kind == OutcomeKind.WON and not any(ends(later, word) for later in words[place + 1 :])
    ]


def in_order(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Outcomes of one lead in the order of their time."""
    return sorted(outcomes, key=_place)


def ends(later: Outcome, deal: Outcome) -> bool:
    """Whether a later word ends this deal, or corrects it."""
    if _breath(later) == _breath(deal):
        return False
    if later.user_id is not None:
        return True
    if later.kind != OutcomeKind.WON:
        return not later.number or deal.number in {"", later.number}
    return corrects(later, deal)


def corrects(later: Outcome, deal: Outcome) -> bool:
    """Whether two words of files that it was won are about the same deal."""
    if later.number and deal.number:
        return later.number == deal.number
    is_same_day = _day(later) == _day(deal)
    return is_same_day or deal.value_cents is None or later.value_cents == deal.value_cents


def _place(word: Outcome) -> tuple[datetime, bool, int]:
    is_said_here = word.user_id is not None
    time = word.created_at if is_said_here else word.decided_at
    return time or BEFORE_ALL, is_said_here, word.pk


def _breath(word: Outcome) -> int:
    return word.together_with_id or word.pk


def _day(word: Outcome) -> date | None:
    return day_of(word.decided_at) if word.decided_at else None
