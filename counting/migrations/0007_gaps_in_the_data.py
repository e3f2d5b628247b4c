"""Of every lead is kept what its data lack; a touch that is added later marks the lead's cell."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

MARK_ALL = import_module("counting.migrations.0001_counts_of_conversion").MARK_ALL
EVENTS = {
    "new": ("INSERT", "NEW TABLE AS rows"),
    "gone": ("DELETE", "OLD TABLE AS rows"),
    "changed": ("UPDATE", "NEW TABLE AS rows"),
}
FUNCTION = """
CREATE FUNCTION counting_mark_touches() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO counting_mark (campaign_id, cta_id, channel_id, day)
    SELECT DISTINCT l.campaign_id, l.cta_id, l.channel_id, l.received_on
    FROM rows JOIN leads_lead AS l ON l.id = rows.lead_id WHERE l.kind = 'real';
    RETURN NULL;
END $$;
"""
TRIGGERS = "\n".join(
    f"CREATE TRIGGER counting_mark_{verb} AFTER {event} ON leads_touch REFERENCING {rows} "
    "FOR EACH STATEMENT EXECUTE FUNCTION counting_mark_touches();"
    for verb, (event, rows) in EVENTS.items()
)


class Migration(migrations.Migration):
    dependencies = [("counting", "0006_diary_of_past_figures"), ("leads", "0001_persons_and_leads")]

    operations = [
        migrations.RunSQL(
            FUNCTION + TRIGGERS,
            "DROP FUNCTION counting_mark_touches() CASCADE",
            hints={"expands": "more is marked than the release before counts, and nothing less"},
        ),
        migrations.RunSQL(
            MARK_ALL,
            migrations.RunSQL.noop,
            hints={"expands": "cells are counted once more, by whichever release takes the marks"},
        ),
    ]
