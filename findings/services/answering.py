"""A finding is acknowledged, answered in words and closed; each is appended, the newest says how it is."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from findings.beside import filters_of, read_raters
from findings.errors import FindingAnsweredSince, FindingClosed
from findings.models import Finding, FindingAnswer, FindingKind, FindingStep
from findings.notifications import announce_answered, tell_answered
from values.checking import Findings
from values.columns import said_in, take
from values.errors import field_error
from values.versions import find_conflicts

ANSWERS: Final = (FindingStep.CHANGED, FindingStep.UNCHANGED)


@transaction.atomic
def answer_finding(
    *, actor: User, finding: Finding, expected_answer_id: int | None, **said: Any
) -> FindingAnswer:
    """Append what the actor did with a finding; `said` are the columns `step` and `text`.

    Each step but “seen” needs a sentence. What was changed or not is told to everybody whose ratings of these
    leads count, but the actor. `expected_answer_id` is the newest answer that the person saw (None: none):
    another one since raises FindingAnsweredSince, except the same words by the same person (a double click):
    returned. Raises PermissionDenied, FindingClosed, ValidationError by field.
    """
    authorise(actor, Action.ANSWER_FINDINGS)
    draft = _read(said)
    locked = Finding.objects.select_for_update(of=("self",), no_key=True).get(pk=finding.pk)
    if twin := _said_meanwhile(actor, draft, locked, expected_answer_id):
        return twin
    draft.finding, draft.user = locked, actor
    draft.save(force_insert=True)
    if draft.step in ANSWERS:
        tell_answered(draft, _find_raters(locked).exclude(pk=actor.pk))
        announce_answered(draft)
    return draft


def _said_meanwhile(
    actor: User, draft: FindingAnswer, finding: Finding, expected: int | None
) -> FindingAnswer | None:
    """None when the draft is to be kept; the newest when it says the same; else a refusal."""
    newest = finding.answers.select_related("finding").first()
    is_read = (newest and newest.pk) == expected
    is_closed = newest is not None and newest.step == FindingStep.CLOSED
    if is_read and not is_closed:
        return None
    if newest is not None and newest.user_id == actor.pk and said_in(newest) == said_in(draft):
        return newest
    if is_closed:
        raise FindingClosed
    raise FindingAnsweredSince(newest, find_conflicts(newest or FindingAnswer(), said_in(draft)))


def _find_raters(finding: Finding) -> QuerySet[User]:
    """Whose ratings count of the leads it is about; of waits for first contact nobody's do."""
    raters: set[int] = set() if finding.kind == FindingKind.CONTACT else read_raters(filters_of(finding))
    return User.objects.active().filter(pk__in=raters)


def _read(said: dict[str, Any]) -> FindingAnswer:
    """The answer in the form we keep, not written; ValidationError by field with all that is wrong."""
    draft, findings = FindingAnswer(), Findings()
    take(draft, said, findings)
    if "text" not in findings and draft.step and draft.step != FindingStep.SEEN and not draft.text:
        with findings.collect():
            raise field_error("text", _("Please say it in a sentence: both teams read it."), "required")
    findings.raise_if_any()
    return draft
