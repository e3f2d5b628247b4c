"""The rows that were there are looked at beside everybody's work."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("feedback", "0003_taken_back")]

    operations = [ValidateConstraint(model_name="followup", name="follow_up_ends_somehow")]
