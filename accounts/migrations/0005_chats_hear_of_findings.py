"""A team's chat can hear of what stands out in the figures."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_day_of_introduction")]

    operations = [
        migrations.AlterField(
            model_name="teamchat",
            name="events",
            field=django.contrib.postgres.fields.ArrayField(
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
                        ("finding", "Something in the figures stands out by more than chance"),
                    ],
                    max_length=16,
                ),
                size=None,
                verbose_name="what it hears of",
            ),
        ),
    ]
