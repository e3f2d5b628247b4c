"""Fills the benchmark's database: 50 campaigns, and as many leads over 18 months as a size asks for.

Leads, standings and persons are made inside PostgreSQL in the proportions of the demo company: 8 in 10 handed
over and accepted, 6 in 10 rated, 1 in 10 won.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection

from accounts.models import Company, Role, Team, User
from campaigns.models import CallToAction, Campaign, Channel, CtaKind, DefinitionSignature, LeadDefinition
from insights import counting
from leads.life import LeadStage

CAMPAIGNS = 50
CTAS_EACH = 2
PASSWORD = "bench-only-password"
BATCH = 250_000

_PERSONS = """
    INSERT INTO leads_person (name, company, email, phone, search_text, created_at)
    SELECT 'Person ' || n, '', 'p' || n || '@example.org', '', 'person ' || n || ' p' || n, now()
    FROM generate_series(%(first)s::bigint, %(last)s) AS n
"""
_LEADS = """
    INSERT INTO leads_lead (uuid, person_id, campaign_id, cta_id, channel_id, definition_id, kind, door,
        sender, external_id, received_at, received_on, stage, grade, assigned_to_id, handed_over_at,
        accepted_at, page_url, answers, note, contact_as_given, raw, row_version, is_rated,
        created_at)
    SELECT gen_random_uuid(), person.id, cta.campaign_id, cta.id, campaign.channel_id,
        cta.definition_in_force_id,
        'real', 'api', '', '', at, (at AT TIME ZONE 'Europe/Berlin')::date,
        CASE WHEN n %% 10 = 1 THEN %(won)s WHEN n %% 10 < 4 THEN %(lost)s WHEN n %% 10 < 6 THEN %(rated)s
             WHEN n %% 10 < 8 THEN %(accepted)s ELSE %(registered)s END,
        CASE WHEN n %% 10 < 8 THEN substr('ABCD', (n %% 4)::int + 1, 1) ELSE '' END,
        CASE WHEN n %% 10 < 8 THEN %(rep)s END,
        CASE WHEN n %% 10 < 8 THEN at + interval '3 hours' END,
        CASE WHEN n %% 10 < 8 THEN at + interval '6 hours' END,
        '', '{}', '', '{}', '{}', 1, n %% 10 < 6, at
    FROM generate_series(%(first)s::bigint, %(last)s) AS n
    CROSS JOIN LATERAL (
        SELECT now() - (n * 7919 %% 548)::int * interval '1 day'
            - (n * 31 %% 86400)::int * interval '1 second' AS at
    ) AS intake
    JOIN leads_person AS person ON person.email = 'p' || n || '@example.org'
    JOIN campaigns_calltoaction AS cta ON cta.key = 'bench' || (n * 104729 %% %(ctas)s)
    JOIN campaigns_campaign AS campaign ON campaign.id = cta.campaign_id
"""
_STANDINGS = """
    INSERT INTO feedback_leadstanding (lead_id, attempt_count, contacted_at, rated_at, quality, potential,
        fit, outcome, decided_at, value_cents)
    SELECT id, 1, accepted_at + interval '1 day', accepted_at + interval '1 day',
        substr('ABCD', id::int %% 4 + 1, 1), 'yes',
        CASE WHEN id %% 5 = 0 THEN 'too_high' ELSE 'realistic' END,
        CASE WHEN stage = ANY(%(closed)s) THEN stage ELSE '' END,
        CASE WHEN stage = ANY(%(closed)s) THEN accepted_at + interval '20 days' END,
        CASE WHEN stage = %(won)s THEN 100000 END
    FROM leads_lead WHERE is_rated AND id > %(after)s
"""
_STAGES: dict[str, Any] = {
    **{stage.value: stage.value for stage in LeadStage},
    "closed": list(LeadStage.closed),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Stock:
    """The people and the ways in that loads use."""

    marketer: User
    rep: User
    manager: User
    ctas: tuple[CallToAction, ...]


def make_stage() -> Stock:
    """Company, people, campaigns and calls-to-action under signed definitions; no lead yet."""
    Company.objects.create(name="Messwerk GmbH")
    password = make_password(PASSWORD)
    marketer, rep, lead, manager = (
        User.objects.create(email=f"{role}@example.com", full_name=str(role), role=role, password=password)
        for role in (Role.MARKETER, Role.SALES_REP, Role.SALES_LEAD, Role.MANAGER)
    )
    channels = [Channel.objects.create(name=f"Kanal {number}") for number in range(5)]
    ctas = []
    for number in range(CAMPAIGNS):
        campaign = Campaign.objects.create(
            name=f"Kampagne {number:02d}", channel=channels[number % 5], owner=marketer, status="live"
        )
        for place in range(CTAS_EACH):
            key = f"bench{number * CTAS_EACH + place}"
            cta = CallToAction.objects.create(
                campaign=campaign, name=f"Weg {place}", kind=CtaKind.CONTACT_DETAILS, key=key
            )
            ctas.append(_sign(cta, {Team.MARKETING: marketer, Team.SALES: lead}))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_insert (id bigserial PRIMARY KEY, body text NOT NULL)")
    return Stock(marketer=marketer, rep=rep, manager=manager, ctas=tuple(ctas))


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
    """
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SELECT count(*), coalesce(max(id), 0) FROM leads_lead")
        there, newest = cursor.fetchone()
        for first in range(there + 1, size + 1, BATCH):
            span = {"first": first, "last": min(first + BATCH - 1, size)}
            cursor.execute(_PERSONS, span)
            cursor.execute("ANALYZE leads_person")
            cursor.execute(_LEADS, {**_STAGES, **span, "rep": stock.rep.pk, "ctas": len(stock.ctas)})
        cursor.execute(_STANDINGS, {**_STAGES, "after": newest})
        cursor.execute("SET session_replication_role = DEFAULT")
    counting.rebuild()
    with connection.cursor() as cursor:
        # As autovacuum leaves a database that has been running for a while.
        cursor.execute("VACUUM ANALYZE")
