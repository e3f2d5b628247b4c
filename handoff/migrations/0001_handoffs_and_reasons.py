"""Handoffs, what was answered, and the kept list of reasons, in both languages."""

import django.db.models.deletion
import django.utils.timezone
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from campaigns.following import drop_function, drop_trigger, make_function, make_trigger

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
        ("no-answer", "nobody", "Meldet sich nicht mehr", "Stopped responding"),
        ("unreachable", "nobody", "Auch nach mehreren Versuchen nicht erreichbar", "Not reachable after several attempts"),
    ],
}  # fmt: skip

FOLLOW_REASON = "handoff_follow_reason"
FUNCTION = (FOLLOW_REASON, "handoff_reason", "reason_id")
FOLLOWING = (FOLLOW_REASON, "handoff_handoffanswer", "reason_id")


def add_reasons(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add what is missing; a label somebody changed stays changed."""
    Reason = apps.get_model("handoff", "Reason")
    for use, reasons in REASONS.items():
        for position, (key, owner, label_de, label_en) in enumerate(reasons, start=1):
            values = {"owner": owner, "label_de": label_de, "label_en": label_en, "position": position * 10}
            Reason.objects.get_or_create(use=use, key=key, defaults=values)


def remove_reasons(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the kept list away again; the database refuses where a rating or an outcome names one."""
    Reason = apps.get_model("handoff", "Reason")
    for use, reasons in REASONS.items():
        Reason.objects.filter(use=use, key__in=[key for key, *_ in reasons]).delete()


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("leads", "0001_persons_and_leads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Handoff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("A", "A – will buy soon"),
                            ("B", "B – serious interest"),
                            ("C", "C – perhaps later"),
                            ("D", "D – does not fit"),
                        ],
                        max_length=1,
                        verbose_name="marketing's grade",
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="note for sales")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                    "from_user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="handoffs", to="leads.lead"
                    ),
                ),
                (
                    "to_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "handoff",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Reason",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "use",
                    models.CharField(
                        choices=[("return", "Return of a lead"), ("rating", "Rating"), ("lost", "Lost deal")],
                        editable=False,
                        max_length=6,
                    ),
                ),
                (
                    "owner",
                    models.CharField(
                        choices=[
                            ("marketing", "Marketing can fix it"),
                            ("sales", "Sales can fix it"),
                            ("product", "Product or price"),
                            ("nobody", "Nobody can change it"),
                        ],
                        max_length=9,
                        verbose_name="who can fix it",
                    ),
                ),
                ("key", models.SlugField(editable=False, max_length=40)),
                ("label_de", models.CharField(max_length=120, verbose_name="in German")),
                ("label_en", models.CharField(max_length=120, verbose_name="in English")),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("is_active", models.BooleanField(default=True, editable=False)),
                ("row_version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "merged_into",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="handoff.reason",
                    ),
                ),
            ],
            options={
                "verbose_name": "reason",
                "ordering": ["use", "position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("use", "key"), name="reason_key_once_per_use")
                ],
            },
        ),
        migrations.CreateModel(
            name="HandoffAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("accept", "Accepted"),
                            ("return", "Returned"),
                            ("question", "Question to marketing"),
                            ("reply", "Reply from marketing"),
                        ],
                        max_length=8,
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=2000)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                    "handoff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="handoff.handoff",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reason",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="handoff.reason",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(("grade__in", ["A", "B", "C", "D"])), name="handoff_grade_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="handoffanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "return"), _negated=True), ("reason__isnull", False), _connector="OR"
                ),
                name="return_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoffanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["question", "reply"]), _negated=True),
                    models.Q(("text", ""), _negated=True),
                    _connector="OR",
                ),
                name="question_has_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoffanswer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["accept", "return"]), ("undone_by", None)),
                fields=("handoff", "kind"),
                name="handoff_settled_once",
            ),
        ),
        migrations.RunPython(add_reasons, remove_reasons),
        migrations.RunSQL(make_function(*FUNCTION), drop_function(FOLLOW_REASON)),
        migrations.RunSQL(make_trigger(*FOLLOWING), drop_trigger(*FOLLOWING[1:])),
    ]
