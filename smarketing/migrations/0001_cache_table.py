"""The table of the default cache, as `createcachetable` makes it, so that `migrate` is all a release needs."""

from __future__ import annotations

from django.db import migrations

FORWARDS = """
CREATE TABLE IF NOT EXISTS smarketing_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX IF NOT EXISTS smarketing_cache_expires ON smarketing_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = []
    operations = [migrations.RunSQL(sql=FORWARDS, reverse_sql="DROP TABLE IF EXISTS smarketing_cache")]
