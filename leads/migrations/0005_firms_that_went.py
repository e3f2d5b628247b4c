"""Who comes in from a firm that is just being taken away is of none, and is looked for anew."""

from __future__ import annotations

from django.db import migrations

from campaigns.following import make_function

FOLLOW = """
CREATE OR REPLACE FUNCTION leads_follow_merged_firm() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE target bigint;
BEGIN
    SELECT coalesce(merged_into_id, id) INTO target
    FROM firms_organisation WHERE id = NEW.organisation_id FOR KEY SHARE;
    NEW.organisation_id := target;
    NEW.is_placed := NEW.is_placed AND target IS NOT NULL;
    RETURN NEW;
END $$;
"""
BEFORE = make_function("leads_follow_merged_firm", "firms_organisation", "organisation_id").replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)


class Migration(migrations.Migration):
    dependencies = [("leads", "0004_indexes_of_firms")]

    operations = [
        migrations.RunSQL(
            FOLLOW,
            BEFORE,
            hints={"expands": "the release before takes no firm away, so it meets none that went"},
        ),
    ]
