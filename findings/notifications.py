"""What people are told of findings, worded in the language of the one who reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.kinds import Kind
from accounts.models import Role, TeamEvent, User
from accounts.permissions import Action, may
from accounts.services import announce, notify
from counting import formats
from findings.models import Finding, FindingAnswer, FindingKind, FindingStep
from findings.words import say_counts, say_title, say_whole
from handoff.notifications import tell_with_deputy
from values.contacts import quote

# A chat shows a few sentences of a line; the list has all of them.
SAID_AT_ONCE: Final = 3


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


def announce_found(found: Sequence[Finding]) -> None:
    """Say in the teams' chats what one look found: one line in all, and nothing where it found nothing.

    `found` has the weightiest first; those that one line has no room for are counted.
    """
    if not found:
        return
    path = reverse("findings:finding_list")
    if len(found) == 1:
        path = reverse("findings:finding", args=[found[0].pk])
    announce(TeamEvent.FINDING, word=lambda: _word_found(found), path=path)


def _word_found(found: Sequence[Finding]) -> str:
    said = [f"{say_title(finding)}. {say_counts(finding)}" for finding in found[:SAID_AT_ONCE]]
    if len(found) == 1:
        return _("New finding: %(finding)s") % {"finding": said[0]}
    head = _("%(count)s new findings:") % {"count": formats.whole(len(found))}
    lines = [head, *(f"({number}) {text}" for number, text in enumerate(said, 1))]
    if more := len(found) - len(said):
        text = ngettext("And %(count)s more.", "And %(count)s more.", more)
        lines.append(text % {"count": formats.whole(more)})
    return " ".join(lines)


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
