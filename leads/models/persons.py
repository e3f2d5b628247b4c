from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.utils.translation import gettext_lazy as _

from values.names import search_text, search_words

SEARCHED_FIELDS = frozenset({"name", "company", "email", "phone"})


class PersonQuerySet(models.QuerySet["Person"]):
    def with_email(self, email: str) -> PersonQuerySet:
        """`email` as `leads.identity.normalise_email` gives it."""
        return self.filter(email=email)

    def with_phone(self, phone: str) -> PersonQuerySet:
        """`phone` in E.164, as `leads.identity.normalise_phone` gives it."""
        return self.filter(phone=phone)

    def matching(self, text: str) -> PersonQuerySet:
        """Persons with a word that begins with each word of `text`, in name, company, e-mail or phone."""
        words = search_words(text)
        if not words:
            return self.none()
        query = SearchQuery(" & ".join(f"'{word}':*" for word in words), search_type="raw", config="simple")
        return self.annotate(words=SearchVector("search_text", config="simple")).filter(words=query)


class Person(models.Model):
    """One human, found again by normalised e-mail or, without one, by E.164 phone."""

    name = models.CharField(_("name"), max_length=200, blank=True)
    company = models.CharField(_("company"), max_length=200, blank=True)
    email = models.CharField(_("e-mail address"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    # Name and company folded (umlauts, case, legal forms) for search and the warning about duplicates.
    search_text = models.CharField(max_length=700, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

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
            GinIndex(SearchVector("search_text", config="simple"), name="person_words"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, **options: Any) -> None:
        """Keep `search_text` in step with its parts; bulk writes set it by `identity.search_text`."""
        fields = options.get("update_fields")
        if fields is None or SEARCHED_FIELDS & set(fields):
            self.search_text = search_text(
                name=self.name, company=self.company, email=self.email, phone=self.phone
            )
            options["update_fields"] = None if fields is None else {*fields, "search_text"}
        super().save(**options)

    @property
    def title(self) -> str:
        """What to call this person: the name, else whatever we know."""
        return self.name or self.company or self.email or self.phone or str(self.pk)


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
