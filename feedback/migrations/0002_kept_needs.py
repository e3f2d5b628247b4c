"""The kept list of needs a company starts with, in both languages."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# key, German, English
NEEDS = [
    ("faster-delivery", "Schnellere Lieferung", "Faster delivery"),
    ("lower-price", "Niedrigerer Preis", "Lower price"),
    ("advice-on-site", "Beratung vor Ort", "Advice on site"),
    ("financing", "Finanzierung oder Raten", "Financing or instalments"),
    ("maintenance-contract", "Wartungsvertrag", "Maintenance contract"),
    ("custom-solution", "Lösung nach Maß", "Made-to-measure solution"),
    ("try-before-buying", "Probestellung oder Muster", "Trial or sample"),
    ("one-contact", "Fester Ansprechpartner", "One person to talk to"),
    ("connection", "Anbindung an Vorhandenes", "Connection to what is in place"),
    ("references", "Referenzen aus der Branche", "References from their industry"),
    ("training", "Schulung und Einweisung", "Training and instruction"),
]


def add_needs(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Need = apps.get_model("feedback", "Need")
    Need.objects.using(schema_editor.connection.alias).bulk_create(
        Need(key=key, label_de=german, label_en=english, position=position)
        for position, (key, german, english) in enumerate(NEEDS)
    )


def remove_unused_needs(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Needs that ratings name go with their tables, when 0001 is taken back too."""
    Need = apps.get_model("feedback", "Need")
    kept = Need.objects.using(schema_editor.connection.alias).filter(key__in=[key for key, _, _ in NEEDS])
    kept.filter(ratings=None).delete()


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_attempts_ratings_and_outcomes")]

    operations = [migrations.RunPython(add_needs, remove_unused_needs)]
