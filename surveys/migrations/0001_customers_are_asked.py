"""Customers are asked once a lead is won or lost: settings, questions, answers, who wants none."""

from __future__ import annotations

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("feedback", "0009_deals_found"),
        ("leads", "0005_firms_that_went"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OptOut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "address that wants no mails",
            },
        ),
        migrations.CreateModel(
            name="Survey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("de", "Deutsch"), ("en", "English")], editable=False, max_length=2
                    ),
                ),
                ("asked_on", models.DateField(editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("sent_at", models.DateTimeField(editable=False, null=True)),
                (
                    "lead",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="surveys",
                        to="leads.lead",
                    ),
                ),
                (
                    "outcome",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="survey",
                        to="feedback.outcome",
                    ),
                ),
            ],
            options={
                "verbose_name": "question to a customer",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="SurveyAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "mark",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="satisfaction",
                    ),
                ),
                (
                    "promise_kept",
                    models.CharField(
                        choices=[
                            ("yes", "Yes"),
                            ("partly", "Partly"),
                            ("no", "No"),
                            ("unknown", "I do not know"),
                        ],
                        max_length=7,
                        verbose_name="promise kept",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=1000, verbose_name="in own words")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "survey",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="surveys.survey",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer of a customer",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="SurveySettings",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "is_on",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="Asked are customers whose lead is decided from now on, nobody of before.",
                        verbose_name="ask customers",
                    ),
                ),
                ("on_since", models.DateTimeField(editable=False, null=True)),
                (
                    "delay_days",
                    models.PositiveSmallIntegerField(
                        default=7,
                        help_text="So many days a corrected outcome has time. Allowed are 1 to 90.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="days after the outcome",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("de", "Deutsch"), ("en", "English")],
                        default="de",
                        help_text="On the page the person can choose the other one.",
                        max_length=2,
                        verbose_name="language of the mail",
                    ),
                ),
                (
                    "sender_name",
                    models.CharField(
                        blank=True,
                        help_text="As customers know your company. Left blank: the company's name.",
                        max_length=80,
                        verbose_name="name in the mail",
                    ),
                ),
                (
                    "reply_to",
                    models.EmailField(
                        blank=True,
                        help_text="Whoever answers the mail writes to it. Needed before anybody is asked.",
                        max_length=254,
                        verbose_name="address for replies",
                    ),
                ),
                (
                    "words_de",
                    models.TextField(
                        blank=True,
                        help_text="Left blank: the text that stands there in grey.",
                        max_length=600,
                        verbose_name="text in German",
                    ),
                ),
                (
                    "words_en",
                    models.TextField(
                        blank=True,
                        help_text="Left blank: the text that stands there in grey.",
                        max_length=600,
                        verbose_name="text in English",
                    ),
                ),
                ("opt_out_key", models.TextField(blank=True, editable=False)),
                ("changed_at", models.DateTimeField(editable=False, null=True)),
                ("row_version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "changed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "satisfaction survey",
            },
        ),
        migrations.AddIndex(
            model_name="survey",
            index=models.Index(fields=["asked_on"], name="survey_by_day"),
        ),
        migrations.AddIndex(
            model_name="surveyanswer",
            index=models.Index(fields=["survey", "-id"], name="survey_answer_newest"),
        ),
        migrations.AddConstraint(
            model_name="surveyanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("mark__range", (1, 5))), name="survey_mark_on_scale"
            ),
        ),
        migrations.AddConstraint(
            model_name="surveyanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("promise_kept__in", ["yes", "partly", "no", "unknown"])),
                name="survey_promise_kept_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="surveysettings",
            constraint=models.CheckConstraint(condition=models.Q(("id", 1)), name="survey_settings_only_one"),
        ),
        migrations.AddConstraint(
            model_name="surveysettings",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_on", False),
                    models.Q(("on_since__isnull", False), models.Q(("reply_to", ""), _negated=True)),
                    _connector="OR",
                ),
                name="survey_settings_whole_when_on",
            ),
        ),
    ]
