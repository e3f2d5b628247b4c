"""Marketing questions a rating, and those who lead the teams settle it."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0005_rated_from_mail"),
        ("leads", "0002_contact_corrections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="why")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                (
                    "ended_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("stays", "Both teams: the rating stays"),
                            ("wrong", "Both teams: the rating was wrong"),
                            ("withdrawn", "Question withdrawn"),
                            ("anew", "Ended by a new rating"),
                            ("back", "Ended: the rating was taken back"),
                        ],
                        editable=False,
                        max_length=9,
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
                    "lead",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="disputes",
                        to="leads.lead",
                    ),
                ),
                (
                    "rating",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="feedback.rating",
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
                "verbose_name": "questioned rating",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="DisputeWord",
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
                    "verdict",
                    models.CharField(
                        choices=[("stays", "It stays"), ("wrong", "It was wrong")],
                        max_length=5,
                        verbose_name="verdict",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="why")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "dispute",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to="feedback.dispute",
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
                "verbose_name": "word on a questioned rating",
                "ordering": ["id"],
            },
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(fields=["rating"], name="dispute_of_rating"),
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["created_at", "id"], name="dispute_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("lead",), name="dispute_open_once_per_lead"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="dispute_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_how", "")),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("ended_how__in", ["stays", "wrong", "withdrawn", "anew", "back"]),
                    ),
                    _connector="OR",
                ),
                name="dispute_ends_somehow",
            ),
        ),
        migrations.AddConstraint(
            model_name="disputeword",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("team__in", ["marketing", "sales"]),
                    ("verdict__in", ["stays", "wrong"]),
                    models.Q(("text", ""), _negated=True),
                ),
                name="dispute_word_whole",
            ),
        ),
    ]
