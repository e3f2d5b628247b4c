"""Sales judges the ads of a campaign without a lead: an opinion, which no figure of ratings reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from campaigns.models import Campaign, Promise
from feedback import notifications
from feedback.errors import NothingToTakeBack
from feedback.models import CampaignJudgement, ExpectationFit
from values.checking import Findings
from values.columns import said_in, take
from values.errors import field_error
from values.text import require
from values.versions import lock_row

REALISTIC: Final = ExpectationFit.REALISTIC


@transaction.atomic
def judge_campaign(
    *, actor: User, campaign: Campaign, promises: Iterable[Promise] = (), **said: Any
) -> CampaignJudgement:
    """Append what the actor thinks of this campaign's ads; of each person the newest counts.

    `said` are editable columns of CampaignJudgement; all but “realistic” takes a sentence. `promises` are
    those of the campaign that it is about. The owner is told. The same again by the same person changes
    nothing (a double click). Raises PermissionDenied, ValidationError by field.
    """
    authorise(actor, Action.JUDGE_CAMPAIGNS)
    meant = frozenset(promises)
    draft = _read(campaign, said, meant)
    draft.campaign, draft.user = lock_row(campaign), actor
    newest = find_own(actor, campaign)
    if newest is not None and (said_in(newest), frozenset(newest.promises.all())) == (said_in(draft), meant):
        return newest
    draft.save(force_insert=True)
    draft.promises.set(meant)
    notifications.tell_owner_of_judgement(draft)
    return draft


@transaction.atomic
def take_back_judgement(*, actor: User, campaign: Campaign) -> CampaignJudgement:
    """Append that the actor no longer says anything of these ads; the owner is told.

    Raises PermissionDenied, NothingToTakeBack.
    """
    authorise(actor, Action.JUDGE_CAMPAIGNS)
    locked = lock_row(campaign)
    if find_own(actor, campaign) is None:
        raise NothingToTakeBack
    row = CampaignJudgement.objects.create(campaign=locked, user=actor)
    notifications.tell_owner_of_judgement(row)
    return row


def find_own(user: User, campaign: Campaign) -> CampaignJudgement | None:
    """What counts of this person; None where they said nothing, or took it back."""
    return CampaignJudgement.objects.standing().filter(campaign=campaign, user=user).first()


def _read(campaign: Campaign, said: dict[str, Any], promises: frozenset[Promise]) -> CampaignJudgement:
    """The judgement in the form we keep, not written; ValidationError by field with all that is wrong."""
    draft, findings = CampaignJudgement(), Findings()
    take(draft, said, findings)
    if "fit" not in findings:
        with findings.collect():
            require("fit", draft.fit)
    is_realistic = draft.fit in {"", REALISTIC}
    if not (is_realistic or draft.text or "fit" in findings or "text" in findings):
        with findings.collect():
            raise field_error("text", _("Please say it in a sentence: marketing reads it."), "required")
    with findings.collect():
        _check_promises(campaign, promises)
    findings.raise_if_any()
    return draft


def _check_promises(campaign: Campaign, promises: frozenset[Promise]) -> None:
    if foreign := sorted(promise.pk for promise in promises if promise.campaign_id != campaign.pk):
        message = _("Promise %(ids)s does not belong to this campaign.")
        raise field_error("promises", message % {"ids": ", ".join(map(str, foreign))}, "foreign")
