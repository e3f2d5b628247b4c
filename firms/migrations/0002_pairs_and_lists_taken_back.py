from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# For whom the two of a pair stand. Who writes one beside a merge waits for it; a merge itself asks again without
# waiting, since two merges would wait for each other: the later one finds what the first wrote.
CURRENT = """
CREATE FUNCTION firms_stand_for() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE one bigint; other bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM FROM firms_organisation WHERE id IN (NEW.one_id, NEW.other_id) ORDER BY id FOR KEY SHARE;
    END IF;
    SELECT coalesce(merged_into_id, id) INTO one FROM firms_organisation WHERE id = NEW.one_id;
    SELECT coalesce(merged_into_id, id) INTO other FROM firms_organisation WHERE id = NEW.other_id;
    NEW.low := least(one, other);
    NEW.high := greatest(one, other);
    RETURN NEW;
END $$;
CREATE TRIGGER stand_for BEFORE INSERT OR UPDATE ON firms_firmpair
    FOR EACH ROW EXECUTE FUNCTION firms_stand_for();
CREATE TRIGGER stand_for BEFORE INSERT OR UPDATE ON firms_distinction
    FOR EACH ROW EXECUTE FUNCTION firms_stand_for();
"""
NOT_CURRENT = "DROP FUNCTION firms_stand_for() CASCADE;"


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_import_runs"),
        ("firms", "0001_firms_and_customers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CustomerListing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rows",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(), default=list, editable=False, size=None
                    ),
                ),
                ("is_made", models.BooleanField(default=False, editable=False)),
                ("taught", models.JSONField(default=dict, editable=False)),
                ("version_before", models.PositiveIntegerField(editable=False)),
                ("version", models.PositiveIntegerField(editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="Distinction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("low", models.BigIntegerField(db_default=0, default=0, editable=False)),
                ("high", models.BigIntegerField(db_default=0, default=0, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("undone_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "“not the same company”",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="FirmKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="FirmPair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("low", models.BigIntegerField(db_default=0, default=0, editable=False)),
                ("high", models.BigIntegerField(db_default=0, default=0, editable=False)),
                (
                    "why",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "the same name"),
                            (2, "the same domain but for its ending"),
                            (3, "a similar name"),
                        ]
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="customerfact",
            name="run",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="files.importrun",
            ),
        ),
        migrations.AddField(
            model_name="customerfact",
            name="undone_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="customerfact",
            name="undone_by",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="is_compared",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name="customerlisting",
            name="organisation",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="listings",
                to="firms.organisation",
            ),
        ),
        migrations.AddField(
            model_name="customerlisting",
            name="run",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="files.importrun",
            ),
        ),
        migrations.AddField(
            model_name="distinction",
            name="one",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="told_from_later",
                to="firms.organisation",
            ),
        ),
        migrations.AddField(
            model_name="distinction",
            name="other",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="told_from_earlier",
                to="firms.organisation",
            ),
        ),
        migrations.AddField(
            model_name="distinction",
            name="undone_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="distinction",
            name="user",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="firmkey",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="firms.organisation"
            ),
        ),
        migrations.AddField(
            model_name="firmpair",
            name="one",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="firms.organisation"
            ),
        ),
        migrations.AddField(
            model_name="firmpair",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="firms.organisation"
            ),
        ),
        migrations.AddConstraint(
            model_name="customerlisting",
            constraint=models.UniqueConstraint(fields=("run", "organisation"), name="listing_once_per_firm"),
        ),
        migrations.AddConstraint(
            model_name="distinction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)), fields=("one", "other"), name="distinction_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="distinction",
            constraint=models.CheckConstraint(
                condition=models.Q(("one__lt", models.F("other"))), name="distinction_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="firmkey",
            constraint=models.UniqueConstraint(fields=("key", "organisation"), name="firm_key_once"),
        ),
        migrations.AddIndex(
            model_name="firmpair",
            index=models.Index(fields=["why", "-id"], name="firm_pair_by_why"),
        ),
        migrations.AddConstraint(
            model_name="firmpair",
            constraint=models.UniqueConstraint(fields=("one", "other"), name="firm_pair_once"),
        ),
        migrations.AddConstraint(
            model_name="firmpair",
            constraint=models.CheckConstraint(
                condition=models.Q(("one__lt", models.F("other"))), name="firm_pair_in_order"
            ),
        ),
        *(
            migrations.AddIndex(model_name=model, index=models.Index(fields=fields, name=name))
            for model, fields, name in (
                ("firmpair", ["low"], "firm_pair_by_low"),
                ("firmpair", ["high"], "firm_pair_by_high"),
                ("distinction", ["low", "high"], "distinction_by_both"),
                ("distinction", ["high"], "distinction_by_high"),
            )
        ),
        migrations.RunSQL(
            CURRENT, NOT_CURRENT, hints={"expands": "only of tables the release before has not"}
        ),
    ]
