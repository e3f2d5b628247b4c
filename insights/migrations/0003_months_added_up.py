import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0002_mark_every_change"),
        ("leads", "0001_persons_and_leads"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConversionMonth",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                ("month", models.DateField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="conversioncell",
            name="cell_once",
        ),
        migrations.AlterField(
            model_name="conversioncell",
            name="campaign",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="campaigns.campaign",
            ),
        ),
        migrations.AlterField(
            model_name="conversioncell",
            name="channel",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="campaigns.channel",
            ),
        ),
        migrations.AlterField(
            model_name="conversioncell",
            name="cta",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="campaigns.calltoaction",
            ),
        ),
        migrations.AddConstraint(
            model_name="conversioncell",
            constraint=models.UniqueConstraint(
                fields=("campaign", "day", "cta", "channel"), name="cell_once", nulls_distinct=False
            ),
        ),
        migrations.AddField(
            model_name="conversionmonth",
            name="campaign",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="campaigns.campaign",
            ),
        ),
        migrations.AddField(
            model_name="conversionmonth",
            name="channel",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="campaigns.channel",
            ),
        ),
        migrations.AddField(
            model_name="conversionmonth",
            name="cta",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="campaigns.calltoaction",
            ),
        ),
        migrations.AddIndex(
            model_name="conversionmonth",
            index=models.Index(fields=["month"], name="counts_by_month"),
        ),
        migrations.AddIndex(
            model_name="conversionmonth",
            index=models.Index(condition=models.Q(("leads", 0)), fields=["id"], name="month_empty"),
        ),
        migrations.AddConstraint(
            model_name="conversionmonth",
            constraint=models.UniqueConstraint(
                fields=("campaign", "month", "cta", "channel"), name="month_once", nulls_distinct=False
            ),
        ),
        # The next run adds the months up.
        migrations.RunSQL(
            "INSERT INTO insights_mark (campaign_id, cta_id, channel_id, day)"
            " SELECT campaign_id, cta_id, channel_id, day FROM insights_conversioncell",
            migrations.RunSQL.noop,
        ),
    ]
