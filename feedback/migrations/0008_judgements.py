"""Sales judges the ads of a campaign without a lead, and marketing answers that too."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

FITS = [
    ("realistic", "Realistic expectation"),
    ("too_high", "Promised too much"),
    ("too_low", "Promised too little"),
    ("other", "Expected something else"),
]
VALUES = [value for value, _label in FITS]
WIDER = """
    ALTER TABLE feedback_campaignanswer
        DROP CONSTRAINT campaign_answer_about_one,
        ADD CONSTRAINT campaign_answer_about_one CHECK (
            (promise_id IS NULL AND need_id IS NOT NULL AND fit = '')
            OR (promise_id IS NOT NULL AND need_id IS NULL AND fit = '')
            OR (promise_id IS NULL AND need_id IS NULL AND fit IN ('realistic', 'too_high', 'too_low', 'other'))
        ) NOT VALID;
    ALTER TABLE feedback_campaignanswer VALIDATE CONSTRAINT campaign_answer_about_one;
"""
BEFORE = """
    ALTER TABLE feedback_campaignanswer
        DROP CONSTRAINT campaign_answer_about_one,
        ADD CONSTRAINT campaign_answer_about_one CHECK (
            (promise_id IS NULL AND need_id IS NOT NULL) OR (promise_id IS NOT NULL AND need_id IS NULL)
        );
"""


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0002_objections"),
        ("feedback", "0007_campaign_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CampaignJudgement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "fit",
                    models.CharField(blank=True, choices=FITS, max_length=9, verbose_name="expectation"),
                ),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="in a sentence")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="judgements",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "promises",
                    models.ManyToManyField(
                        blank=True,
                        related_name="judgements",
                        to="campaigns.promise",
                        verbose_name="promises it is about",
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
                "verbose_name": "judgement of the ads",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["campaign", "user", "-id"], name="judgement_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(fit="", text="")
                        | Q(fit="realistic")
                        | (Q(fit__in=VALUES) & Q(("text", ""), _negated=True)),
                        name="judgement_says_why",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="campaignanswer",
            name="fit",
            field=models.CharField(
                blank=True, choices=FITS, db_default="", default="", editable=False, max_length=9
            ),
        ),
        migrations.RunSQL(
            WIDER,
            BEFORE,
            state_operations=[
                migrations.RemoveConstraint(model_name="campaignanswer", name="campaign_answer_about_one"),
                migrations.AddConstraint(
                    model_name="campaignanswer",
                    constraint=models.CheckConstraint(
                        condition=Q(promise=None, need__isnull=False, fit="")
                        | Q(promise__isnull=False, need=None, fit="")
                        | Q(promise=None, need=None, fit__in=VALUES),
                        name="campaign_answer_about_one",
                    ),
                ),
            ],
            hints={
                "expands": "The rule lets in all it did. The table is as long as what people wrote by hand."
            },
        ),
    ]
