from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("smarketing", "0001_cache_table")]

    operations = [
        migrations.CreateModel(
            name="SchemaStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("app", models.CharField(max_length=255)),
                ("name", models.CharField(max_length=255)),
                ("needs", models.CharField(blank=True, max_length=511)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("app", "name"), name="schema_step_once")],
            },
        ),
    ]
