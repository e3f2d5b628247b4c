"""What customers were asked and said, written straight into the models."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from accounts.own_company import company_zone, today
from feedback.models import Outcome
from leads.life import LeadStage
from leads.models import Lead
from surveys.models import PromiseKept, Survey, SurveyAnswer, SurveySettings
from tests.factories import make_lead


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


def ask_customers(**fields: Any) -> SurveySettings:
    """Customers are asked from now on."""
    values = {"is_on": True, "on_since": timezone.now(), "reply_to": "antwort@example.com"}
    return SurveySettings.objects.create(**{**values, **fields})
