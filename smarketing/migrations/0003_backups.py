from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("smarketing", "0002_schema_steps")]

    operations = [
        migrations.CreateModel(
            name="Backup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("taken_at", models.DateTimeField()),
                ("seconds", models.PositiveIntegerField()),
                ("bytes", models.PositiveBigIntegerField()),
                ("problem", models.CharField(blank=True, max_length=20)),
            ],
            options={
                "indexes": [models.Index(fields=["taken_at"], name="backup_by_time")],
            },
        ),
    ]
