from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.user import validate_time_zone
from values.days import check_day


class Land(models.TextChoices):
    """The German Länder, for their public holidays; ISO 3166-2 codes without the DE-."""

    BW = "BW", "Baden-Württemberg"
    BY = "BY", "Bayern"
    BE = "BE", "Berlin"
    BB = "BB", "Brandenburg"
    HB = "HB", "Bremen"
    HH = "HH", "Hamburg"
    HE = "HE", "Hessen"
    MV = "MV", "Mecklenburg-Vorpommern"
    NI = "NI", "Niedersachsen"
    NW = "NW", "Nordrhein-Westfalen"
    RP = "RP", "Rheinland-Pfalz"
    SL = "SL", "Saarland"
    SN = "SN", "Sachsen"
    ST = "ST", "Sachsen-Anhalt"
    SH = "SH", "Schleswig-Holstein"
    TH = "TH", "Thüringen"
    NONE = "--", _("Outside Germany")


class Country(models.TextChoices):
    """Where a company of ours may be, and its phones; ISO 3166-1 codes."""

    DE = "DE", _("Germany")
    AT = "AT", _("Austria")
    CH = "CH", _("Switzerland")
    LI = "LI", _("Liechtenstein")
    LU = "LU", _("Luxembourg")
    NL = "NL", _("Netherlands")
    BE = "BE", _("Belgium")
    FR = "FR", _("France")
    IT = "IT", _("Italy")
    ES = "ES", _("Spain")
    PL = "PL", _("Poland")
    CZ = "CZ", _("Czechia")
    DK = "DK", _("Denmark")
    SE = "SE", _("Sweden")
    GB = "GB", _("United Kingdom")
    US = "US", _("United States")


class Currency(models.TextChoices):
    EUR = "EUR", _("Euro (EUR)")
    CHF = "CHF", _("Swiss franc (CHF)")
    GBP = "GBP", _("Pound sterling (GBP)")
    USD = "USD", _("US dollar (USD)")
    PLN = "PLN", _("Polish złoty (PLN)")
    SEK = "SEK", _("Swedish krona (SEK)")
    DKK = "DKK", _("Danish krone (DKK)")


YOUNGEST_MATURITY, OLDEST_MATURITY = 7, 1_095  # days: a week, three years


def usual_maturity() -> int:
    """The maturity age of a new company, in days."""
    return int(settings.MATURITY_DAYS)


class CompanyManager(models.Manager["Company"]):
    def current(self) -> Company | None:
        """The one company of this installation, or None before it is set up."""
        return self.first()


class Company(models.Model):
    """The one company this installation serves; its row has id 1 and no other can exist."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("company"), max_length=160)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, default=Currency.EUR)
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        default="Europe/Berlin",
        validators=[validate_time_zone],
        help_text=_("Decides on which day a lead is counted."),
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        choices=Country.choices,
        default=Country.DE,
        help_text=_("Phones without country code are read as numbers of this country."),
    )
    land = models.CharField(
        _("Land"),
        max_length=2,
        choices=Land.choices,
        default=Land.BE,
        help_text=_("Decides the public holidays."),
    )
    maturity_days = models.PositiveSmallIntegerField(
        _("maturity age in days"),
        default=usual_maturity,
        validators=[MinValueValidator(YOUNGEST_MATURITY), MaxValueValidator(OLDEST_MATURITY)],
        help_text=_(
            "A lead counts in conversion rates once it is this old, and a deal when it came by then."
        ),
    )
    attempts_before_closing = models.PositiveSmallIntegerField(
        _("attempts before a lead is closed as not reachable"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_("So often sales tries to reach somebody before it may close the lead without a rating."),
    )
    requires_second_step = models.BooleanField(
        _("second step required of managers and administrators"),
        default=False,
        help_text=_(
            "Whoever of them has none sets it up before anything else. Recommended as soon as there are "
            "leads of real people here."
        ),
    )
    introduced_on = models.DateField(
        _("Smarketing introduced on"),
        null=True,
        blank=True,
        validators=[check_day],
        help_text=_(
            "Leads that came in before this day are compared with those since. Empty: the day of the first "
            "lead that came in under a signed lead definition."
        ),
    )
    row_version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CompanyManager()

    class Meta:
        verbose_name = _("company")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="company_only_one")]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
