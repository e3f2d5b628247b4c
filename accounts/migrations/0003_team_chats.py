"""Channels of a team's chat, and the lines on their way there."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_how_people_hear_of_things"),
    ]

    operations = [
        migrations.CreateModel(
            name="TeamChat",
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
                        choices=[("marketing", "Marketing"), ("sales", "Sales")],
                        max_length=16,
                        verbose_name="team",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="As it is called in the chat, such as #sales.",
                        max_length=80,
                        verbose_name="name of the channel",
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("teams", "Microsoft Teams (Workflows)"),
                            ("slack", "Slack or compatible"),
                        ],
                        max_length=8,
                        verbose_name="chat program",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("de", "Deutsch"), ("en", "English")],
                        default="de",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("pool", "Leads come into the pool"),
                                ("returned", "Sales returns a lead"),
                                ("question", "Sales asks about a lead"),
                                ("reply", "Marketing replies to a question"),
                                ("won", "A lead is won"),
                                ("lost", "A lead is lost"),
                                ("dispute", "A rating is questioned or settled"),
                                ("answer", "Marketing answers what sales rates"),
                                ("definition", "A lead definition is proposed or agreed"),
                                ("left_behind", "Leads lie with somebody who has left"),
                            ],
                            max_length=16,
                        ),
                        size=None,
                        verbose_name="what it hears of",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Switched off, it hears nothing; a test still arrives.",
                        verbose_name="switched on",
                    ),
                ),
                ("sealed_address", models.TextField(editable=False)),
                ("host", models.CharField(editable=False, max_length=253)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("arrived_at", models.DateTimeField(editable=False, null=True)),
                ("failed_at", models.DateTimeField(editable=False, null=True)),
                ("failure", models.CharField(blank=True, editable=False, max_length=16)),
                ("stopped_at", models.DateTimeField(editable=False, null=True)),
                ("row_version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "added_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "team chat",
                "ordering": ["team", "name", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("team__in", ["marketing", "sales"])), name="team_chat_team_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("format__in", ["teams", "slack"])), name="team_chat_format_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("events", []), _negated=True), name="team_chat_hears_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("path", models.CharField(blank=True, max_length=300)),
                ("is_test", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "chat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="accounts.teamchat",
                    ),
                ),
            ],
        ),
    ]
