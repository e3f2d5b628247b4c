"""The traits of a month are kept by what changed of them, so a part that is added may be negative."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

CHECK = "counting_mentionmonth_count_check"


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("counting", "0012_marks_of_thousands")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"ALTER TABLE counting_mentionmonth DROP CONSTRAINT {CHECK}",
                    f"ALTER TABLE counting_mentionmonth ADD CONSTRAINT {CHECK} CHECK (count >= 0) NOT VALID",
                    hints={"expands": "what the release before writes is written as before"},
                )
            ],
            state_operations=[
                migrations.AlterField(model_name="traitmonth", name="count", field=models.IntegerField())
            ],
        ),
        AddIndexConcurrently(
            model_name="traitmonth",
            index=models.Index(fields=["id"], name="mentionmonth_empty", condition=models.Q(("count", 0))),
        ),
    ]
