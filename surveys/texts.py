"""What customers wrote, as anybody may read it: nobody is named; whoever may see the lead is led there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from accounts.models import User
from leads.models import Lead, LeadKind
from leads.veil import without_person
from surveys.models import SurveyAnswer

ORDER: Final = ("-created_at", "-pk")


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerWord:
    """One answer with its words, without the name of whoever gave it; `lead_id` for whom it may lead on."""

    answer: SurveyAnswer
    campaign: str
    text: str
    lead_id: int | None


def newest_answers(
    *, first: date | None, last: date | None, campaign_ids: Sequence[int] | None
) -> QuerySet[SurveyAnswer]:
    """The answers that count, of leads that count, by the day of the question."""
    answers = SurveyAnswer.objects.newest().filter(survey__lead__kind=LeadKind.REAL)
    if first is not None:
        answers = answers.filter(survey__asked_on__gte=first)
    if last is not None:
        answers = answers.filter(survey__asked_on__lte=last)
    if campaign_ids is not None:
        answers = answers.filter(survey__lead__campaign__in=campaign_ids)
    return answers.select_related("survey__lead__person", "survey__lead__campaign", "survey__lead__cta")


def words_for(reader: User, answers: Iterable[SurveyAnswer]) -> list[CustomerWord]:
    """The answers as this reader may see them."""
    rows = list(answers)
    leads = Lead.objects.filter(pk__in=[row.survey.lead_id for row in rows])
    seen = set(leads.visible_to(reader).values_list("pk", flat=True)) if rows else set()
    return [
        CustomerWord(
            answer=row,
            campaign=str(row.survey.lead.campaign),
            text=without_person(row.text, row.survey.lead),
            lead_id=row.survey.lead_id if row.survey.lead_id in seen else None,
        )
        for row in rows
    ]


def as_json(word: CustomerWord) -> dict[str, Any]:
    """As the API answers it."""
    answer = word.answer
    return {
        "id": answer.pk,
        "lead": word.lead_id,
        "campaign": answer.survey.lead.campaign_id,
        "asked_on": answer.survey.asked_on,
        "answered_at": answer.created_at,
        "mark": answer.mark,
        "promise_kept": answer.promise_kept,
        "text": word.text,
    }
