from __future__ import annotations

import uuid
from collections.abc import Callable

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Action, may, may_find
from campaigns.models.campaigns import Campaign, Channel
from campaigns.models.ctas import CallToAction, LeadDefinition
from leads.deputies import represented_by
from leads.life import LeadStage, Living, stands_in
from leads.models.contacts import Contact, call_enquiry, contact_of
from leads.models.persons import Person


class LeadKind(models.TextChoices):
    """Only real leads count; tests, spam and what turned out to be no lead are kept and shown."""

    REAL = "real", _("Real lead")
    TEST = "test", _("Test lead")
    SPAM = "spam", _("Spam")
    NO_LEAD = "none", _("No lead")


# That something is no lead, somebody says who has looked at it.
INCOMING_KINDS = (LeadKind.REAL, LeadKind.TEST, LeadKind.SPAM)


class Door(models.TextChoices):
    """The ways in."""

    HAND = "hand", _("By hand")
    API = "api", _("API")
    FORM = "form", _("Form")
    WEBHOOK = "webhook", _("Webhook")
    FILE = "file", _("File")


class Grade(models.TextChoices):
    """The anchored scale both teams use: marketing's guess at handoff, sales' quality after contact."""

    A = "A", _("A – will buy soon")
    B = "B", _("B – serious interest")
    C = "C", _("C – perhaps later")
    D = "D", _("D – does not fit")

    @property
    def anchor(self) -> str:
        """What the grade means, without its letter: "will buy soon"."""
        return str(self.label).partition("–")[2].strip()


IS_WAITING = (
    stands_in(LeadStage.with_marketing) & models.Q(kind=LeadKind.REAL) & models.Q(definition__isnull=False)
)
IS_IN_POOL = models.Q(stage=LeadStage.HANDED_OVER, assigned_to=None)
# Sales has said yes to it and may call: what `Lead.shows_contact_to` asks of a lead in hand.
IS_ACCEPTED = stands_in(LeadStage.accepted_or_later)


NEWEST_FIRST = ("-received_at", "-pk")
OLDEST_FIRST = ("received_at", "pk")


class LeadQuerySet(models.QuerySet["Lead"]):
    def visible_to(self, user: User) -> LeadQuerySet:
        """All leads, or what was handed to them, what lies in the pool and what lies with those they stand in
        for, as the table says; else none.
        """
        if may_find(user, Action.VIEW_EVERY_LEAD):
            return self.all()
        if may_find(user, Action.VIEW_LEADS):
            # Numbers, not a subquery: beside an OR that would keep PostgreSQL from the index by rep.
            reps = {user.pk, *represented_by(user)}
            own = models.Q(assigned_to=user) if len(reps) == 1 else models.Q(assigned_to__in=reps)
            return self.filter(own | IS_IN_POOL)
        return self.none()

    def showing_contact_to(self, user: User) -> LeadQuerySet:
        """Those of them whose e-mail and phone this person may read, and so may ask for."""
        if may(user, Action.VIEW_CONTACTS):
            return self
        may_once_accepted = may(user, Action.VIEW_ACCEPTED_CONTACTS)
        return self.visible_to(user).filter(IS_ACCEPTED) if may_once_accepted else self.none()

    def counted(self) -> LeadQuerySet:
        return self.filter(kind=LeadKind.REAL)

    def in_pool(self) -> LeadQuerySet:
        return self.filter(IS_IN_POOL)

    def waiting(self) -> LeadQuerySet:
        """Real leads marketing still has to hand over; history from before any definition never waits."""
        return self.filter(IS_WAITING)

    def with_names(self) -> LeadQuerySet:
        """Everything a line of the list shows, without the long texts."""
        rows = self.select_related("person", "campaign", "cta", "channel", "assigned_to")
        return rows.defer("raw", "answers", "note")

    def for_lines(self) -> LeadQuerySet:
        """Just what a line of the list is made of; the names of campaigns and channels are known there."""
        rows = self.select_related("person", "assigned_to")
        contact = ("name", "company", "email", "phone", "also_reached_by", "other_names")
        return rows.only(
            *("campaign_id", "cta_id", "channel_id", "received_at", "kind", "stage", "grade", "is_rated"),
            "contact_as_given",
            *(f"person__{name}" for name in contact),
            *("assigned_to__full_name", "assigned_to__email"),
        )


class Lead(Living):
    """One enquiry of one person through one call-to-action. A repeat enquiry is a new lead."""

    # What other systems call this lead; nobody looks one up by it, so it has no index.
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leads", db_index=False)
    # Where db_index is off, an index below begins with the column, or nobody looks leads up by it.
    campaign = models.ForeignKey(
        Campaign,
        verbose_name=_("campaign"),
        on_delete=models.PROTECT,
        related_name="leads",
        db_index=False,
    )
    # Only imported history may lack its call-to-action.
    cta = models.ForeignKey(
        CallToAction,
        verbose_name=_("call-to-action"),
        on_delete=models.PROTECT,
        related_name="leads",
        null=True,
        blank=True,
        db_index=False,
    )
    channel = models.ForeignKey(
        Channel,
        verbose_name=_("channel"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        db_index=False,
    )
    # The signed definition in force at intake; NULL is history from before any agreement.
    definition = models.ForeignKey(
        LeadDefinition,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="leads",
        db_index=False,
    )
    kind = models.CharField(_("kind"), max_length=4, choices=LeadKind.choices, default=LeadKind.REAL)
    door = models.CharField(_("came by"), max_length=7, choices=Door.choices)
    # What sent it, beside the person in whose name it came: "token 7", "import 12".
    sender = models.CharField(max_length=40, blank=True, editable=False)
    external_id = models.CharField(_("external number"), max_length=160, blank=True)
    # Whose number that is: two systems may both have a lead 1.
    external_source = models.CharField(_("source of the number"), max_length=80, blank=True)
    received_at = models.DateTimeField(_("received"))
    # The company's day of `received_at`: the day it is counted on.
    received_on = models.DateField(editable=False)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
    )
    grade = models.CharField(_("marketing's grade"), max_length=1, choices=Grade.choices, blank=True)
    # Sales has given its own word, at whatever stage; set together with the stage. Opens the grade to sales.
    is_rated = models.BooleanField(default=False, editable=False)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sales rep"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        db_index=False,
    )
    handed_over_at = models.DateTimeField(null=True, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    # Whether its firm was a customer on the day it came in. Triggers keep it, whoever writes person or firm.
    is_of_customer = models.BooleanField(default=False, db_default=False, editable=False)
    page_url = models.CharField(_("page"), max_length=1000, blank=True)
    # In the person's own words; a channel's name means that channel.
    said_source = models.CharField(_("how did you hear of us?"), max_length=200, blank=True, db_default="")
    # What the person answered on the form: {"question": "answer"}.
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    note = models.TextField(_("note"), max_length=4000, blank=True)
    # Name, company, e-mail or phone as given with this enquiry, where the person's row says otherwise or the
    # enquiry is that of somebody else of the same address; and a phone as typed, where it says more.
    contact_as_given = models.JSONField(default=dict, blank=True, editable=False)
    # Columns of an import nobody mapped, kept as they came.
    raw = models.JSONField(default=dict, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["external_id", "external_source"],
                condition=~models.Q(external_id=""),
                name="lead_external_id_once",
            ),
            models.CheckConstraint(condition=stands_in(LeadStage.values), name="lead_stage_known"),
            models.CheckConstraint(condition=models.Q(kind__in=LeadKind.values), name="lead_kind_known"),
            models.CheckConstraint(condition=models.Q(door__in=Door.values), name="lead_door_known"),
            models.CheckConstraint(
                condition=models.Q(grade="") | models.Q(grade__in=Grade.values), name="lead_grade_known"
            ),
            models.CheckConstraint(
                condition=models.Q(door=Door.FILE) | models.Q(cta__isnull=False),
                name="lead_has_cta_unless_history",
            ),
            models.CheckConstraint(
                condition=~models.Q(stage=LeadStage.ACCEPTED) | models.Q(assigned_to__isnull=False),
                name="lead_accepted_by_somebody",
            ),
        ]
        # One index per question; each names who asks it.
        indexes = [
            # The list of leads, and each of its filters, newest first and page by page.
            models.Index(fields=["-received_at", "-id"], name="lead_newest"),
            models.Index(fields=["campaign", "-received_at", "-id"], name="lead_by_campaign"),
            models.Index(fields=["cta", "-received_at", "-id"], name="lead_by_cta"),
            models.Index(fields=["channel", "-received_at", "-id"], name="lead_by_channel"),
            models.Index(fields=["stage", "-received_at", "-id"], name="lead_by_stage"),
            models.Index(fields=["door", "-received_at", "-id"], name="lead_by_door"),
            models.Index(fields=["assigned_to", "-received_at", "-id"], name="lead_by_rep"),
            models.Index(
                fields=["-received_at", "-id"], condition=~models.Q(kind=LeadKind.REAL), name="lead_not_real"
            ),
            models.Index(
                fields=["-received_at", "-id"], condition=models.Q(definition=None), name="lead_history"
            ),
            # The list "waiting for hand-over", and the next one to hand over.
            models.Index(fields=["received_at", "id"], condition=IS_WAITING, name="lead_waiting"),
            # Earlier enquiries of a person: on the lead's page, while one is typed, and when one comes in.
            models.Index(fields=["person", "-received_at"], name="lead_by_person"),
            # The counting job: the leads of one cell.
            models.Index(fields=["received_on", "campaign", "cta", "channel"], name="lead_cell"),
            # What waits for a step of sales, however many are decided.
            models.Index(
                fields=["stage", "handed_over_at", "id", "assigned_to"],
                condition=stands_in(LeadStage.with_sales) & models.Q(handed_over_at__isnull=False),
                name="lead_waiting_for_sales",
            ),
        ]

    def __str__(self) -> str:
        return f"Lead {self.pk}"

    @property
    def contact(self) -> Contact:
        """Whom this enquiry is from, which is not always whom its address is known by."""
        return self.contact_by(lambda: self.cta.name if self.cta else self.campaign.name)

    def contact_by(self, way: Callable[[], str]) -> Contact:
        """As `contact`, for whoever knows what its way in is called without asking for it."""
        return contact_of(
            self.person, self.contact_as_given, unnamed=lambda: call_enquiry(self.received_at, way())
        )

    @property
    def is_in_pool(self) -> bool:
        """Handed to sales without a name: whoever claims it first has it."""
        return self.stage == LeadStage.HANDED_OVER and self.assigned_to_id is None

    def shows_grade_to(self, user: User) -> bool:
        """Marketing's grade stays hidden from sales until sales has given its own word; a deal is none."""
        return may(user, Action.VIEW_GRADES) or (self.is_rated and may(user, Action.VIEW_LEADS))

    def shows_contact_to(self, user: User) -> bool:
        """Sales reads e-mail and phone while the lead is accepted; nobody calls a lead that is not theirs."""
        is_accepted = self.stage in LeadStage.accepted_or_later
        return may(user, Action.VIEW_CONTACTS) or (is_accepted and may(user, Action.VIEW_ACCEPTED_CONTACTS))


class ClickId(models.TextChoices):
    """The click ids we keep, byte for byte; nothing else from the address is read."""

    GCLID = "gclid"
    GBRAID = "gbraid"
    WBRAID = "wbraid"
    DCLID = "dclid"
    FBCLID = "fbclid"
    MSCLKID = "msclkid"
    LI_FAT_ID = "li_fat_id"
    TTCLID = "ttclid"
    TWCLID = "twclid"


class TouchPosition(models.TextChoices):
    FIRST = "first", _("first touch")
    LAST = "last", _("last touch")


class Touch(models.Model):
    """Where a person came from when enquiring; first and last are kept apart and never overwritten."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="touches", db_index=False)
    position = models.CharField(max_length=5, choices=TouchPosition.choices, default=TouchPosition.LAST)
    utm_source = models.CharField(max_length=1000, blank=True)
    utm_medium = models.CharField(max_length=1000, blank=True)
    utm_campaign = models.CharField(max_length=1000, blank=True)
    utm_term = models.CharField(max_length=1000, blank=True)
    utm_content = models.CharField(max_length=1000, blank=True)
    utm_id = models.CharField(max_length=1000, blank=True)
    # By ClickId, byte for byte.
    click_ids = models.JSONField(default=dict, blank=True)
    page_url = models.CharField(max_length=1000, blank=True)
    referrer = models.CharField(max_length=1000, blank=True)
    happened_at = models.DateTimeField()

    class Meta:
        verbose_name = _("touch")
        verbose_name_plural = _("touches")
        ordering = ["happened_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["lead", "position"], name="touch_once_per_position"),
            models.CheckConstraint(
                condition=models.Q(position__in=TouchPosition.values), name="touch_position_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} {self.position}"

    @property
    def utm_values(self) -> list[tuple[str, str]]:
        """The utm names that were given, with their values."""
        names = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id")
        return [(name, getattr(self, name)) for name in names if getattr(self, name)]
