"""A second opinion is given in one tap, and corrected as long as it can be given."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from second_opinions.errors import SecondOpinionOver
from second_opinions.models import SecondOpinion, SecondOpinionAnswer
from values.checking import Findings
from values.columns import take


@transaction.atomic
def answer_second_opinion(*, actor: User, opinion: SecondOpinion, quality: str) -> SecondOpinionAnswer:
    """Append the letter, "" for “from this I cannot tell”; the same once more is the same.

    Raises PermissionDenied, SecondOpinionOver, ValidationError by field.
    """
    authorise(actor, Action.GIVE_SECOND_OPINIONS)
    if opinion.user_id != actor.pk:
        raise PermissionDenied(_("Somebody else is asked for this second opinion."))
    locked = SecondOpinion.objects.select_for_update(of=("self",), no_key=True).get(pk=opinion.pk)
    answer, findings = SecondOpinionAnswer(opinion=locked), Findings()
    take(answer, {"quality": quality}, findings)
    findings.raise_if_any()
    newest = locked.answers.first()
    if newest is not None and newest.quality == answer.quality:
        return newest
    if not SecondOpinion.objects.asked_of(actor).filter(pk=locked.pk).exists():
        raise SecondOpinionOver
    answer.save(force_insert=True)
    return answer
