"""Marketing answers what the ratings of a campaign say, by promise and by need."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import values.days
from campaigns.following import drop_trigger, make_trigger

FOLLOWING = ("campaigns_follow_need", "feedback_campaignanswer", "need_id")


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0001_campaigns_and_ways_in"),
        ("feedback", "0006_disputes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CampaignAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("seen", "Seen"),
                            ("answered", "Answered"),
                            ("changed", "Changed"),
                            ("unchanged", "Not changed"),
                        ],
                        max_length=9,
                        verbose_name="what marketing did",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="in a sentence")),
                (
                    "changed_on",
                    models.DateField(
                        blank=True, null=True, validators=[values.days.check_day], verbose_name="changed on"
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "campaign",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="campaigns.need",
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="campaigns.promise",
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
                "verbose_name": "answer to sales",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("need__isnull", False), ("promise", None)),
                            models.Q(("need", None), ("promise__isnull", False)),
                            _connector="OR",
                        ),
                        name="campaign_answer_about_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("step", "seen"),
                            models.Q(
                                ("step__in", ["seen", "answered", "changed", "unchanged"]),
                                models.Q(("text", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="campaign_answer_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("changed_on", None), ("step", "changed"), _connector="OR"),
                        name="campaign_answer_day_of_change",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            make_trigger(*FOLLOWING),
            drop_trigger(*FOLLOWING[1:]),
            hints={"expands": "A trigger of the new table alone, which the release before does not know."},
        ),
    ]
