"""Of every lead is kept what its data lack; a touch that is changed marks the cell of its lead.

One that is added or goes does so since the migration before last.
"""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

MARK_ALL = import_module("counting.migrations.0001_counts_of_conversion").MARK_ALL
FUNCTION = """
CREATE FUNCTION counting_mark_changed_touches() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO counting_mark (campaign_id, cta_id, channel_id, day)
    SELECT DISTINCT l.campaign_id, l.cta_id, l.channel_id, l.received_on
    FROM rows JOIN leads_lead AS l ON l.id = rows.lead_id WHERE l.kind = 'real';
    RETURN NULL;
END $$;
"""
TRIGGER = """
CREATE TRIGGER counting_mark_changed AFTER UPDATE ON leads_touch REFERENCING NEW TABLE AS rows
FOR EACH STATEMENT EXECUTE FUNCTION counting_mark_changed_touches();
"""


class Migration(migrations.Migration):
    dependencies = [("counting", "0006_diary_of_past_figures"), ("leads", "0001_persons_and_leads")]

    operations = [
        migrations.RunSQL(
            FUNCTION + TRIGGER,
            "DROP FUNCTION counting_mark_changed_touches() CASCADE",
            hints={"expands": "more is marked than the release before counts, and nothing less"},
        ),
        migrations.RunSQL(
            MARK_ALL,
            migrations.RunSQL.noop,
            hints={"expands": "cells are counted once more, by whichever release takes the marks"},
        ),
    ]
