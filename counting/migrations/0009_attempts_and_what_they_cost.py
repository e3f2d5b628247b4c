"""Contact attempts are kept by what they cost; one that comes, goes or is taken back marks its cell.

A price marks every cell that is counted: whose attempts it is for, only a recount finds.
"""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

MARK_ALL = import_module("counting.migrations.0001_counts_of_conversion").MARK_ALL
MARK = "INSERT INTO counting_mark (campaign_id, cta_id, channel_id, day)"


def mark_leads_of(name: str, rows: str) -> str:
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK}
    SELECT DISTINCT l.campaign_id, l.cta_id, l.channel_id, l.received_on
    FROM ({rows}) AS moved JOIN leads_lead AS l ON l.id = moved.lead_id WHERE l.kind = 'real';
    RETURN NULL;
END $$;
"""


EVENTS = {
    "new": ("INSERT", "NEW TABLE AS new_rows", "SELECT lead_id FROM new_rows"),
    "gone": ("DELETE", "OLD TABLE AS old_rows", "SELECT lead_id FROM old_rows"),
    "changed": (
        "UPDATE",
        "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        """
        SELECT n.lead_id FROM old_rows AS o JOIN new_rows AS n USING (id)
        WHERE (o.happened_at, o.undone_by_id) IS DISTINCT FROM (n.happened_at, n.undone_by_id)
        """,
    ),
}
OF_ATTEMPTS = "\n".join(
    f"""
{mark_leads_of(f"counting_mark_{verb}_attempts", rows)}
CREATE TRIGGER counting_mark_{verb} AFTER {event} ON feedback_contactattempt REFERENCING {tables}
FOR EACH STATEMENT EXECUTE FUNCTION counting_mark_{verb}_attempts();
"""
    for verb, (event, tables, rows) in EVENTS.items()
)
OF_PRICES = f"""
CREATE FUNCTION counting_mark_prices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK} SELECT campaign_id, cta_id, channel_id, day FROM counting_conversioncell
    UNION ALL VALUES (NULL::bigint, NULL::bigint, NULL::bigint, NULL::date);
    RETURN NULL;
END $$;
CREATE TRIGGER counting_mark_prices AFTER INSERT OR UPDATE OR DELETE ON feedback_attemptprice
FOR EACH STATEMENT EXECUTE FUNCTION counting_mark_prices();
"""
FORGET = "\n".join(
    f"DROP FUNCTION counting_mark_{name}() CASCADE;"
    for name in (*(f"{verb}_attempts" for verb in EVENTS), "prices")
)


class Migration(migrations.Migration):
    dependencies = [
        ("counting", "0007_gaps_in_the_data"),
        ("feedback", "0012_prices_of_attempts"),
        ("leads", "0001_persons_and_leads"),
    ]

    operations = [
        migrations.RunSQL(
            OF_ATTEMPTS + OF_PRICES,
            FORGET,
            hints={"expands": "more is marked than the release before counts, and nothing less"},
        ),
        migrations.RunSQL(
            MARK_ALL,
            migrations.RunSQL.noop,
            hints={"expands": "cells are counted once more, by whichever release takes the marks"},
        ),
    ]
