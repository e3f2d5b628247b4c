"""How soon a lead was first rated is kept of every lead; what marks a cell marks it already."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

MARK_ALL = import_module("counting.migrations.0001_counts_of_conversion").MARK_ALL


class Migration(migrations.Migration):
    dependencies = [("counting", "0007_gaps_in_the_data")]

    operations = [
        migrations.RunSQL(
            MARK_ALL,
            migrations.RunSQL.noop,
            hints={"expands": "cells are counted once more, by whichever release takes the marks"},
        ),
    ]
