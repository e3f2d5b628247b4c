"""Files somebody brings in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import values.storable


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("target", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "Uploaded"),
                            ("checked", "Checked"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("undone", "Undone"),
                        ],
                        default="uploaded",
                        max_length=8,
                    ),
                ),
                ("file_name", models.CharField(max_length=255)),
                ("stored_path", models.CharField(blank=True, max_length=300)),
                ("layout", models.JSONField(default=dict, encoder=values.storable.StorableJSONEncoder)),
                ("headings_key", models.CharField(blank=True, max_length=32)),
                ("mapping", models.JSONField(default=dict, encoder=values.storable.StorableJSONEncoder)),
                ("options", models.JSONField(default=dict, encoder=values.storable.StorableJSONEncoder)),
                ("is_dry_run", models.BooleanField(default=True)),
                ("survey", models.JSONField(null=True, encoder=values.storable.StorableJSONEncoder)),
                ("message_id", models.BigIntegerField(null=True)),
                ("rows_total", models.PositiveIntegerField(default=0)),
                ("rows_done", models.PositiveIntegerField(default=0)),
                ("report", models.JSONField(default=dict, encoder=values.storable.StorableJSONEncoder)),
                ("lines", models.JSONField(default=dict, encoder=values.storable.StorableJSONEncoder)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "ordering": ["-id"],
            },
        ),
    ]
