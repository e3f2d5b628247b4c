"""Contact attempts are kept by what they cost; one that comes, goes or is taken back marks its cell.

A price marks every cell that is counted: whose attempts it is for, only a recount finds. What a person says
how they heard of the company is kept, too, and marks the cell of its lead when it changes.

By which sources the people of deals came is kept by cell, so a touch or an enquiry that comes, goes or is
another person's marks the cells of the deals it may have led to.
"""

from __future__ import annotations

from importlib import import_module

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

MARK_ALL = import_module("counting.migrations.0001_counts_of_conversion").MARK_ALL
function = import_module("counting.migrations.0002_existing_customers").function
one_by_one = import_module("counting.migrations.0006_diary_of_past_figures").one_by_one
SETTINGS = import_module("counting.migrations.0009_traits_of_benefits").SETTINGS
MARK = "INSERT INTO counting_mark (campaign_id, cta_id, channel_id, day)"


def mark_leads_of(name: str, rows: str) -> str:
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {SETTINGS} AS $$
BEGIN
    {MARK}
    SELECT DISTINCT l.campaign_id, l.cta_id, l.channel_id, l.received_on
    FROM ({rows}) AS moved CROSS JOIN {one_by_one("leads_lead", "id", "moved.lead_id")} AS l
    WHERE l.kind = 'real';
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
LEADS_TO = """
    SELECT DISTINCT won.campaign_id, won.cta_id, won.channel_id, won.received_on
    FROM (SELECT DISTINCT lead_id FROM rows) AS moved
    CROSS JOIN LATERAL (
        SELECT person_id, received_at FROM leads_lead WHERE id = moved.lead_id OFFSET 0
    ) AS enquiry
    CROSS JOIN LATERAL (
        SELECT * FROM leads_lead AS one
        WHERE one.person_id = enquiry.person_id AND one.received_at >= enquiry.received_at OFFSET 0
    ) AS won
    CROSS JOIN LATERAL (
        SELECT FROM feedback_leadstanding AS one WHERE one.lead_id = won.id AND one.outcome = 'won' OFFSET 0
    ) AS standing
    WHERE won.kind = 'real' AND won.id <> moved.lead_id
"""
TOUCHED = {"new": ("INSERT", "NEW"), "gone": ("DELETE", "OLD"), "changed": ("UPDATE", "NEW")}
OF_PATHS = "\n".join(
    f"""
CREATE FUNCTION counting_mark_{verb}_paths() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK} {LEADS_TO};
    RETURN NULL;
END $$;
CREATE TRIGGER counting_mark_{verb}_paths AFTER {event} ON leads_touch REFERENCING {side} TABLE AS rows
FOR EACH STATEMENT EXECUTE FUNCTION counting_mark_{verb}_paths();
"""
    for verb, (event, side) in TOUCHED.items()
)
OF_ENQUIRIES = f"""
CREATE FUNCTION counting_mark_moved_paths() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK}
    SELECT DISTINCT l.campaign_id, l.cta_id, l.channel_id, l.received_on
    FROM leads_lead AS l JOIN feedback_leadstanding AS s ON s.lead_id = l.id AND s.outcome = 'won'
    WHERE l.person_id IN (OLD.person_id, NEW.person_id) AND l.kind = 'real';
    RETURN NULL;
END $$;
CREATE TRIGGER counting_mark_moved_paths AFTER UPDATE ON leads_lead FOR EACH ROW
WHEN ((OLD.person_id, OLD.kind, OLD.received_at) IS DISTINCT FROM (NEW.person_id, NEW.kind, NEW.received_at))
EXECUTE FUNCTION counting_mark_moved_paths();
"""
FORGET = "\n".join(
    f"DROP FUNCTION counting_mark_{name}() CASCADE;"
    for name in (
        *(f"{verb}_attempts" for verb in EVENTS),
        "prices",
        *(f"{verb}_paths" for verb in TOUCHED),
        "moved_paths",
    )
)


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0004_imported_costs"),
        ("counting", "0009_traits_of_benefits"),
        ("feedback", "0012_prices_of_attempts"),
        ("leads", "0006_said_sources"),
    ]

    operations = [
        migrations.CreateModel(
            name="PathCell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                (
                    "path",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(null=True), size=None
                    ),
                ),
                ("deals", models.PositiveIntegerField()),
                ("revenue_cents", models.PositiveBigIntegerField()),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="campaigns.channel",
                    ),
                ),
                (
                    "cta",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="campaigns.calltoaction",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["campaign", "day", "cta", "channel"], name="pathcell_by_cell"),
                    models.Index(fields=["day"], name="pathcell_by_day"),
                ],
            },
        ),
        migrations.RunSQL(
            OF_ATTEMPTS + OF_PRICES + OF_PATHS + OF_ENQUIRIES,
            FORGET,
            hints={"expands": "more is marked than the release before counts, and nothing less"},
        ),
        migrations.RunSQL(
            function("is_of_customer", "assigned_to_id", "said_source"),
            function("is_of_customer", "assigned_to_id"),
            hints={"expands": "more is marked than the release before counts, and nothing less"},
        ),
        migrations.RunSQL(
            MARK_ALL,
            migrations.RunSQL.noop,
            hints={"expands": "cells are counted once more, by whichever release takes the marks"},
        ),
    ]
