"""Fills the benchmark's database: campaigns, 20 reps, and as many leads over 18 months as a size asks for.

Leads, standings and persons are made inside PostgreSQL in the proportions of the demo company: 8 in 10 handed
over and accepted, 6 in 10 rated, 1 in 10 won. What becomes of a lead is drawn apart from where it came in; a
few reps and calls-to-action have most of them, as in life.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection

from accounts.models import Company, Role, Team, User
from campaigns.models import CallToAction, Campaign, Channel, CtaKind, DefinitionSignature, LeadDefinition
from counting import job
from leads.life import LeadStage

PASSWORD = "bench-only-password"
BATCH = 250_000

_PERSONS = """
    INSERT INTO leads_person
        (name, company, email, phone, also_reached_by, other_names, search_text, created_at)
    SELECT 'Person ' || n, '', 'p' || n || '@example.org', '', '{}', '{}', 'person ' || n || E'\\np' || n,
        now()
    FROM generate_series(%(first)s::bigint, %(last)s) AS n
"""
# A number from 0 to below `of`, the same for the same lead in every run; each salt draws anew.
_DRAWN = "(abs(hashint8extended({lead}, {salt})) %% {of})::int"
# The same, but small numbers come more often: half of all draws fall into the first quarter.
_SKEWED = (
    "floor({of} * power(" + _DRAWN.format(lead="{lead}", salt="{salt}", of=65536) + " / 65536.0, 2))::int"
)
_LEADS = f"""
    INSERT INTO leads_lead (uuid, person_id, campaign_id, cta_id, channel_id, definition_id, kind, door,
        sender, external_id, external_source, received_at, received_on, stage, grade, assigned_to_id,
        handed_over_at, accepted_at, page_url, answers, note, contact_as_given, raw, row_version, is_rated,
        created_at)
    SELECT gen_random_uuid(), person.id, cta.campaign_id, cta.id, campaign.channel_id,
        cta.definition_in_force_id,
        'real', 'api', '', '', '', at, (at AT TIME ZONE 'Europe/Berlin')::date,
        CASE WHEN fate = 1 THEN %(won)s WHEN fate < 4 THEN %(lost)s WHEN fate < 6 THEN %(rated)s
             WHEN fate < 8 THEN %(accepted)s ELSE %(registered)s END,
        CASE WHEN fate < 8 THEN substr('ABCD', {_DRAWN.format(lead="n", salt=2, of=4)} + 1, 1) ELSE '' END,
        CASE WHEN fate < 8 THEN (%(reps)s)[1 + rep] END,
        CASE WHEN fate < 8 THEN at + interval '3 hours' END,
        CASE WHEN fate < 8 THEN at + interval '6 hours' END,
        '', '{{}}', '', '{{}}', '{{}}', 1, fate < 6, at
    FROM generate_series(%(first)s::bigint, %(last)s) AS n
    CROSS JOIN LATERAL (
        SELECT {_DRAWN.format(lead="n", salt=1, of=10)} AS fate,
            {_SKEWED.format(lead="n", salt=3, of="cardinality(%(reps)s)")} AS rep,
            {_SKEWED.format(lead="n", salt=4, of="%(ctas)s")} AS way,
            now() - {_DRAWN.format(lead="n", salt=5, of=548)} * interval '1 day'
                - {_DRAWN.format(lead="n", salt=6, of=86400)} * interval '1 second' AS at
    ) AS intake
    JOIN leads_person AS person ON person.email = 'p' || n || '@example.org'
    JOIN campaigns_calltoaction AS cta ON cta.key = 'bench' || way
    JOIN campaigns_campaign AS campaign ON campaign.id = cta.campaign_id
"""
_STANDINGS = f"""
    INSERT INTO feedback_leadstanding (lead_id, attempt_count, contacted_at, rated_at, quality, potential,
        fit, outcome, decided_at, value_cents)
    SELECT id, 1, first_call, first_call,
        substr('ABCD', {_DRAWN.format(lead="id", salt=7, of=4)} + 1, 1), 'yes',
        CASE WHEN {_DRAWN.format(lead="id", salt=8, of=5)} = 0 THEN 'too_high' ELSE 'realistic' END,
        CASE WHEN stage = ANY(%(closed)s) THEN stage ELSE '' END,
        CASE WHEN stage = ANY(%(closed)s) THEN first_call + sold_after END,
        CASE WHEN stage = %(won)s THEN 1000 * (1 + {_SKEWED.format(lead="id", salt=9, of=2000)}) END
    FROM leads_lead CROSS JOIN LATERAL (
        SELECT accepted_at + {_SKEWED.format(lead="id", salt=10, of=96)} * interval '1 hour' AS first_call,
            {_SKEWED.format(lead="id", salt=11, of=60)} * interval '1 day' AS sold_after
    ) AS sales
    WHERE is_rated AND id > %(after)s
"""
_STAGES: dict[str, Any] = {
    **{stage.value: stage.value for stage in LeadStage},
    "closed": list(LeadStage.closed),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """How many campaigns a company has, calls-to-action in each, and reps."""

    campaigns: int = 50
    ctas_each: int = 2
    reps: int = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Stock:
    """The people and the ways in that loads use; the first rep has the most leads."""

    marketer: User
    reps: tuple[User, ...]
    sales_lead: User
    manager: User
    ctas: tuple[CallToAction, ...]
    shape: Shape


def make_stage(shape: Shape) -> Stock:
    """Company, people, campaigns and calls-to-action under signed definitions; no lead yet."""
    Company.objects.create(name="Messwerk GmbH")
    password = make_password(PASSWORD)
    marketer, lead, manager, *reps = (
        User.objects.create(
            email=f"{role}{number}@example.com", full_name=f"{role} {number}", role=role, password=password
        )
        for number, role in enumerate(
            (Role.MARKETER, Role.SALES_LEAD, Role.MANAGER, *[Role.SALES_REP] * shape.reps)
        )
    )
    channels = [Channel.objects.create(name=f"Kanal {number}") for number in range(5)]
    ctas = []
    for number in range(shape.campaigns):
        campaign = Campaign.objects.create(
            name=f"Kampagne {number:02d}", channel=channels[number % 5], owner=marketer, status="live"
        )
        for place in range(shape.ctas_each):
            key = f"bench{number * shape.ctas_each + place}"
            cta = CallToAction.objects.create(
                campaign=campaign, name=f"Weg {place}", kind=CtaKind.CONTACT_DETAILS, key=key
            )
            ctas.append(_sign(cta, {Team.MARKETING: marketer, Team.SALES: lead}))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_insert (id bigserial PRIMARY KEY, body text NOT NULL)")
    return Stock(
        marketer=marketer,
        reps=tuple(reps),
        sales_lead=lead,
        manager=manager,
        ctas=tuple(ctas),
        shape=shape,
    )


def _sign(cta: CallToAction, signers: dict[Team, User]) -> CallToAction:
    definition = LeadDefinition.objects.create(cta=cta, version=1, lead_text="Fragt an.", good_text="Kauft.")
    for team, user in signers.items():
        DefinitionSignature.objects.create(definition=definition, team=team, user=user)
    cta.definition_in_force = definition
    cta.save(update_fields=["definition_in_force"])
    return cta


def fill_up_to(size: int, stock: Stock) -> None:
    """Add leads until there are `size`, and count them.

    Without triggers: keys fit because they were just read, and marks are of no use where all is counted anew.
    Without a limit to waiting for locks, since autovacuum may be at the same table.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET lock_timeout = 0")
        cursor.execute("SELECT count(*), coalesce(max(id), 0) FROM leads_lead")
        there, newest = cursor.fetchone()
        for first in range(there + 1, size + 1, BATCH):
            span = {"first": first, "last": min(first + BATCH - 1, size)}
            cursor.execute(_PERSONS, span)
            cursor.execute("ANALYZE leads_person")
            reps = [rep.pk for rep in stock.reps]
            cursor.execute(_LEADS, {**_STAGES, **span, "reps": reps, "ctas": len(stock.ctas)})
        cursor.execute(_STANDINGS, {**_STAGES, "after": newest})
        cursor.execute("SET session_replication_role = DEFAULT; RESET lock_timeout")
    job.rebuild()
    with connection.cursor() as cursor:
        # As autovacuum leaves a database that has been running for a while.
        cursor.execute("VACUUM ANALYZE")
