"""What people are told of findings, worded in the language of the one who reads it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.kinds import Kind
from accounts.models import Role, TeamEvent, User
from accounts.permissions import Action, may
from accounts.services import announce, notify
from findings.models import Finding, FindingAnswer, FindingKind, FindingStep
from findings.words import say_title, say_whole
from handoff.notifications import tell_with_deputy
from values.contacts import quote


def tell_found(finding: Finding) -> None:
    """Tell the campaign's owner and the managers; of waits for first contact also who leads sales."""
    path = reverse("findings:finding", args=[finding.pk])
    owner = finding.campaign.owner if finding.campaign is not None else None

    def word(_reader: User) -> tuple[str, str]:
        return say_title(finding), say_whole(finding)

    if owner is not None and may(owner, Action.ANSWER_FINDINGS):
        tell_with_deputy(user=owner, kind=Kind.FINDING_FOUND, word=word, path=path)
    roles = [Role.MANAGER, *([Role.SALES_LEAD] if finding.kind == FindingKind.CONTACT else [])]
    for reader in User.objects.active().filter(role__in=roles):
        if reader != owner:
            with translation.override(reader.language):
                title, body = word(reader)
                notify(user=reader, kind=Kind.FINDING_FOUND, title=title, body=body, path=path)


_ANSWERED: Final[dict[str, str | Promise]] = {
    FindingStep.CHANGED: gettext_lazy("Something was changed after your ratings: %(finding)s"),
    FindingStep.UNCHANGED: gettext_lazy("Nothing is changed after your ratings, and why: %(finding)s"),
}


def tell_answered(answer: FindingAnswer, raters: Iterable[User]) -> None:
    """Tell those whose ratings led to it whether something was changed, and why."""
    for reader in raters:
        if not may(reader, Action.VIEW_CONVERSION):
            continue
        with translation.override(reader.language):
            said = {"finding": say_title(answer.finding)}
            notify(
                user=reader,
                kind=Kind.FINDING_ANSWERED,
                title=str(_ANSWERED[answer.step]) % said,
                body=quote(answer.text).strip(),
                path=reverse("findings:finding", args=[answer.finding_id]),
            )


_HEARD: Final[dict[str, str | Promise]] = {
    FindingStep.CHANGED: gettext_lazy("%(person)s changed something after a finding: %(finding)s"),
    FindingStep.UNCHANGED: gettext_lazy(
        "%(person)s changes nothing after a finding, and says why: %(finding)s"
    ),
}


def announce_answered(answer: FindingAnswer) -> None:
    """Say it in the teams' chats that hear what marketing answers."""

    def word() -> str:
        return str(_HEARD[answer.step]) % {"person": answer.user, "finding": say_title(answer.finding)}

    announce(TeamEvent.ANSWER, word=word, path=reverse("findings:finding", args=[answer.finding_id]))
