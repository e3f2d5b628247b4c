"""What was decided in a few days is found without reading every outcome."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("feedback", "0009_deals_found")]

    operations = [
        AddIndexConcurrently(
            model_name="outcome",
            index=models.Index(
                condition=models.Q(("kind", "reopened"), _negated=True),
                fields=["created_at"],
                name="outcome_by_day",
            ),
        )
    ]
