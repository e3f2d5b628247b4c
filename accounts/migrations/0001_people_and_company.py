"""The company, its people and what lets them in."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.models.company
import accounts.models.user


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SetupCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("full_name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("marketer", "Marketer"),
                            ("sales_rep", "Sales rep"),
                            ("sales_lead", "Sales lead"),
                            ("manager", "Manager"),
                            ("admin", "Administrator"),
                        ],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("de", "Deutsch"), ("en", "English")],
                        default="de",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "theme",
                    models.CharField(
                        choices=[("auto", "Like the device"), ("light", "Light"), ("dark", "Dark")],
                        default="auto",
                        max_length=5,
                        verbose_name="appearance",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default="Europe/Berlin",
                        max_length=64,
                        validators=[accounts.models.user.validate_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="may sign in")),
                ("joined_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
                "ordering": ["full_name", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        name="user_email_once",
                        violation_error_message="Somebody already signs in with this e-mail address.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["marketer", "sales_rep", "sales_lead", "manager", "admin"])
                        ),
                        name="user_role_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="what it is for")),
                ("prefix", models.CharField(max_length=12)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None, verbose_name="scopes"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="valid until")),
                ("last_used_on", models.DateField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="api_tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Company",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="company")),
                (
                    "currency",
                    models.CharField(
                        choices=[
                            ("EUR", "Euro (EUR)"),
                            ("CHF", "Swiss franc (CHF)"),
                            ("GBP", "Pound sterling (GBP)"),
                            ("USD", "US dollar (USD)"),
                            ("PLN", "Polish złoty (PLN)"),
                            ("SEK", "Swedish krona (SEK)"),
                            ("DKK", "Danish krone (DKK)"),
                        ],
                        default="EUR",
                        max_length=3,
                        verbose_name="currency",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default="Europe/Berlin",
                        help_text="Decides on which day a lead is counted.",
                        max_length=64,
                        validators=[accounts.models.user.validate_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        choices=[
                            ("DE", "Germany"),
                            ("AT", "Austria"),
                            ("CH", "Switzerland"),
                            ("LI", "Liechtenstein"),
                            ("LU", "Luxembourg"),
                            ("NL", "Netherlands"),
                            ("BE", "Belgium"),
                            ("FR", "France"),
                            ("IT", "Italy"),
                            ("ES", "Spain"),
                            ("PL", "Poland"),
                            ("CZ", "Czechia"),
                            ("DK", "Denmark"),
                            ("SE", "Sweden"),
                            ("GB", "United Kingdom"),
                            ("US", "United States"),
                        ],
                        default="DE",
                        help_text="Phones without country code are read as numbers of this country.",
                        max_length=2,
                        verbose_name="country",
                    ),
                ),
                (
                    "land",
                    models.CharField(
                        choices=[
                            ("BW", "Baden-Württemberg"),
                            ("BY", "Bayern"),
                            ("BE", "Berlin"),
                            ("BB", "Brandenburg"),
                            ("HB", "Bremen"),
                            ("HH", "Hamburg"),
                            ("HE", "Hessen"),
                            ("MV", "Mecklenburg-Vorpommern"),
                            ("NI", "Niedersachsen"),
                            ("NW", "Nordrhein-Westfalen"),
                            ("RP", "Rheinland-Pfalz"),
                            ("SL", "Saarland"),
                            ("SN", "Sachsen"),
                            ("ST", "Sachsen-Anhalt"),
                            ("SH", "Schleswig-Holstein"),
                            ("TH", "Thüringen"),
                            ("--", "Outside Germany"),
                        ],
                        default="BE",
                        help_text="Decides the public holidays.",
                        max_length=2,
                        verbose_name="Land",
                    ),
                ),
                (
                    "maturity_days",
                    models.PositiveSmallIntegerField(
                        default=accounts.models.company.usual_maturity,
                        help_text=(
                            "A lead counts in conversion rates once it is this old, and a deal when it came by then."
                        ),
                        validators=[
                            django.core.validators.MinValueValidator(7),
                            django.core.validators.MaxValueValidator(1095),
                        ],
                        verbose_name="maturity age in days",
                    ),
                ),
                (
                    "attempts_before_closing",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text=(
                            "So often sales tries to reach somebody before it may close the lead without a rating."
                        ),
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(20),
                        ],
                        verbose_name="attempts before a lead is closed as not reachable",
                    ),
                ),
                (
                    "requires_second_step",
                    models.BooleanField(
                        default=False,
                        help_text=(
                            "Whoever of them has none sets it up before anything else. Recommended as soon as there "
                            "are leads of real people here."
                        ),
                        verbose_name="second step required of managers and administrators",
                    ),
                ),
                ("row_version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "company",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="company_only_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("full_name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("marketer", "Marketer"),
                            ("sales_rep", "Sales rep"),
                            ("sales_lead", "Sales lead"),
                            ("manager", "Manager"),
                            ("admin", "Administrator"),
                        ],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("de", "Deutsch"), ("en", "English")],
                        default="de",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "ordering": ["email", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("accepted_at", None), ("withdrawn_at", None)),
                        name="invitation_waits_once",
                        violation_error_message="Somebody with this e-mail address is invited already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=200)),
                ("body", models.TextField(blank=True)),
                ("path", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(null=True)),
                ("mailed_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["user", "read_at", "-id"], name="notification_inbox")],
            },
        ),
        migrations.CreateModel(
            name="CallAllowance",
            fields=[
                ("key", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("full_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="EmailChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("was", models.EmailField(max_length=254)),
                ("email", models.EmailField(max_length=254, verbose_name="new e-mail address")),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "change of an e-mail address",
                "ordering": ["-id"],
            },
        ),
        migrations.RunSQL(
            # Half of each page is left free, so that an allowance is written anew beside the old one.
            sql="ALTER TABLE accounts_callallowance SET UNLOGGED, SET (fillfactor = 50)",
            reverse_sql="ALTER TABLE accounts_callallowance SET LOGGED, RESET (fillfactor)",
        ),
    ]
