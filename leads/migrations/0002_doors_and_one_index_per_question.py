"""Every lead knows its door and what sent it; receipts have one owner each; an index goes where nobody asks."""

from __future__ import annotations

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_persons_and_leads")]

    operations = [
        migrations.RemoveConstraint(model_name="lead", name="lead_has_cta_unless_history"),
        migrations.RemoveIndex(model_name="lead", name="lead_by_source"),
        migrations.RenameField(model_name="lead", old_name="source", new_name="door"),
        migrations.AlterField(
            model_name="lead",
            name="door",
            field=models.CharField(
                choices=[
                    ("hand", "By hand"),
                    ("api", "API"),
                    ("form", "Form"),
                    ("webhook", "Webhook"),
                    ("file", "File"),
                ],
                max_length=7,
                verbose_name="came by",
            ),
        ),
        migrations.RunSQL(
            "UPDATE leads_lead SET door = CASE door WHEN 'manual' THEN 'hand' WHEN 'import' THEN 'file' ELSE door END",
            "UPDATE leads_lead SET door = CASE door WHEN 'hand' THEN 'manual' WHEN 'file' THEN 'import' ELSE door END",
        ),
        migrations.AddField(
            model_name="lead",
            name="sender",
            field=models.CharField(blank=True, default="", editable=False, max_length=40),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="lead", name="uuid", field=models.UUIDField(default=uuid.uuid4, editable=False)
        ),
        migrations.AlterField(
            model_name="lead",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="leads",
                to="leads.person",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["door", "-received_at", "-id"], name="lead_by_door"),
        ),
        migrations.AddIndex(
            model_name="lead", index=models.Index(fields=["person", "-received_at"], name="lead_by_person")
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.CheckConstraint(
                condition=models.Q(("door", "file"), ("cta__isnull", False), _connector="OR"),
                name="lead_has_cta_unless_history",
            ),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.CheckConstraint(
                condition=models.Q(("door__in", ["hand", "api", "form", "webhook", "file"])),
                name="lead_door_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(("email", ""), models.Q(("phone", ""), _negated=True)),
                fields=("phone", "name"),
                name="person_phone_and_name_once",
            ),
        ),
        migrations.DeleteModel(name="IdempotencyKey"),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                ("key_hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("fingerprint", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                (
                    "lead",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="leads.lead",
                    ),
                ),
            ],
        ),
    ]
