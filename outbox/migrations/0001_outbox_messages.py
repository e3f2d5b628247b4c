from __future__ import annotations

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="OutboxMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("topic", models.CharField(help_text="The name of the Celery task.", max_length=100)),
                ("payload", models.JSONField(default=dict)),
                (
                    "request_id",
                    models.CharField(
                        blank=True, help_text="Of the request that caused it, for the logs.", max_length=64
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("available_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("parked_at", models.DateTimeField(null=True)),
                ("discarded_at", models.DateTimeField(null=True)),
                ("discarded_by", models.BigIntegerField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("last_error", models.TextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None), ("parked_at", None)),
                        fields=["available_at", "id"],
                        name="outbox_open",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("claimed_at__isnull", False), ("done_at", None), ("parked_at", None)
                        ),
                        fields=["claimed_at"],
                        name="outbox_in_flight",
                    ),
                    models.Index(
                        condition=models.Q(("discarded_at", None), ("parked_at__isnull", False)),
                        fields=["parked_at"],
                        name="outbox_parked",
                    ),
                    models.Index(
                        condition=models.Q(("done_at__isnull", False)), fields=["done_at"], name="outbox_done"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("topic", ""), _negated=True), name="outbox_topic_named"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("done_at", None), ("parked_at", None), _connector="OR"),
                        name="outbox_done_or_parked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("discarded_at", None), ("parked_at__isnull", False), _connector="OR"
                        ),
                        name="outbox_parked_if_discarded",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("host", models.CharField(max_length=100)),
                ("pid", models.PositiveIntegerField()),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("progressed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "host", "pid"), name="outbox_heartbeat_once")
                ],
            },
        ),
    ]
