from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0003_search_receipts_and_list_indexes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(
                    ("stage__in", ["registered", "returned"]),
                    ("kind", "real"),
                    ("definition__isnull", False),
                ),
                fields=["received_at", "id"],
                name="lead_waiting",
            ),
        ),
    ]
