"""What a customer was asked and said, as events of their lead's timeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from accounts.models import User
from desk.timeline.events import Event
from leads.models import Lead
from surveys.models import Survey, SurveyAnswer
from values.compiled import Compiled, given_key

_SURVEYS: Final = Compiled(
    lambda: Survey.objects.filter(lead=given_key("lead"), sent_at__isnull=False).prefetch_related("answers")
)


def events_of_surveys(lead: Lead, _viewer: User) -> Iterable[Event]:
    """Both teams may know; each answer is a line, of which the newest counts."""
    for survey in _SURVEYS.rows(lead=lead.pk):
        if survey.sent_at is not None:
            yield Event(at=survey.sent_at, title=_("Customer asked how satisfied they are"), by="Smarketing")
        answers = sorted(survey.answers.all(), key=lambda answer: answer.pk)
        for answer in answers:
            yield _answer(answer, is_correction=answer is not answers[0])


def _answer(answer: SurveyAnswer, *, is_correction: bool) -> Event:
    said = {"mark": answer.mark, "kept": answer.get_promise_kept_display()}
    if is_correction:
        title = _("Customer corrected: %(mark)d of 5, promise confirmed: %(kept)s")
    else:
        title = _("Customer answered: %(mark)d of 5, promise confirmed: %(kept)s")
    return Event(at=answer.created_at, title=title % said, text=answer.text, by=_("Customer"))
