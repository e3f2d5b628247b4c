"""Customers answer by the link of their mail, and correct it as long as the link works."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from surveys import notifications
from surveys.links import ANSWER_LINK, OPT_OUT_LINK
from surveys.models import OptOut, Survey, SurveyAnswer
from values.checking import Findings
from values.columns import said_in, take
from values.mail_links import LinkBroken, LinkEnded

# So often an answer is corrected; whoever wants more has another purpose.
MOST_ANSWERS: Final = 20


def open_survey(secret: str) -> Survey:
    """What the link asks. Raises LinkEnded, which says why it opens nothing any more."""
    survey_id = ANSWER_LINK.read(secret)
    survey = Survey.objects.filter(pk=survey_id).first()
    if survey is None:
        raise LinkEnded(_("This link does not work any more."))
    return survey


@transaction.atomic
def answer_survey(*, secret: str, **said: Any) -> SurveyAnswer:
    """Append what the customer says; the same once more is the same. Of a bad answer both teams are told.

    `said` are editable columns of an answer. Raises LinkEnded, ValidationError with a message per field.
    """
    survey = open_survey(secret)
    Survey.objects.select_for_update(no_key=True).get(pk=survey.pk)
    answer, findings = SurveyAnswer(survey=survey), Findings()
    take(answer, said, findings)
    findings.raise_if_any()
    before = survey.answers.first()
    if before is not None and said_in(before) == said_in(answer):
        return before
    if survey.answers.count() >= MOST_ANSWERS:
        raise LinkEnded(_("You have corrected your answer often. The last one counts. Thank you!"))
    answer.save(force_insert=True)
    if answer.is_bad and not (before is not None and before.is_bad):
        notifications.tell_dissatisfied(answer)
    return answer


def read_opt_out(secret: str) -> tuple[str, str]:
    """The hash of whose address a link is for, and its language. Raises LinkBroken."""
    found = OPT_OUT_LINK.read(secret)
    if not (isinstance(found, list) and len(found) == 2):
        raise LinkBroken(_("This link is not complete. Open it once more from the mail."))
    return found[0], found[1]


@transaction.atomic
def opt_out(*, secret: str) -> None:
    """Never mail this address again; once more is the same. Raises LinkBroken."""
    address_hash, _language = read_opt_out(secret)
    OptOut.objects.get_or_create(address_hash=address_hash)
