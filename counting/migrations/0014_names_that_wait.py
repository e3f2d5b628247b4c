"""Whether a name waits for the job is asked with every page, however many cells wait behind an import."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("counting", "0013_months_of_traits_by_difference")]

    operations = [
        AddIndexConcurrently(
            model_name="mark",
            index=models.Index(
                condition=models.Q(("campaign_id", None)), fields=["id"], name="mark_of_names"
            ),
        ),
    ]
