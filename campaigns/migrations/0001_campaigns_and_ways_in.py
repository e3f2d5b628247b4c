"""Campaigns, what they promise and cost, their ways in, and the kept list of needs a company starts with."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import campaigns.models.ctas
import values.addresses
import values.days
import values.money
from campaigns.following import drop_function, drop_trigger, make_function, make_trigger

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

FOLLOW_CHANNEL, FOLLOW_NEED = "campaigns_follow_channel", "campaigns_follow_need"
# (function, table of the entries, column that names one); (function, table, column)
FUNCTIONS = [
    (FOLLOW_CHANNEL, "campaigns_channel", "channel_id"),
    (FOLLOW_NEED, "campaigns_need", "need_id"),
]
FOLLOWING = [
    (FOLLOW_CHANNEL, "campaigns_campaign", "channel_id"),
    (FOLLOW_CHANNEL, "campaigns_dailycost", "channel_id"),
    (FOLLOW_NEED, "campaigns_campaign_needs", "need_id"),
]


def add_needs(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Need = apps.get_model("campaigns", "Need")
    Need.objects.using(schema_editor.connection.alias).bulk_create(
        Need(key=key, label_de=german, label_en=english, position=position)
        for position, (key, german, english) in enumerate(NEEDS)
    )


def remove_needs(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Need = apps.get_model("campaigns", "Need")
    Need.objects.using(schema_editor.connection.alias).filter(key__in=[key for key, _, _ in NEEDS]).delete()


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Need",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(editable=False, max_length=40, unique=True)),
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
                        to="campaigns.need",
                    ),
                ),
            ],
            options={
                "verbose_name": "need",
                "verbose_name_plural": "needs",
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("label_de"),
                        condition=models.Q(("merged_into", None)),
                        name="need_label_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="Name of the campaign")),
                (
                    "target_group",
                    models.CharField(
                        blank=True,
                        help_text="Who it speaks to, in a few words.",
                        max_length=300,
                        verbose_name="target group",
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(
                        blank=True, null=True, validators=[values.days.check_day], verbose_name="from"
                    ),
                ),
                (
                    "ends_on",
                    models.DateField(
                        blank=True, null=True, validators=[values.days.check_day], verbose_name="until"
                    ),
                ),
                (
                    "utm_campaign",
                    models.CharField(
                        blank=True,
                        help_text="As it stands in the links of your ads.",
                        max_length=160,
                        verbose_name="utm_campaign",
                    ),
                ),
                (
                    "target_leads",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="How many marketing wants to bring; its verdict on the overview is measured by this.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000000),
                        ],
                        verbose_name="target: leads per month",
                    ),
                ),
                (
                    "target_cost_cents",
                    models.PositiveBigIntegerField(
                        blank=True,
                        help_text="What a lead may cost at most.",
                        null=True,
                        validators=values.money.IN_REACH,
                        verbose_name="target: cost per lead",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "In preparation"), ("live", "Live"), ("ended", "Ended")],
                        default="draft",
                        editable=False,
                        max_length=5,
                        verbose_name="status",
                    ),
                ),
                ("row_version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "needs",
                    models.ManyToManyField(
                        blank=True,
                        help_text="What its ads and pages offer an answer to. What sales hears is held against it.",
                        related_name="campaigns",
                        to="campaigns.need",
                        verbose_name="needs it speaks to",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        help_text="Hears of questions from sales and signs for marketing.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "campaign",
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="CallToAction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="Name of the call-to-action")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("visit", "Visit"),
                            ("contact_details", "Contact details"),
                            ("download", "Download"),
                            ("call", "Call"),
                            ("appointment", "Appointment"),
                            ("purchase", "Purchase"),
                        ],
                        help_text="What people do.",
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "placement",
                    models.CharField(
                        blank=True,
                        help_text="The ad or the page it stands on.",
                        max_length=200,
                        verbose_name="placement",
                    ),
                ),
                (
                    "page_url",
                    models.CharField(
                        blank=True,
                        help_text="Sales opens it before calling.",
                        max_length=500,
                        validators=[values.addresses.check_page],
                        verbose_name="address of the page",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=campaigns.models.ctas.new_cta_key, editable=False, max_length=24, unique=True
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Switched off, no new leads come in by it; those it has stay.",
                        verbose_name="takes leads",
                    ),
                ),
                ("row_version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "campaign",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ctas",
                        to="campaigns.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "call-to-action",
                "verbose_name_plural": "calls-to-action",
                "ordering": ["campaign_id", "name", "id"],
            },
        ),
        migrations.CreateModel(
            name="Channel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="channel")),
                ("is_active", models.BooleanField(default=True, editable=False)),
                ("row_version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "merged_into",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="campaigns.channel",
                    ),
                ),
            ],
            options={
                "verbose_name": "channel",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"), name="channel_name_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="channel_name_given"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="campaign",
            name="channel",
            field=models.ForeignKey(
                blank=True,
                help_text="Choose one or type a new one. Single leads may come by another.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="campaigns.channel",
                verbose_name="usual channel",
            ),
        ),
        migrations.CreateModel(
            name="DailyCost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("amount_cents", models.PositiveBigIntegerField(verbose_name="cost")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="daily_costs",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        blank=True,
                        help_text="Blank where the cost was not for one channel: then it counts for the campaign only.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="campaigns.channel",
                        verbose_name="channel",
                    ),
                ),
            ],
            options={
                "verbose_name": "cost of a day",
                "ordering": ["-day", "channel"],
            },
        ),
        migrations.CreateModel(
            name="LeadDefinition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(editable=False)),
                (
                    "lead_text",
                    models.TextField(
                        help_text="What somebody must have done and left behind, so that sales calls.",
                        max_length=2000,
                        verbose_name="What counts as a lead here",
                    ),
                ),
                (
                    "good_text",
                    models.TextField(
                        help_text="How both teams recognise an A or a B: need, budget, say, time.",
                        max_length=2000,
                        verbose_name="What counts as a good lead",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "author",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cta",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="definitions",
                        to="campaigns.calltoaction",
                    ),
                ),
            ],
            options={
                "verbose_name": "lead definition",
                "ordering": ["-version"],
            },
        ),
        migrations.CreateModel(
            name="DefinitionSignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "team",
                    models.CharField(choices=[("marketing", "Marketing"), ("sales", "Sales")], max_length=9),
                ),
                ("signed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "definition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signatures",
                        to="campaigns.leaddefinition",
                    ),
                ),
            ],
            options={
                "ordering": ["signed_at"],
            },
        ),
        migrations.AddField(
            model_name="calltoaction",
            name="definition_in_force",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="campaigns.leaddefinition",
            ),
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="promise")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("promised_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="promises",
                        to="campaigns.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "promise",
                "ordering": ["position", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"),
                name="campaign_name_once",
                violation_error_message="There is already a campaign with this name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None),
                    ("starts_on", None),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="campaign_ends_after_start",
                violation_error_message="The end lies before the start.",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "live", "ended"])), name="campaign_status_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="dailycost",
            constraint=models.UniqueConstraint(
                fields=("campaign", "day", "channel"), name="cost_once_a_day", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="leaddefinition",
            constraint=models.UniqueConstraint(fields=("cta", "version"), name="definition_version_once"),
        ),
        migrations.AddConstraint(
            model_name="definitionsignature",
            constraint=models.UniqueConstraint(fields=("definition", "team"), name="signature_once_per_team"),
        ),
        migrations.AddConstraint(
            model_name="definitionsignature",
            constraint=models.CheckConstraint(
                condition=models.Q(("team__in", ["marketing", "sales"])), name="signature_team_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="calltoaction",
            constraint=models.UniqueConstraint(
                models.F("campaign"),
                django.db.models.functions.text.Lower("name"),
                name="cta_name_once_per_campaign",
                violation_error_message="This campaign already has a call-to-action with this name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="calltoaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["visit", "contact_details", "download", "call", "appointment", "purchase"])
                ),
                name="cta_kind_known",
            ),
        ),
        migrations.CreateModel(
            name="ListChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("list_name", models.CharField(max_length=20)),
                ("entry_id", models.BigIntegerField(null=True)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("added", "added"),
                            ("changed", "changed"),
                            ("moved", "moved"),
                            ("archived", "archived"),
                            ("restored", "offered again"),
                            ("merged", "merged"),
                            ("heard", "free text taken"),
                        ],
                        max_length=8,
                    ),
                ),
                ("was", models.CharField(blank=True, max_length=400)),
                ("became", models.CharField(blank=True, max_length=400)),
                ("uses", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a list",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["list_name", "-id"], name="listchange_newest")],
            },
        ),
        migrations.RunPython(add_needs, remove_needs),
        *(migrations.RunSQL(make_function(*one), drop_function(one[0])) for one in FUNCTIONS),
        *(migrations.RunSQL(make_trigger(*one), drop_trigger(*one[1:])) for one in FOLLOWING),
    ]
