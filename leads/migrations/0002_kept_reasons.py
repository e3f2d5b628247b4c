"""The kept list of reasons, in both languages, each with the side that can do something about it."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REASONS = {
    "return": [
        ("wrong-contact", "marketing", "Kontaktdaten falsch oder unvollständig", "Contact data wrong or incomplete"),
        ("duplicate", "marketing", "Doppelt oder schon Kunde", "Duplicate or already a customer"),
        ("outside-target", "marketing", "Nicht unsere Region oder Zielgruppe", "Outside our region or target group"),
        ("no-enquiry", "marketing", "Keine echte Anfrage", "Not a real enquiry"),
        ("too-little-known", "marketing", "Zu wenig Angaben für ein Gespräch", "Too little known to call"),
        ("unreachable", "nobody", "Auch nach mehreren Versuchen nicht erreichbar", "Not reachable after several attempts"),
        ("not-my-area", "sales", "Nicht mein Gebiet oder Bereich", "Not my area"),
    ],
    "rating": [
        ("expected-else", "marketing", "Hat etwas anderes erwartet", "Expected something else"),
        ("wrong-target", "marketing", "Gehört nicht zur Zielgruppe", "Not in the target group"),
        ("only-looking", "marketing", "Wollte sich nur informieren", "Only wanted information"),
        ("does-not-decide", "marketing", "Entscheidet nicht mit", "Has no say in the decision"),
        ("price-too-high", "product", "Preis zu hoch", "Price too high"),
        ("feature-missing", "product", "Leistung oder Funktion fehlt", "Service or feature missing"),
        ("called-too-late", "sales", "Wir haben uns zu spät gemeldet", "We called too late"),
        ("too-early", "nobody", "Zeitpunkt zu früh", "Too early"),
        ("no-budget", "nobody", "Kein Budget", "No budget"),
    ],
    "lost": [
        ("price", "product", "Preis zu hoch", "Price too high"),
        ("competitor", "product", "Für einen Mitbewerber entschieden", "Chose a competitor"),
        ("feature-missing", "product", "Leistung oder Funktion fehlt", "Service or feature missing"),
        ("delivery", "product", "Lieferzeit oder Verfügbarkeit", "Delivery time or availability"),
        ("expected-else", "marketing", "Hat etwas anderes erwartet, als versprochen war", "Expected something else than was promised"),
        ("too-slow", "sales", "Wir waren zu langsam", "We were too slow"),
        ("no-budget", "nobody", "Kein Budget", "No budget"),
        ("no-need", "nobody", "Doch kein Bedarf", "No need after all"),
        ("timing", "nobody", "Auf unbestimmte Zeit verschoben", "Put off indefinitely"),
        ("no-answer", "nobody", "Meldet sich nicht mehr", "No answer any more"),
    ],
}  # fmt: skip


def add_reasons(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add what is missing; a label somebody changed stays changed."""
    Reason = apps.get_model("leads", "Reason")
    for use, reasons in REASONS.items():
        for position, (key, owner, label_de, label_en) in enumerate(reasons, start=1):
            values = {"owner": owner, "label_de": label_de, "label_en": label_en, "position": position * 10}
            Reason.objects.get_or_create(use=use, key=key, defaults=values)


def remove_reasons(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the kept list away again; the database refuses where a rating or an outcome names one."""
    Reason = apps.get_model("leads", "Reason")
    for use, reasons in REASONS.items():
        Reason.objects.filter(use=use, key__in=[key for key, *_ in reasons]).delete()


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_campaigns_leads_and_handoffs")]

    operations = [migrations.RunPython(add_reasons, remove_reasons)]
