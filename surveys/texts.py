"""What customers wrote, as anybody may read it: nobody is named; whoever may see the lead is led there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from accounts.models import User
from leads.models import Lead, LeadKind
from surveys.models import SurveyAnswer
from values.contacts import COVERED, hide_contacts

ORDER: Final = ("-created_at", "-pk")
SHORTEST_NAME: Final = 3  # "an" or "Li" are words, too


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
            text=cover(row.text, row.survey.lead),
            lead_id=row.survey.lead_id if row.survey.lead_id in seen else None,
        )
        for row in rows
    ]


def cover(text: str, lead: Lead) -> str:
    """The text without addresses and numbers, and without the names of the person it is from."""
    contact = lead.contact
    told = " ".join((contact.name, *contact.other_names))
    names = sorted({name for name in re.findall(r"\w+", told) if len(name) >= SHORTEST_NAME}, key=len)
    covered = hide_contacts(text)
    if not names:
        return covered
    any_name = "|".join(map(re.escape, reversed(names)))
    return re.sub(rf"\b(?:{any_name})\b", COVERED, covered, flags=re.IGNORECASE)


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
