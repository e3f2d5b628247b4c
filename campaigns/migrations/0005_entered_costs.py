"""What was said at once of costs is kept with what stood there before, so that it can be taken back."""

from __future__ import annotations

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0004_imported_costs"),
        ("files", "0001_import_runs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CostEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("undone_at", models.DateTimeField(editable=False, null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cost_entries",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of costs",
                "ordering": ["-id"],
            },
        ),
        migrations.AddField(
            model_name="dailycost",
            name="entry",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="campaigns.costentry",
            ),
        ),
        migrations.AddField(
            model_name="importedcost",
            name="before_entry",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="campaigns.costentry",
            ),
        ),
        migrations.CreateModel(
            name="EnteredCost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(editable=False)),
                ("channel_number", models.BigIntegerField(editable=False, null=True)),
                ("cost_id", models.BigIntegerField(editable=False)),
                ("amount_cents", models.PositiveBigIntegerField(editable=False, null=True)),
                ("before_cents", models.PositiveBigIntegerField(editable=False, null=True)),
                (
                    "before_entry",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="campaigns.costentry",
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
                    "entry",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="campaigns.costentry",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="costentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at", None), ("undone_by", None)),
                    models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                    _connector="OR",
                ),
                name="cost_entry_undone_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="enteredcost",
            index=models.Index(fields=["cost_id"], name="entries_of_cost"),
        ),
        migrations.AddConstraint(
            model_name="enteredcost",
            constraint=models.UniqueConstraint(fields=("entry", "cost_id"), name="entered_cost_once"),
        ),
    ]
