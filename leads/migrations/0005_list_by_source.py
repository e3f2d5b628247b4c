from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0004_leads_waiting_for_hand_over"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["source", "-received_at", "-id"], name="lead_by_source"),
        ),
    ]
