"""Triggers that mark the cell of whatever changes, in the transaction of the change and whatever wrote it.

They work on whole statements (transition tables), so a bulk import pays once per statement, and an update marks
only when something counted changed. No table of leads or feedback is altered: neither app knows of it.
"""

from __future__ import annotations

from django.db import migrations

MARK = "INSERT INTO insights_mark (campaign_id, cta_id, channel_id, day)"
CELL = "campaign_id, cta_id, channel_id, received_on"

FUNCTIONS = f"""
CREATE FUNCTION insights_mark_new_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK} SELECT DISTINCT {CELL} FROM new_rows WHERE kind = 'real';
    RETURN NULL;
END $$;

CREATE FUNCTION insights_mark_gone_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK} SELECT DISTINCT {CELL} FROM old_rows WHERE kind = 'real';
    RETURN NULL;
END $$;

CREATE FUNCTION insights_mark_changed_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK}
    SELECT DISTINCT cell.campaign_id, cell.cta_id, cell.channel_id, cell.received_on
    FROM old_rows AS o
    JOIN new_rows AS n USING (id)
    CROSS JOIN LATERAL (VALUES
        (o.kind, o.campaign_id, o.cta_id, o.channel_id, o.received_on),
        (n.kind, n.campaign_id, n.cta_id, n.channel_id, n.received_on)
    ) AS cell (kind, campaign_id, cta_id, channel_id, received_on)
    WHERE cell.kind = 'real' AND (
        o.kind, o.campaign_id, o.cta_id, o.channel_id, o.received_on,
        o.received_at, o.handed_over_at, o.accepted_at, o.definition_id IS NULL
    ) IS DISTINCT FROM (
        n.kind, n.campaign_id, n.cta_id, n.channel_id, n.received_on,
        n.received_at, n.handed_over_at, n.accepted_at, n.definition_id IS NULL
    );
    RETURN NULL;
END $$;

CREATE FUNCTION insights_mark_new_standings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK}
    SELECT DISTINCT {CELL} FROM leads_lead AS l JOIN new_rows AS n ON n.lead_id = l.id WHERE l.kind = 'real';
    RETURN NULL;
END $$;

CREATE FUNCTION insights_mark_gone_standings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK}
    SELECT DISTINCT {CELL} FROM leads_lead AS l JOIN old_rows AS o ON o.lead_id = l.id WHERE l.kind = 'real';
    RETURN NULL;
END $$;

CREATE FUNCTION insights_mark_changed_standings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK}
    SELECT DISTINCT {CELL}
    FROM old_rows AS o
    JOIN new_rows AS n USING (lead_id)
    JOIN leads_lead AS l ON l.id = n.lead_id
    WHERE l.kind = 'real' AND (
        o.contacted_at, o.rated_at, o.quality, o.fit, o.outcome, o.decided_at, o.value_cents
    ) IS DISTINCT FROM (
        n.contacted_at, n.rated_at, n.quality, n.fit, n.outcome, n.decided_at, n.value_cents
    );
    RETURN NULL;
END $$;

CREATE FUNCTION insights_mark_shown() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK} VALUES (NULL, NULL, NULL, NULL);
    RETURN NULL;
END $$;
"""

# (table, the word in the function's name)
COUNTED = [("leads_lead", "leads"), ("feedback_leadstanding", "standings")]
SHOWN = ["campaigns_dailycost", "campaigns_campaign", "campaigns_calltoaction", "campaigns_channel"]
EVENTS = [
    ("INSERT", "new", "NEW TABLE AS new_rows"),
    ("DELETE", "gone", "OLD TABLE AS old_rows"),
    ("UPDATE", "changed", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
]


def triggers() -> str:
    statements = [
        f"CREATE TRIGGER insights_mark_{verb} AFTER {event} ON {table} REFERENCING {rows} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION insights_mark_{verb}_{word}();"
        for table, word in COUNTED
        for event, verb, rows in EVENTS
    ]
    statements += [
        f"CREATE TRIGGER insights_mark_shown AFTER INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION insights_mark_shown();"
        for table in SHOWN
    ]
    return "\n".join(statements)


def no_triggers() -> str:
    # Dropping a function with CASCADE takes its triggers along.
    names = [f"insights_mark_{verb}_{word}" for _, word in COUNTED for _, verb, _ in EVENTS]
    return "\n".join(f"DROP FUNCTION {name}() CASCADE;" for name in [*names, "insights_mark_shown"])


# What is there already is counted by the first run, cell by cell.
MARK_ALL = f"{MARK} SELECT DISTINCT {CELL} FROM leads_lead WHERE kind = 'real';"


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0001_counts_of_conversion"),
        ("leads", "0001_persons_and_leads"),
        ("feedback", "0001_attempts_ratings_and_outcomes"),
        ("campaigns", "0001_campaigns_and_ways_in"),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, no_triggers()),
        migrations.RunSQL(triggers(), migrations.RunSQL.noop),
        migrations.RunSQL(MARK_ALL, "DELETE FROM insights_mark;"),
    ]
