"""What a person says how they heard of the company is kept beside what was measured."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0005_firms_that_went")]

    operations = [
        migrations.AddField(
            model_name="lead",
            name="said_source",
            field=models.CharField(
                blank=True, db_default="", max_length=200, verbose_name="how did you hear of us?"
            ),
        ),
    ]
