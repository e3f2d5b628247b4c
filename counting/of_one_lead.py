"""What is true of one lead, as SQL: rows of subject and number for a `lead` with its `standing` and `rating`.

A part for each kind; what is not known makes no row.
"""

from __future__ import annotations

from typing import Final

from accounts.models import Company
from campaigns.models import Promise
from counting.benefits import HANDOFFS_OF_LEAD, OF_BENEFITS
from counting.day_numbers import EPOCH
from counting.facets import GOOD, RATED, TELLING, WON, traits_of
from counting.first_ratings import first_rating_sql
from counting.models import Subject
from counting.pairs import pair_sql
from counting.said_numbers import said_sql
from counting.waits import wait_sql
from feedback.models import AttemptPrice, ContactAttempt, ExpectationFit, LeadStanding, OutcomeKind, Rating
from feedback.models.ratings import GOOD_QUALITIES
from leads.models import Door, Lead, Touch

_COMPANY: Final = Company._meta.db_table
_BLAMED: Final = Rating.misleading_promises.through._meta.db_table
_NEEDS: Final = Rating.needs.through._meta.db_table

# Whoever blames a promise has heard of it, whatever its dates say.
_OF_ITS_RATING: Final = f"""
    SELECT {Subject.PROMISE_HEARD}, promise.id FROM (
        SELECT id FROM {Promise._meta.db_table}
        WHERE rating.id IS NOT NULL AND campaign_id = lead.campaign_id
          AND (promised_at IS NULL OR promised_at <= lead.received_at)
          AND (withdrawn_at IS NULL OR withdrawn_at > lead.received_at)
        UNION SELECT promise_id FROM {_BLAMED} WHERE rating_id = rating.id
    ) AS promise
    UNION ALL SELECT {Subject.PROMISE_BLAMED}, promise_id FROM {_BLAMED} WHERE rating_id = rating.id
    UNION ALL SELECT {Subject.REASON}, rating.reason_id WHERE rating.reason_id IS NOT NULL
    UNION ALL SELECT {Subject.NEED}, need_id FROM {_NEEDS} WHERE rating_id = rating.id
    UNION ALL SELECT {Subject.RATER}, rating.user_id WHERE rating.user_id IS NOT NULL
    UNION ALL SELECT {Subject.NOTE}, rating.id WHERE rating.note <> ''
"""
_DAYS: Final = f"""(
    timezone((SELECT time_zone FROM {_COMPANY}), standing.decided_at)::date - lead.received_on
)"""
_IS_WON: Final = f"coalesce(standing.outcome, '') = '{OutcomeKind.WON}'"
_IS_LOST: Final = f"standing.outcome = '{OutcomeKind.LOST}' AND standing.decided_at IS NOT NULL"
IS_WON_IN_TIME: Final = f"""coalesce(
    {_IS_WON} AND {_DAYS} <= (SELECT maturity_days FROM {_COMPANY}), FALSE
)"""
_TELLS_ITS_AGE: Final = f"(NOT ({_IS_WON}) OR standing.decided_at IS NOT NULL)"
_OF_ITS_END: Final = f"""
    SELECT {Subject.OPEN}, 0 WHERE coalesce(standing.outcome, '') = ''
    UNION ALL SELECT {Subject.WON_AFTER}, {_DAYS} WHERE {_IS_WON} AND standing.decided_at IS NOT NULL
    UNION ALL SELECT {Subject.LOST_AFTER}, {_DAYS} WHERE {_IS_LOST}
    UNION ALL
    SELECT {Subject.WAIT}, {wait_sql("(standing.contacted_at - lead.received_at)", IS_WON_IN_TIME)}
    WHERE {_TELLS_ITS_AGE}
"""
_OF_BOTH_TEAMS: Final = f"""
    SELECT {Subject.PAIR}, {pair_sql("handoff.grade", "said.quality")}
    FROM (
        SELECT quality, created_at FROM {Rating._meta.db_table} WHERE lead_id = lead.id ORDER BY id LIMIT 1
    ) AS said CROSS JOIN LATERAL (
        SELECT grade FROM {HANDOFFS_OF_LEAD} AS own
        WHERE created_at <= said.created_at ORDER BY id DESC LIMIT 1
    ) AS handoff
    WHERE rating.id IS NOT NULL
"""
_GOOD: Final = ", ".join(f"'{quality}'" for quality in GOOD_QUALITIES)
_RATED_AFTER: Final = f"""(
    timezone((SELECT time_zone FROM {_COMPANY}), first.rated_at)::date - lead.received_on
)"""
# The first word, though it was taken back, says how soon; the newest what is said.
_OF_ITS_FIRST_RATING: Final = f"""
    SELECT {Subject.FIRST_RATED}, {
    first_rating_sql(
        _RATED_AFTER,
        f"rating.quality IN ({_GOOD})",
        f"rating.fit = '{ExpectationFit.TOO_HIGH}'",
    )
}
    FROM (
        SELECT rated_at FROM {Rating._meta.db_table} WHERE lead_id = lead.id ORDER BY id LIMIT 1
    ) AS first
    WHERE rating.id IS NOT NULL
"""
_IS_RATED: Final = "standing.rated_at IS NOT NULL"
_IS_GOOD: Final = f"coalesce(standing.quality IN ({_GOOD}), FALSE)"
_OF_ITS_REP: Final = f"""
    SELECT subject, lead.assigned_to_id
    FROM (VALUES
        ({Subject.REP}, TRUE),
        ({Subject.REP_TELLING}, {_TELLS_ITS_AGE}),
        ({Subject.REP_WON}, {IS_WON_IN_TIME}),
        ({Subject.REP_RATED}, {_IS_RATED}),
        ({Subject.REP_GOOD}, {_IS_GOOD})
    ) AS told (subject, is_true)
    WHERE lead.assigned_to_id IS NOT NULL AND is_true
"""
# Stored, so a number is never given to another.
DOORS: Final = {Door.HAND: 1, Door.API: 2, Door.FORM: 3, Door.WEBHOOK: 4, Door.FILE: 5}
_DOOR: Final = " ".join(f"WHEN '{door}' THEN {number}" for door, number in DOORS.items())
_OPEN_AND_UNRATED: Final = """
    lead.accepted_at IS NOT NULL AND standing.rated_at IS NULL AND coalesce(standing.outcome, '') = ''
"""


def _day_number(moment: str) -> str:
    return f"timezone((SELECT time_zone FROM {_COMPANY}), {moment})::date - date '{EPOCH}'"


_OF_ITS_DATA: Final = f"""
    SELECT {Subject.UNRATED_SINCE_CONTACT}, {_day_number("standing.contacted_at")}
    WHERE {_OPEN_AND_UNRATED} AND standing.contacted_at IS NOT NULL
    UNION ALL SELECT {Subject.UNRATED_SINCE_ACCEPTANCE}, {_day_number("lead.accepted_at")}
    WHERE {_OPEN_AND_UNRATED} AND standing.contacted_at IS NULL
    UNION ALL SELECT {Subject.UNSOURCED}, 0
    WHERE lead.channel_id IS NULL AND NOT EXISTS (
        SELECT FROM {Touch._meta.db_table} AS touch
        WHERE touch.lead_id = lead.id
          AND (touch.utm_source <> '' OR touch.referrer <> '' OR touch.click_ids <> '{{}}'::jsonb)
    )
    UNION ALL SELECT {Subject.UNVALUED}, 0 WHERE {_IS_WON} AND standing.value_cents IS NULL
    UNION ALL SELECT {Subject.CAME_BY}, CASE lead.door {_DOOR} END
"""
_OF_ITSELF: Final = traits_of(
    "lead", became={TELLING: _TELLS_ITS_AGE, WON: IS_WON_IN_TIME, RATED: _IS_RATED, GOOD: _IS_GOOD}
)
_OF_ITS_PERSON: Final = f"""
    SELECT {Subject.SAID_SOURCE}, {said_sql("lead.said_source")} WHERE lead.said_source <> ''
"""
# Whether it is good, as counting.rules says: JUDGED and GOOD.
_OF_ITS_ATTEMPTS: Final = f"""
    SELECT CASE
        WHEN {_IS_WON} OR standing.quality IN ({_GOOD}) THEN {Subject.ATTEMPT_GOOD}
        WHEN standing.rated_at IS NOT NULL THEN {Subject.ATTEMPT_NOT_GOOD}
        ELSE {Subject.ATTEMPT_UNJUDGED}
    END, coalesce((
        SELECT price.id FROM {AttemptPrice._meta.db_table} AS price
        WHERE price.removed_at IS NULL
          AND price.valid_from <= timezone((SELECT time_zone FROM {_COMPANY}), attempt.happened_at)::date
        ORDER BY price.valid_from DESC, price.id DESC LIMIT 1
    ), 0)
    FROM {ContactAttempt._meta.db_table} AS attempt
    WHERE attempt.lead_id = lead.id AND attempt.undone_by_id IS NULL
"""
# The leads, each with its `standing` and `rating`. The fences (OFFSET 0) have both searched in their indexes,
# whatever the planner believes.
LEADS_WITH_WORDS: Final = f"""
    {Lead._meta.db_table} AS lead
    LEFT JOIN LATERAL (
        SELECT * FROM {LeadStanding._meta.db_table} AS one WHERE one.lead_id = lead.id OFFSET 0
    ) AS standing ON TRUE
    LEFT JOIN LATERAL (
        SELECT * FROM {Rating._meta.db_table} AS one WHERE one.id = standing.rating_id OFFSET 0
    ) AS rating ON TRUE
"""
TRUE_OF_LEAD: Final = f"""
    {_OF_ITS_RATING} UNION ALL {_OF_ITS_END} UNION ALL {_OF_BOTH_TEAMS} UNION ALL {_OF_ITS_REP}
    UNION ALL {_OF_ITS_DATA} UNION ALL {_OF_ITS_FIRST_RATING} UNION ALL {OF_BENEFITS}
    UNION ALL {_OF_ITS_ATTEMPTS} UNION ALL {_OF_ITS_PERSON} UNION ALL {_OF_ITSELF}
"""
