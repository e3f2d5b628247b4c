"""What is done to many leads at once."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("leads", "0002_contact_corrections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkAction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("deed", models.CharField(editable=False, max_length=20)),
                ("said", models.JSONField(default=dict, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                ("undone_at", models.DateTimeField(editable=False, null=True)),
                ("undo_ended_at", models.DateTimeField(editable=False, null=True)),
                ("message_id", models.BigIntegerField(editable=False, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "action on many leads",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="BulkLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("said", models.JSONField(default=dict, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits its turn"),
                            ("done", "Done"),
                            ("refused", "Refused"),
                            ("back", "Taken back"),
                            ("stays", "Stays"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=8,
                    ),
                ),
                ("why", models.TextField(blank=True, editable=False)),
                ("fact_id", models.BigIntegerField(editable=False, null=True)),
                (
                    "action",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="bulk.bulkaction",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="leads.lead",
                    ),
                ),
            ],
            options={
                "verbose_name": "lead of an action on many",
                "ordering": ["lead_id"],
            },
        ),
        migrations.AddIndex(
            model_name="bulkaction",
            index=models.Index(fields=["created_at"], name="bulk_action_age"),
        ),
        migrations.AddConstraint(
            model_name="bulkline",
            constraint=models.UniqueConstraint(fields=("action", "lead"), name="bulk_line_once_per_lead"),
        ),
    ]
