"""Customers are asked: who is due is claimed once, and the mail leaves by the outbox.

Claiming and posting are one transaction, under a lock of the person: two workers ask nobody twice. What was
claimed is looked at once more when the mail leaves, so an outcome corrected or taken back asks nobody.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.own_company import company_zone, day_of
from feedback.models import Outcome, OutcomeKind
from leads.models import Consent, ConsentChannel, Lead, LeadKind, Person
from outbox.models import OutboxMessage
from outbox.services import post
from surveys import notifications
from surveys.models import Survey, SurveySettings
from surveys.opt_outs import renew_key, wants_none
from surveys.services.settings import survey_settings

# Nobody is asked more often, whatever becomes of their leads.
REST: Final = timedelta(days=180)
# So long after its day somebody is still asked: the portal stood still, or the delay was made shorter.
LATEST: Final = timedelta(days=30)
DAYTIME: Final = range(8, 18)  # hours of the company's clock in which a mail to a customer may leave
AT_ONCE: Final = 200


def ask_customers() -> int:
    """Ask all who are due, each once, however many do this at once; return how many.

    By night nobody is. Raises OptOutsUnreadable, and then nobody is either.
    """
    now, settings = timezone.now(), survey_settings()
    if not settings.is_on or now.astimezone(company_zone()).hour not in DAYTIME:
        return 0
    _keep_key(settings)
    asked, after = 0, 0
    while batch := find_due(settings, now).filter(pk__gt=after).order_by("pk")[:AT_ONCE]:
        asked += _claim([outcome.pk for outcome in batch], settings, now)
        after = batch[len(batch) - 1].pk
    return asked


def _keep_key(settings: SurveySettings) -> None:
    """Encrypt the key of the opt-outs by the present SECRET_KEY, before the former one is forgotten."""
    settings.opt_out_key = renew_key(settings.opt_out_key)
    SurveySettings.objects.filter(pk=settings.pk).update(opt_out_key=settings.opt_out_key)


def find_due(settings: SurveySettings, now: datetime) -> QuerySet[Outcome]:
    """The newest outcomes of leads whose customers may be asked of them now.

    Said here since it was switched on, or by a file and decided since; long enough ago, and about a real lead
    that still stands so, with a consent to e-mail, of a person who was not asked lately. Whose lead was lost
    without a word spoken was not advised.
    """
    until = now - timedelta(days=settings.delay_days)
    newest = Outcome.objects.filter(lead=OuterRef("lead"), together_with=None).order_by("-pk")
    asked = Survey.objects.filter(lead__person=OuterRef("lead__person"), created_at__gt=now - REST)
    consent = Consent.objects.filter(lead=OuterRef("lead"), channel=ConsentChannel.EMAIL)
    return Outcome.objects.filter(
        Q(user__isnull=False) | Q(decided_at__gte=settings.on_since),
        ~Q(lead__person__email="") | Q(lead__contact_as_given__has_key="email"),
        Q(kind=OutcomeKind.WON) | Q(lead__standing__contacted_at__isnull=False) | Q(lead__is_rated=True),
        ~Exists(asked),
        Exists(consent),
        created_at__gte=max(settings.on_since or now, until - LATEST),
        created_at__lte=until,
        kind__in=(OutcomeKind.WON, OutcomeKind.LOST),
        pk=Subquery(newest.values("pk")[:1]),
        lead__kind=LeadKind.REAL,
        lead__standing__outcome=F("kind"),
        survey=None,
    ).select_related("lead__person")


@transaction.atomic
def _claim(outcome_ids: Collection[int], settings: SurveySettings, now: datetime) -> int:
    """Ask those who are still due once their persons are locked; whom somebody else holds has an hour."""
    of_leads = Outcome.objects.filter(pk__in=outcome_ids).values_list("lead__person", flat=True)
    persons = lock_persons(set(of_leads))
    asked: set[int] = set()
    for outcome in (
        find_due(settings, now).filter(pk__in=outcome_ids, lead__person__in=persons).order_by("pk")
    ):
        lead = outcome.lead
        if lead.person_id not in asked and may_be_mailed(lead, settings):
            _ask(outcome, settings, now)
            asked.add(lead.person_id)
    return len(asked)


def lock_persons(ids: Collection[int]) -> list[int]:
    """Those of them that nobody else asks at this moment; they wait for nobody."""
    free = Person.objects.filter(pk__in=ids).order_by("pk").select_for_update(skip_locked=True, no_key=True)
    return list(free.values_list("pk", flat=True))


def may_be_mailed(lead: Lead, settings: SurveySettings) -> bool:
    """Whether there is an address, and it has not said that it wants no such mails."""
    address = lead.contact.email
    return bool(address) and not wants_none(address, settings)


def _ask(outcome: Outcome, settings: SurveySettings, now: datetime) -> None:
    survey = Survey.objects.create(
        lead=outcome.lead, outcome=outcome, language=settings.language, asked_on=day_of(now), created_at=now
    )
    post(topic="surveys.mail_survey", payload={"survey": survey.pk})


def mail_survey(survey_id: int, *, of: OutboxMessage) -> None:
    """Mail the two questions, unless it is not to be asked any more: then nobody was, and nothing stays.

    The caller's transaction marks the message done. Raises the mail server's errors.
    """
    names = ("outcome", "lead__person", "lead__campaign", "lead__cta", "lead__standing")
    survey = Survey.objects.select_related(*names).filter(pk=survey_id, sent_at=None).first()
    if survey is None:
        return
    settings = survey_settings()
    if not _still_holds(survey, settings):
        survey.delete()
        return
    notifications.mail_survey(survey, settings, of=of)
    survey.sent_at = timezone.now()
    survey.save(update_fields=["sent_at"])


def _still_holds(survey: Survey, settings: SurveySettings) -> bool:
    lead = survey.lead
    newest = lead.outcomes.filter(together_with=None).first()
    standing = getattr(lead, "standing", None)
    return (
        settings.is_on
        and lead.kind == LeadKind.REAL
        and newest == survey.outcome
        and standing is not None
        and standing.outcome == survey.outcome.kind
        and may_be_mailed(lead, settings)
    )
