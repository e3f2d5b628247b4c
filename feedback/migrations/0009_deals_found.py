"""Deals are found without reading every lead."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("feedback", "0008_judgements")]

    operations = [
        AddIndexConcurrently(
            model_name="leadstanding",
            index=models.Index(condition=models.Q(("outcome", "won")), fields=["lead"], name="standing_won"),
        )
    ]
