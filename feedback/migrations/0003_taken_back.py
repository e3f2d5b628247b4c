"""A follow-up can be taken back."""

from django.conf import settings
from django.db import migrations, models

ENDS = [
    ("done", "Done"),
    ("replaced", "Replaced by a newer one"),
    ("outcome", "Ended by the outcome"),
    ("left", "The lead left sales"),
]
TABLE = "ALTER TABLE feedback_followup"
CHECK = (
    f"{TABLE} DROP CONSTRAINT follow_up_ends_somehow; "
    f"{TABLE} ADD CONSTRAINT follow_up_ends_somehow CHECK ("
    "(ended_at IS NULL AND ended_how = '') OR (ended_at IS NOT NULL AND ended_how IN ({ends}))) NOT VALID"
)


def check(*more: str) -> str:
    return CHECK.format(ends=", ".join(f"'{end}'" for end in [*(name for name, _ in ENDS), *more]))


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0002_follow_ups"),
        ("leads", "0002_contact_corrections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="followup",
            name="ended_how",
            field=models.CharField(
                blank=True, choices=[*ENDS, ("back", "Taken back")], editable=False, max_length=8
            ),
        ),
        migrations.RunSQL(
            check("back"),
            check(),
            hints={"expands": "it lets in one more way to end, which older code shows as it stands"},
            state_operations=[
                migrations.RemoveConstraint(model_name="followup", name="follow_up_ends_somehow"),
                migrations.AddConstraint(
                    model_name="followup",
                    constraint=models.CheckConstraint(
                        condition=models.Q(ended_at=None, ended_how="")
                        | models.Q(
                            ended_at__isnull=False,
                            ended_how__in=[*(name for name, _ in ENDS), "back"],
                        ),
                        name="follow_up_ends_somehow",
                    ),
                ),
            ],
        ),
    ]
