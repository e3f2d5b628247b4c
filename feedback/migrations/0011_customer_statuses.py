"""Whether whoever bought is still a customer."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import values.days


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0010_outcomes_by_day"),
        ("leads", "0005_firms_that_went"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CustomerStatus",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_customer", models.BooleanField(verbose_name="still a customer")),
                ("day", models.DateField(validators=[values.days.check_day], verbose_name="day")),
                ("said_on", models.DateField(editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "lead",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="customer_statuses",
                        to="leads.lead",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="leads.undo",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "customer status",
                "verbose_name_plural": "customer statuses",
                "ordering": ["-said_on", "-id"],
                "indexes": [models.Index(fields=["lead", "-said_on", "-id"], name="customer_status_newest")],
            },
        ),
    ]
