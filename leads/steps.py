"""What somebody can do with a lead: a page offers a step by the conditions by which its service refuses."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from accounts.models import User
from accounts.permissions import Action, authorise, may
from leads.deputies import represented_by
from leads.models import Lead


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold, and what is raised where it does not."""

    holds: Callable[[User, Lead], bool]
    refusal: Callable[[Lead], Exception]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do with a lead: the table must allow its action, and its conditions must hold."""

    action: Action
    conditions: tuple[Condition, ...]

    def is_open_to(self, user: User, lead: Lead) -> bool:
        """Whether this person can take the step now."""
        return may(user, self.action) and all(condition.holds(user, lead) for condition in self.conditions)

    def require(self, user: User, lead: Lead) -> None:
        """Raise PermissionDenied or the refusal of the first condition that does not hold."""
        authorise(user, self.action)
        for condition in self.conditions:
            if not condition.holds(user, lead):
                raise condition.refusal(lead)


def stands_in(stages: Collection[str]) -> Callable[[User, Lead], bool]:
    return lambda _user, lead: lead.stage in stages


def is_theirs(user: User, lead: Lead) -> bool:
    """Whether the lead lies with this person, or with a rep they may speak for or stand in for just now."""
    if lead.assigned_to_id == user.pk or may(user, Action.SPEAK_FOR_REPS):
        return True
    return lead.assigned_to_id is not None and lead.assigned_to_id in represented_by(user)


def is_theirs_or_in_pool(user: User, lead: Lead) -> bool:
    return lead.is_in_pool or is_theirs(user, lead)
