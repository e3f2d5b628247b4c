"""Somebody objects to a lead definition instead of signing it."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0001_campaigns_and_ways_in"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DefinitionObjection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "team",
                    models.CharField(
                        choices=[("marketing", "Marketing"), ("sales", "Sales")], editable=False, max_length=9
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="One sentence is enough: what does not fit, and how you would say it.",
                        max_length=2000,
                        verbose_name="What speaks against it?",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                (
                    "ended_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("new", "Answered by a new version"),
                            ("signed", "Settled: the team has signed"),
                            ("withdrawn", "Objection withdrawn"),
                        ],
                        editable=False,
                        max_length=9,
                    ),
                ),
                (
                    "definition",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="objections",
                        to="campaigns.leaddefinition",
                    ),
                ),
                (
                    "ended_by",
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
                "verbose_name": "objection to a lead definition",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("definition", "user"),
                        name="objection_open_once_per_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("team__in", ["marketing", "sales"]), models.Q(("text", ""), _negated=True)
                        ),
                        name="objection_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None), ("ended_how", "")),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                ("ended_how__in", ["new", "signed", "withdrawn"]),
                            ),
                            _connector="OR",
                        ),
                        name="objection_ends_somehow",
                    ),
                ],
            },
        ),
    ]
