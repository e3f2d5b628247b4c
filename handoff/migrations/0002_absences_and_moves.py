"""Who is away and who stands in; and which handoffs were moves of the work of somebody who left."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import values.days


class Migration(migrations.Migration):
    dependencies = [
        ("handoff", "0001_handoffs_and_reasons"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="handoff",
            name="is_move",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_day", models.DateField(validators=[values.days.check_day], verbose_name="first day")),
                ("last_day", models.DateField(validators=[values.days.check_day], verbose_name="last day")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="Only you, sales leads and administrators read it.",
                        max_length=200,
                        verbose_name="note",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("row_version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "deputy",
                    models.ForeignKey(
                        blank=True,
                        help_text="Sees and works on these leads meanwhile. Nothing is moved.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="deputy",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="absences",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
            ],
            options={
                "verbose_name": "absence",
                "ordering": ["first_day", "id"],
                "indexes": [models.Index(fields=["last_day", "first_day"], name="absence_days")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))),
                        name="absence_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deputy", None),
                            models.Q(("deputy", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="absence_deputy_is_somebody_else",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.Func("person", "person", models.Value("[]"), function="int8range"), "&&"),
                            (
                                models.Func(
                                    "first_day", "last_day", models.Value("[]"), function="daterange"
                                ),
                                "&&",
                            ),
                        ],
                        name="absence_once_per_person_and_day",
                    ),
                ],
            },
        ),
    ]
