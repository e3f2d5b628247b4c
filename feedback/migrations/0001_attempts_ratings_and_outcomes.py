"""What sales says of a lead."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from campaigns.following import drop_function, drop_trigger, make_function, make_trigger

FOLLOW_COMPETITOR = "feedback_follow_competitor"
FUNCTION = (FOLLOW_COMPETITOR, "feedback_competitor", "named_competitor_id")
# (function of the room that keeps the list, table, column that names an entry)
FOLLOWING = [
    ("handoff_follow_reason", "feedback_rating", "reason_id"),
    ("handoff_follow_reason", "feedback_outcome", "reason_id"),
    ("campaigns_follow_need", "feedback_rating_needs", "need_id"),
    (FOLLOW_COMPETITOR, "feedback_outcome", "named_competitor_id"),
]


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("campaigns", "0001_campaigns_and_ways_in"),
        ("handoff", "0001_handoffs_and_reasons"),
        ("leads", "0001_persons_and_leads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Competitor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="competitor")),
                ("is_active", models.BooleanField(default=True, editable=False)),
                ("row_version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "merged_into",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.competitor",
                    ),
                ),
            ],
            options={
                "verbose_name": "competitor",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"), name="competitor_name_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "potential",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("not_yet", "Not yet"), ("no", "No")],
                        max_length=7,
                        verbose_name="potential customer",
                    ),
                ),
                (
                    "quality",
                    models.CharField(
                        choices=[
                            ("A", "A – will buy soon"),
                            ("B", "B – serious interest"),
                            ("C", "C – perhaps later"),
                            ("D", "D – does not fit"),
                        ],
                        max_length=1,
                        verbose_name="quality",
                    ),
                ),
                (
                    "fit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("realistic", "Realistic expectation"),
                            ("too_high", "Promised too much"),
                            ("too_low", "Promised too little"),
                            ("other", "Expected something else"),
                        ],
                        max_length=9,
                        verbose_name="expectation",
                    ),
                ),
                ("need_text", models.CharField(blank=True, max_length=300, verbose_name="another need")),
                ("is_need_text_taken", models.BooleanField(default=False, editable=False)),
                ("note", models.TextField(blank=True, max_length=4000, verbose_name="note")),
                ("rated_at", models.DateTimeField(editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "undone_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="leads.undo",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ratings",
                        to="leads.lead",
                    ),
                ),
                (
                    "misleading_promises",
                    models.ManyToManyField(
                        blank=True,
                        related_name="misled",
                        to="campaigns.promise",
                        verbose_name="misleading promises",
                    ),
                ),
                (
                    "needs",
                    models.ManyToManyField(
                        blank=True, related_name="ratings", to="campaigns.need", verbose_name="needs"
                    ),
                ),
                (
                    "reason",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="handoff.reason",
                        verbose_name="reason",
                    ),
                ),
                (
                    "user",
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
                "verbose_name": "rating",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="LeadStanding",
            fields=[
                (
                    "lead",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="leads.lead",
                    ),
                ),
                ("attempt_count", models.PositiveIntegerField(default=0)),
                ("contacted_at", models.DateTimeField(null=True)),
                ("rated_at", models.DateTimeField(null=True)),
                (
                    "quality",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("A", "A – will buy soon"),
                            ("B", "B – serious interest"),
                            ("C", "C – perhaps later"),
                            ("D", "D – does not fit"),
                        ],
                        max_length=1,
                    ),
                ),
                (
                    "potential",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("not_yet", "Not yet"), ("no", "No")],
                        max_length=7,
                    ),
                ),
                (
                    "fit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("realistic", "Realistic expectation"),
                            ("too_high", "Promised too much"),
                            ("too_low", "Promised too little"),
                            ("other", "Expected something else"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("won", "Won"), ("lost", "Lost"), ("reopened", "Open again")],
                        max_length=8,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("value_cents", models.PositiveBigIntegerField(null=True)),
                (
                    "rating",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="feedback.rating",
                    ),
                ),
            ],
            options={
                "verbose_name": "standing",
            },
        ),
        migrations.CreateModel(
            name="ContactAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("phone", "Phone"),
                            ("email", "E-mail"),
                            ("meeting", "Meeting"),
                            ("message", "Message"),
                        ],
                        max_length=7,
                        verbose_name="channel",
                    ),
                ),
                ("was_reached", models.BooleanField(verbose_name="reached")),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
                ("happened_at", models.DateTimeField(verbose_name="when")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "undone_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="leads.undo",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="leads.lead",
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
                "verbose_name": "contact attempt",
                "ordering": ["happened_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["phone", "email", "meeting", "message"])),
                        name="attempt_channel_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("won", "Won"), ("lost", "Lost"), ("reopened", "Open again")],
                        max_length=8,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "number",
                    models.CharField(blank=True, max_length=80, verbose_name="number of the deal"),
                ),
                (
                    "value_cents",
                    models.PositiveBigIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(
                                0,
                                message="%(value)s cents are beyond what can be kept: the limit is %(limit_value)s cents.",
                            ),
                            django.core.validators.MaxValueValidator(
                                100000000000,
                                message="%(value)s cents are beyond what can be kept: the limit is %(limit_value)s cents.",
                            ),
                        ],
                        verbose_name="value",
                    ),
                ),
                ("reason_text", models.CharField(blank=True, max_length=300, verbose_name="reason in words")),
                ("competitor", models.CharField(blank=True, max_length=160, verbose_name="competitor")),
                (
                    "named_competitor",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.competitor",
                    ),
                ),
                ("is_competitor_taken", models.BooleanField(default=False, editable=False)),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="decided"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "undone_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="leads.undo",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outcomes",
                        to="leads.lead",
                    ),
                ),
                (
                    "reason",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="handoff.reason",
                        verbose_name="reason",
                    ),
                ),
                (
                    "together_with",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="further_deals",
                        to="feedback.outcome",
                    ),
                ),
                (
                    "user",
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
                "verbose_name": "outcome",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["lead", "-id"], name="outcome_newest"),
                    models.Index(
                        django.db.models.functions.text.Lower("competitor"),
                        condition=models.Q(
                            models.Q(("competitor", ""), _negated=True), ("is_competitor_taken", False)
                        ),
                        name="competitors_waiting",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["won", "lost", "reopened"])),
                        name="outcome_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "won"), ("value_cents", None), _connector="OR"),
                        name="outcome_value_only_when_won",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "won"), ("together_with", None), _connector="OR"),
                        name="outcome_only_deals_together",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="rating",
            index=models.Index(fields=["lead", "-id"], name="rating_newest"),
        ),
        migrations.AddIndex(
            model_name="rating",
            index=models.Index(
                django.db.models.functions.text.Lower("need_text"),
                condition=models.Q(models.Q(("need_text", ""), _negated=True), ("is_need_text_taken", False)),
                name="need_texts_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(("quality__in", ["A", "B", "C", "D"])), name="rating_quality_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("user", None),
                    models.Q(
                        ("potential__in", ["yes", "not_yet", "no"]),
                        ("fit__in", ["realistic", "too_high", "too_low", "other"]),
                    ),
                    _connector="OR",
                ),
                name="rating_complete_unless_history",
            ),
        ),
        migrations.AddConstraint(
            model_name="leadstanding",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["", "won", "lost"])), name="standing_outcome_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="leadstanding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("quality", ""), ("rated_at", None)),
                    models.Q(models.Q(("quality", ""), _negated=True), ("rated_at__isnull", False)),
                    _connector="OR",
                ),
                name="standing_rated_with_quality",
            ),
        ),
        migrations.RunSQL(make_function(*FUNCTION), drop_function(FOLLOW_COMPETITOR)),
        *(migrations.RunSQL(make_trigger(*one), drop_trigger(*one[1:])) for one in FOLLOWING),
    ]
