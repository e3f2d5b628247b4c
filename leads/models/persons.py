from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorExact
from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.own_company import company_country
from firms.models import Organisation
from values.contacts import drop_contacts
from values.names import LONGEST_SEARCH_TEXT, search_text, search_words
from values.phones import code_of

SEARCHED_FIELDS = frozenset({"name", "company", "email", "phone", "also_reached_by", "other_names"})


class PersonQuerySet(models.QuerySet["Person"]):
    def with_email(self, email: str) -> PersonQuerySet:
        """Who has this address, or also has it; in the form `normalise_email` gives it."""
        return self.filter(models.Q(email=email) | _has_also(email))

    def with_phone(self, phone: str) -> PersonQuerySet:
        """Who has this number, or also has it; in E.164, as `normalise_phone` gives it."""
        return self.filter(models.Q(phone=phone) | _has_also(phone))

    def with_any_also(self, contacts: Collection[str]) -> PersonQuerySet:
        """Who has one of these addresses or numbers beside the first."""
        return self.filter(pk__in=RawSQL(_ALSO_ANY, [sorted(contacts)]))

    def with_any_id(self, ids: Collection[int]) -> PersonQuerySet:
        """As one value: thousands of them cost more to write down one by one than to look for."""
        condition = f"{self.model._meta.db_table}.id = ANY(%s)"
        return self.filter(RawSQL(condition, [list(ids)], output_field=models.BooleanField()))

    def matching(self, text: str, *, is_indexed: bool = True) -> PersonQuerySet:
        """Persons with a word that begins with each word of `text`, in whatever is known of them.

        Without the index each of them is looked at, which should be few.
        """
        query = _query_of(text)
        if query is None:
            return self.none()
        line = "search_text" if is_indexed else Concat("search_text", models.Value(""))
        return self.annotate(words=SearchVector(line, config="simple")).filter(words=query)


def is_named(text: str) -> SearchVectorExact:
    """Whether a person fits these words by name and firm alone; reads the row, no index."""
    line = (models.F("search_text"), models.Value("\n"), models.Value(1))
    first_line = models.Func(*line, function="split_part", output_field=models.TextField())
    return SearchVectorExact(SearchVector(first_line, config="simple"), _query_of(text))


def _query_of(text: str) -> SearchQuery | None:
    """What PostgreSQL is asked for; None where there is no word to look for."""
    words = search_words(text, country_code=code_of(company_country()))
    if not words:
        return None
    return SearchQuery(" & ".join(f"'{word}':*" for word in words), search_type="raw", config="simple")


# One by one, so that the index is asked: overlapping with a list, every row would be held against all of it.
_ALSO_ANY = """
    SELECT also.id FROM unnest(%s::text[]) AS wanted (contact)
    CROSS JOIN LATERAL (
        SELECT person.id FROM leads_person AS person
        WHERE person.also_reached_by @> ARRAY[wanted.contact]::varchar[] AND person.also_reached_by <> '{}'
        LIMIT 50
    ) AS also
"""


def _has_also(contact: str) -> models.Q:
    return models.Q(also_reached_by__contains=[contact]) & ~models.Q(also_reached_by=[])


class Person(models.Model):
    """One human, found again by normalised e-mail or, without one, by E.164 phone."""

    name = models.CharField(_("name"), max_length=200, blank=True)
    company = models.CharField(pgettext_lazy("column", "company"), max_length=200, blank=True)
    email = models.CharField(_("e-mail address"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    # Further addresses and numbers that were given in one go with the first, each in its normal form.
    also_reached_by = ArrayField(
        models.CharField(max_length=254), verbose_name=_("also reached by"), default=list, editable=False
    )
    # Names others gave with this address: a shared mailbox, a couple, somebody who married.
    other_names = ArrayField(
        models.CharField(max_length=200), verbose_name=_("other names"), default=list, editable=False
    )
    # All of it folded (spelling, case, legal forms) for search and the warning about duplicates: in the first
    # line who they are called, in the second how they are reached, which not every reader may ask for.
    search_text = models.CharField(max_length=LONGEST_SEARCH_TEXT, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # Found by the domain of the e-mail address or by the company's name, unless somebody said which it is.
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=pgettext_lazy("column", "company"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="persons",
        db_index=False,
    )
    # Whether the firm was looked for since something changed by which it is found: until then it is a mark
    # for the job (`leads/placing.py`).
    is_placed = models.BooleanField(default=False, db_default=False, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints = [
            models.UniqueConstraint(
                fields=["email"], condition=~models.Q(email=""), name="person_email_once"
            ),
            # Without an e-mail address a person is found by phone and name: two who come in at once are one.
            models.UniqueConstraint(
                fields=["phone", "name"],
                condition=models.Q(email="") & ~models.Q(phone=""),
                name="person_phone_and_name_once",
            ),
        ]
        indexes = [
            models.Index(fields=["phone"], condition=~models.Q(phone=""), name="person_phone"),
            # Few have more than one address: the others cost the index nothing.
            GinIndex(
                fields=["also_reached_by"],
                condition=~models.Q(also_reached_by=[]),
                fastupdate=False,
                name="person_also_reached_by",
            ),
            GinIndex(SearchVector("search_text", config="simple"), name="person_words"),
            models.Index(
                fields=["organisation"], condition=~models.Q(organisation=None), name="person_by_firm"
            ),
            models.Index(fields=["id"], condition=models.Q(is_placed=False), name="person_unplaced"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, **options: Any) -> None:
        """Keep `search_text` in step with its parts; bulk writes set it by `search_text`."""
        fields = options.get("update_fields")
        if fields is None or SEARCHED_FIELDS & set(fields):
            self.search_text = search_text(
                name=self.name,
                company=self.company,
                email=self.email,
                phone=self.phone,
                other_names=self.other_names,
                also_reached_by=self.also_reached_by,
            )
            options["update_fields"] = None if fields is None else {*fields, "search_text"}
        super().save(**options)

    @property
    def title(self) -> str:
        """What to call this person, never by an address or a number: those are not for everybody's eyes."""
        return drop_contacts(self.name) or drop_contacts(self.company) or _("Person %d") % self.pk


class ConsentChannel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    POST = "post", _("Post")
    MESSENGER = "messenger", _("Messenger")


class Consent(models.Model):
    """Proof that a person agreed to be contacted by one channel; immutable."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    lead = models.ForeignKey("Lead", on_delete=models.CASCADE, related_name="consents", db_index=False)
    channel = models.CharField(_("channel"), max_length=9, choices=ConsentChannel.choices)
    text_version = models.CharField(_("wording"), max_length=80)
    source = models.CharField(_("source"), max_length=200)
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        verbose_name = _("consent")
        ordering = ["given_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["lead", "channel"], name="consent_once_per_lead_and_channel"),
            models.CheckConstraint(
                condition=models.Q(channel__in=ConsentChannel.values), name="consent_channel_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} {self.channel}"
