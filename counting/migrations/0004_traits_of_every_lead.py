"""Traits are kept of every lead, with or without a rating; one that changes its rep marks its cell."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

function = import_module("counting.migrations.0002_existing_customers").function
MARK_ALL = import_module("counting.migrations.0001_counts_of_conversion").MARK_ALL


class Migration(migrations.Migration):
    dependencies = [("counting", "0003_traits")]

    operations = [
        migrations.RunSQL(
            function("is_of_customer", "assigned_to_id"),
            function("is_of_customer"),
            hints={"expands": "more is marked than the release before counts, and nothing less"},
        ),
        migrations.RunSQL(
            MARK_ALL,
            migrations.RunSQL.noop,
            hints={"expands": "cells are counted once more, by whichever release takes the marks"},
        ),
    ]
