from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("leads", "0003_firms_of_persons")]

    operations = [
        AddIndexConcurrently(
            model_name="person",
            index=models.Index(
                condition=models.Q(("organisation", None), _negated=True),
                fields=["organisation"],
                name="person_by_firm",
            ),
        ),
        AddIndexConcurrently(
            model_name="person",
            index=models.Index(
                condition=models.Q(("is_placed", False)), fields=["id"], name="person_unplaced"
            ),
        ),
    ]
