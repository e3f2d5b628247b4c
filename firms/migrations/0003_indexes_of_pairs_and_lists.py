from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Coalesce, NullIf


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("firms", "0002_pairs_and_lists_taken_back")]

    operations = [
        AddIndexConcurrently(
            model_name="customerfact",
            index=models.Index(
                condition=models.Q(("run", None), _negated=True), fields=["run"], name="customer_fact_by_run"
            ),
        ),
        AddIndexConcurrently(
            model_name="organisation",
            index=models.Index(
                Coalesce(NullIf("folded", models.Value("")), "name", output_field=models.CharField()),
                models.F("id"),
                condition=models.Q(("merged_into", None)),
                name="organisation_by_name",
            ),
        ),
        AddIndexConcurrently(
            model_name="organisation",
            index=models.Index(
                condition=models.Q(("is_compared", False)), fields=["id"], name="organisation_uncompared"
            ),
        ),
    ]
