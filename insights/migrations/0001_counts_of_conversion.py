import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("leads", "0001_persons_and_leads"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("campaign_id", models.BigIntegerField(null=True)),
                ("cta_id", models.BigIntegerField(null=True)),
                ("channel_id", models.BigIntegerField(null=True)),
                ("day", models.DateField(null=True)),
                ("marked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="CountState",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveBigIntegerField(default=0)),
                ("computed_at", models.DateTimeField(null=True)),
                ("verified_at", models.DateTimeField(null=True)),
                ("drift", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="countstate_only_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="ConversionCell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("leads", models.PositiveIntegerField()),
                ("history_leads", models.PositiveIntegerField()),
                ("history_won", models.PositiveIntegerField()),
                ("handed_over", models.PositiveIntegerField()),
                ("accepted", models.PositiveIntegerField()),
                ("contacted", models.PositiveIntegerField()),
                ("rated", models.PositiveIntegerField()),
                ("good", models.PositiveIntegerField()),
                ("won", models.PositiveIntegerField()),
                ("lost", models.PositiveIntegerField()),
                ("implied_accepted", models.PositiveIntegerField()),
                ("implied_contacted", models.PositiveIntegerField()),
                ("implied_rated", models.PositiveIntegerField()),
                ("implied_good", models.PositiveIntegerField()),
                ("fit_realistic", models.PositiveIntegerField()),
                ("fit_too_high", models.PositiveIntegerField()),
                ("fit_too_low", models.PositiveIntegerField()),
                ("fit_other", models.PositiveIntegerField()),
                ("revenue_cents", models.PositiveBigIntegerField()),
                (
                    "lag_accepted",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), help_text="received to accepted", size=None
                    ),
                ),
                (
                    "lag_contacted",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), help_text="accepted to contacted", size=None
                    ),
                ),
                (
                    "lag_rated",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), help_text="contacted to rated", size=None
                    ),
                ),
                (
                    "lag_won",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), help_text="received to won", size=None
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="campaigns.channel",
                    ),
                ),
                (
                    "cta",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="campaigns.calltoaction",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["day"], name="cell_by_day"),
                    models.Index(condition=models.Q(("leads", 0)), fields=["id"], name="cell_empty"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "cta", "channel", "day"), name="cell_once", nulls_distinct=False
                    )
                ],
            },
        ),
    ]
