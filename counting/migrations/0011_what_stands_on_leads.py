"""What stands on a lead itself is kept of every lead; answers or a page that are changed mark its cell."""

from __future__ import annotations

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

function = import_module("counting.migrations.0002_existing_customers").function
MARK_ALL = import_module("counting.migrations.0001_counts_of_conversion").MARK_ALL
ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("counting", "0010_attempts_sources_and_paths")]

    operations = [
        migrations.CreateModel(
            name="Facet",
            fields=[
                ("id", ID),
                ("kind", models.PositiveSmallIntegerField()),
                ("key", models.TextField()),
                ("text", models.TextField()),
                ("is_full", models.BooleanField(db_default=False)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "key"), name="facet_once")],
            },
        ),
        migrations.CreateModel(
            name="FacetValue",
            fields=[
                ("id", ID),
                ("key", models.TextField()),
                ("text", models.TextField()),
                (
                    "facet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="counting.facet",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("facet", "key"), name="facetvalue_once")],
            },
        ),
        migrations.RunSQL(
            function("is_of_customer", "assigned_to_id", "said_source", "answers", "page_url"),
            function("is_of_customer", "assigned_to_id", "said_source"),
            hints={"expands": "more is marked than the release before counts, and nothing less"},
        ),
        migrations.RunSQL(
            MARK_ALL,
            migrations.RunSQL.noop,
            hints={"expands": "cells are counted once more, by whichever release takes the marks"},
        ),
    ]
