"""The day from which on both teams work by the portal."""

from django.db import migrations, models

import values.days


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_team_chats")]

    operations = [
        migrations.AddField(
            model_name="company",
            name="introduced_on",
            field=models.DateField(
                blank=True,
                null=True,
                validators=[values.days.check_day],
                verbose_name="Smarketing introduced on",
                help_text=(
                    "Leads that came in before this day are compared with those since. Empty: the day of the "
                    "first lead that came in under a signed lead definition."
                ),
            ),
        ),
    ]
