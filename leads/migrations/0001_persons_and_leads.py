"""Persons and their enquiries."""

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from campaigns.following import drop_trigger, make_trigger

FOLLOWING = ("campaigns_follow_channel", "leads_lead", "channel_id")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("campaigns", "0001_campaigns_and_ways_in"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Lead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("registered", "Registered"),
                            ("handed_over", "Handed over"),
                            ("returned", "Returned"),
                            ("accepted", "Accepted"),
                            ("contacted", "Contacted"),
                            ("rated", "Rated"),
                            ("won", "Won"),
                            ("lost", "Lost"),
                        ],
                        default="registered",
                        max_length=11,
                        verbose_name="status",
                    ),
                ),
                ("row_version", models.PositiveIntegerField(default=1, editable=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("real", "Real lead"),
                            ("test", "Test lead"),
                            ("spam", "Spam"),
                            ("none", "No lead"),
                        ],
                        default="real",
                        max_length=4,
                        verbose_name="kind",
                    ),
                ),
                (
                    "door",
                    models.CharField(
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
                ("sender", models.CharField(blank=True, editable=False, max_length=40)),
                ("external_id", models.CharField(blank=True, max_length=160, verbose_name="external number")),
                (
                    "external_source",
                    models.CharField(blank=True, max_length=80, verbose_name="source of the number"),
                ),
                ("received_at", models.DateTimeField(verbose_name="received")),
                ("received_on", models.DateField(editable=False)),
                (
                    "grade",
                    models.CharField(
                        blank=True,
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
                ("is_rated", models.BooleanField(default=False, editable=False)),
                ("handed_over_at", models.DateTimeField(editable=False, null=True)),
                ("accepted_at", models.DateTimeField(editable=False, null=True)),
                ("page_url", models.CharField(blank=True, max_length=1000, verbose_name="page")),
                ("answers", models.JSONField(blank=True, default=dict, verbose_name="answers")),
                ("note", models.TextField(blank=True, max_length=4000, verbose_name="note")),
                ("contact_as_given", models.JSONField(blank=True, default=dict, editable=False)),
                ("raw", models.JSONField(blank=True, default=dict, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sales rep",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads",
                        to="campaigns.campaign",
                        verbose_name="campaign",
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads",
                        to="campaigns.channel",
                        verbose_name="channel",
                    ),
                ),
                (
                    "cta",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads",
                        to="campaigns.calltoaction",
                        verbose_name="call-to-action",
                    ),
                ),
                (
                    "definition",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads",
                        to="campaigns.leaddefinition",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "lead",
                "ordering": ["-received_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="name")),
                ("company", models.CharField(blank=True, max_length=200, verbose_name="company")),
                ("email", models.CharField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                (
                    "also_reached_by",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=254),
                        default=list,
                        editable=False,
                        size=None,
                        verbose_name="also reached by",
                    ),
                ),
                (
                    "other_names",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        default=list,
                        editable=False,
                        size=None,
                        verbose_name="other names",
                    ),
                ),
                ("search_text", models.CharField(blank=True, editable=False, max_length=2000)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "persons",
                "indexes": [
                    models.Index(
                        condition=models.Q(("phone", ""), _negated=True),
                        fields=["phone"],
                        name="person_phone",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        condition=models.Q(("also_reached_by", []), _negated=True),
                        fastupdate=False,
                        fields=["also_reached_by"],
                        name="person_also_reached_by",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.search.SearchVector("search_text", config="simple"),
                        name="person_words",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("email", ""), _negated=True),
                        fields=("email",),
                        name="person_email_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("email", ""), models.Q(("phone", ""), _negated=True)),
                        fields=("phone", "name"),
                        name="person_phone_and_name_once",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="lead",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="leads",
                to="leads.person",
            ),
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "E-mail"),
                            ("phone", "Phone"),
                            ("post", "Post"),
                            ("messenger", "Messenger"),
                        ],
                        max_length=9,
                        verbose_name="channel",
                    ),
                ),
                ("text_version", models.CharField(max_length=80, verbose_name="wording")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("given_at", models.DateTimeField(verbose_name="given at")),
                (
                    "lead",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="leads.lead",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="leads.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "consent",
                "ordering": ["given_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Touch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "position",
                    models.CharField(
                        choices=[("first", "first touch"), ("last", "last touch")],
                        default="last",
                        max_length=5,
                    ),
                ),
                ("utm_source", models.CharField(blank=True, max_length=1000)),
                ("utm_medium", models.CharField(blank=True, max_length=1000)),
                ("utm_campaign", models.CharField(blank=True, max_length=1000)),
                ("utm_term", models.CharField(blank=True, max_length=1000)),
                ("utm_content", models.CharField(blank=True, max_length=1000)),
                ("utm_id", models.CharField(blank=True, max_length=1000)),
                ("click_ids", models.JSONField(blank=True, default=dict)),
                ("page_url", models.CharField(blank=True, max_length=1000)),
                ("referrer", models.CharField(blank=True, max_length=1000)),
                ("happened_at", models.DateTimeField()),
                (
                    "lead",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="touches",
                        to="leads.lead",
                    ),
                ),
            ],
            options={
                "verbose_name": "touch",
                "verbose_name_plural": "touches",
                "ordering": ["happened_at", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["-received_at", "-id"], name="lead_newest"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["campaign", "-received_at", "-id"], name="lead_by_campaign"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["cta", "-received_at", "-id"], name="lead_by_cta"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["channel", "-received_at", "-id"], name="lead_by_channel"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["stage", "-received_at", "-id"], name="lead_by_stage"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["door", "-received_at", "-id"], name="lead_by_door"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["assigned_to", "-received_at", "-id"], name="lead_by_rep"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("kind", "real"), _negated=True),
                fields=["-received_at", "-id"],
                name="lead_not_real",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("definition", None)), fields=["-received_at", "-id"], name="lead_history"
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(
                    ("stage__in", ["registered", "returned"]), ("kind", "real"), ("definition__isnull", False)
                ),
                fields=["received_at", "id"],
                name="lead_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["person", "-received_at"], name="lead_by_person"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["received_on", "campaign", "cta", "channel"], name="lead_cell"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(
                    ("stage__in", ["handed_over", "accepted", "contacted", "rated"]),
                    ("handed_over_at__isnull", False),
                ),
                fields=["stage", "handed_over_at", "id", "assigned_to"],
                name="lead_waiting_for_sales",
            ),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("external_id", "external_source"),
                name="lead_external_id_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "stage__in",
                        [
                            "registered",
                            "handed_over",
                            "returned",
                            "accepted",
                            "contacted",
                            "rated",
                            "won",
                            "lost",
                        ],
                    )
                ),
                name="lead_stage_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["real", "test", "spam", "none"])), name="lead_kind_known"
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
            model_name="lead",
            constraint=models.CheckConstraint(
                condition=models.Q(("grade", ""), ("grade__in", ["A", "B", "C", "D"]), _connector="OR"),
                name="lead_grade_known",
            ),
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
                condition=models.Q(
                    models.Q(("stage", "accepted"), _negated=True),
                    ("assigned_to__isnull", False),
                    _connector="OR",
                ),
                name="lead_accepted_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                fields=("lead", "channel"), name="consent_once_per_lead_and_channel"
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["email", "phone", "post", "messenger"])),
                name="consent_channel_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="touch",
            constraint=models.UniqueConstraint(fields=("lead", "position"), name="touch_once_per_position"),
        ),
        migrations.AddConstraint(
            model_name="touch",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__in", ["first", "last"])), name="touch_position_known"
            ),
        ),
        migrations.CreateModel(
            name="KindChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "was",
                    models.CharField(
                        choices=[
                            ("real", "Real lead"),
                            ("test", "Test lead"),
                            ("spam", "Spam"),
                            ("none", "No lead"),
                        ],
                        editable=False,
                        max_length=8,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("real", "Real lead"),
                            ("test", "Test lead"),
                            ("spam", "Spam"),
                            ("none", "No lead"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "lead",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="kind_changes",
                        to="leads.lead",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "change of kind",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["lead", "-id"], name="kindchange_newest")],
            },
        ),
        migrations.CreateModel(
            name="Undo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "lead",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="undos",
                        to="leads.lead",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "undo", "ordering": ["-id"]},
        ),
        migrations.CreateModel(
            name="PutAside",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("receipt", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "door",
                    models.CharField(
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
                ("sender", models.CharField(blank=True, editable=False, max_length=40)),
                ("owner", models.CharField(max_length=40)),
                ("source", models.CharField(max_length=200)),
                ("key_hash", models.CharField(blank=True, max_length=64)),
                ("fingerprint", models.CharField(max_length=64)),
                ("enquiry", models.JSONField()),
                ("came_at", models.DateTimeField()),
                ("tried_at", models.DateTimeField(null=True)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("refused_at", models.DateTimeField(null=True)),
                ("refusal", models.TextField(blank=True)),
                ("discarded_at", models.DateTimeField(null=True)),
                (
                    "discarded_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="putaside",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("key_hash", ""), _negated=True), ("refused_at", None)),
                fields=("key_hash",),
                name="putaside_once_per_key",
            ),
        ),
        migrations.RunSQL(make_trigger(*FOLLOWING), drop_trigger(*FOLLOWING[1:])),
    ]
