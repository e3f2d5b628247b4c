"""What ratings mention is one kind of trait among others; the tables keep their names, so nothing moves."""

from __future__ import annotations

from django.db import migrations

RENAMED = (("mentioncell", "TraitCell"), ("mentionmonth", "TraitMonth"), ("mentiontotal", "TraitTotal"))


class Migration(migrations.Migration):
    dependencies = [("counting", "0002_existing_customers")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                operation
                for old, new in RENAMED
                for operation in (
                    migrations.RenameModel(old, new),
                    migrations.AlterModelTable(new, f"counting_{old}"),
                )
            ]
        )
    ]
