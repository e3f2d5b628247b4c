"""Counts that money is divided by; consents and touches that come or go mark the cell of their lead."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations, models

first = import_module("counting.migrations.0001_counts_of_conversion")
EVENTS, MARK_ALL = first.EVENTS, first.MARK_ALL

COUNTS = ("judged", "agreed", "callable", "valued_in_time")
MODELS = ("conversioncell", "conversionmonth")


def function(verb: str, rows: str) -> str:
    return f"""
CREATE FUNCTION counting_mark_{verb}_beside() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO counting_mark (campaign_id, cta_id, channel_id, day)
    SELECT DISTINCT campaign_id, cta_id, channel_id, received_on
    FROM leads_lead AS l JOIN {rows} AS beside ON beside.lead_id = l.id
    WHERE l.kind = 'real';
    RETURN NULL;
END $$;
"""


def trigger(table: str, event: str, verb: str, rows: str) -> str:
    return (
        f"CREATE TRIGGER counting_mark_{verb} AFTER {event} ON {table} REFERENCING {rows} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION counting_mark_{verb}_beside();"
    )


MOVED = (
    "CREATE TRIGGER counting_mark_moved AFTER UPDATE ON leads_lead FOR EACH ROW "
    "WHEN (OLD.person_id IS DISTINCT FROM NEW.person_id) EXECUTE FUNCTION counting_mark_shown();"
)
# Both are immutable, but for whose they are. Sources of deals are read past the counts by person: whoever
# is given an enquiry marks no cell, but that something is to be shown anew.
TRIGGERS = "\n".join(
    [
        function("new", "new_rows"),
        function("gone", "old_rows"),
        *(
            trigger(table, event, verb, rows)
            for table in ("leads_consent", "leads_touch")
            for event, verb, rows in EVENTS[:2]
        ),
        MOVED,
    ]
)
NO_TRIGGERS = """
DROP FUNCTION counting_mark_new_beside() CASCADE;
DROP FUNCTION counting_mark_gone_beside() CASCADE;
DROP TRIGGER counting_mark_moved ON leads_lead;
"""


class Migration(migrations.Migration):
    dependencies = [("counting", "0004_traits_of_every_lead"), ("leads", "0004_indexes_of_firms")]

    operations = [
        *(
            migrations.AddField(model_name=model, name=name, field=models.PositiveIntegerField(db_default=0))
            for model in MODELS
            for name in COUNTS
        ),
        *(
            migrations.AddField(
                model_name=model,
                name="revenue_in_time_cents",
                field=models.PositiveBigIntegerField(db_default=0),
            )
            for model in MODELS
        ),
        migrations.RunSQL(
            TRIGGERS,
            NO_TRIGGERS,
            hints={"expands": "more is marked than the release before counts, and nothing less"},
        ),
        migrations.RunSQL(
            MARK_ALL,
            migrations.RunSQL.noop,
            hints={"expands": "cells are counted once more, by whichever release takes the marks"},
        ),
    ]
