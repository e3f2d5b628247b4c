"""What customers were asked and said, written straight into the models."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from accounts.own_company import company_zone, today
from feedback.models import Outcome
from leads.life import LeadStage
from leads.models import ConsentChannel, Lead
from outbox.models import OutboxMessage
from surveys.models import PromiseKept, Survey, SurveyAnswer, SurveySettings
from surveys.opt_outs import make_key
from surveys.tasks import mail_survey
from tests.factories import give_consent, make_lead


def make_survey(lead: Lead | None = None, *, on: date | None = None, **fields: Any) -> Survey:
    """A customer was asked about the newest outcome of a lead, a lost one where none is given."""
    lead = lead or make_lead(stage=LeadStage.LOST)
    day = on or today()
    at = datetime.combine(day, time(9), tzinfo=company_zone())
    values = {
        "outcome": Outcome.objects.filter(lead=lead).first(),
        "language": "de",
        "asked_on": day,
        "created_at": at,
        "sent_at": at,
    }
    return Survey.objects.create(lead=lead, **{**values, **fields})


def make_answer(
    survey: Survey | None = None, *, mark: int = 4, kept: PromiseKept = PromiseKept.YES, text: str = ""
) -> SurveyAnswer:
    """What the customer said last."""
    survey = survey or make_survey()
    return SurveyAnswer.objects.create(survey=survey, mark=mark, promise_kept=kept, text=text)


def switch_on(**fields: Any) -> SurveySettings:
    """Customers are asked, a week after the outcome, of whatever was decided in the last month."""
    values = {
        "is_on": True,
        "on_since": timezone.now() - timedelta(days=30),
        "reply_to": "antwort@example.com",
        "opt_out_key": make_key(),
    }
    return SurveySettings.objects.create(**{**values, **fields})


def make_decided(*, stage: LeadStage = LeadStage.WON, days: int = 8, **fields: Any) -> Lead:
    """A lead decided so many days ago, whose person agreed to mails."""
    lead = make_lead(stage=stage, **fields)
    Outcome.objects.filter(lead=lead).update(created_at=timezone.now() - timedelta(days=days))
    give_consent(lead, ConsentChannel.EMAIL)
    return lead


def survey_mail() -> EmailMultiAlternatives:
    """The one mail that left, by whatever the outbox still holds."""
    for message in OutboxMessage.objects.filter(topic="surveys.mail_survey", done_at=None):
        mail_survey(message.pk)
    (sent,) = mail.outbox
    assert isinstance(sent, EmailMultiAlternatives)
    return sent
