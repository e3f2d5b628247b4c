"""What a file of costs wrote is kept with what stood there before, so that it can be taken back."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0003_milestones"),
        ("files", "0001_import_runs"),
    ]

    operations = [
        migrations.AddField(
            model_name="dailycost",
            name="import_run",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="files.importrun",
            ),
        ),
        migrations.CreateModel(
            name="ImportedCost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(editable=False)),
                ("cost_id", models.BigIntegerField(editable=False)),
                ("amount_cents", models.PositiveBigIntegerField(editable=False)),
                ("before_cents", models.PositiveBigIntegerField(editable=False, null=True)),
                (
                    "rows",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(), default=list, editable=False, size=None
                    ),
                ),
                (
                    "before_run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="files.importrun",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="files.importrun",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["cost_id"], name="imports_of_cost")],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "cost_id"), name="imported_cost_once")
                ],
            },
        ),
    ]
