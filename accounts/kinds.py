"""Every kind of notification there is: whom it can reach, how it usually does, and whether it can be off.

A new kind is a member of `Kind` and its line in `ABOUT`. A name that stands in neither, of a row from before
or from newer code, is mailed at once and cannot be chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import NoticeChoice, User, Way
from accounts.permissions import TABLE, Action


class Group(models.TextChoices):
    """What kinds have to do with, in the order of the page."""

    SALES = "sales", _("Leads that lie with you")
    MARKETING = "marketing", _("What sales says of leads")
    RATINGS = "ratings", _("Ratings and what is said of them")
    TALK = "talk", _("Comments")
    ABSENCES = "absences", _("Absences")
    DEFINITIONS = "definitions", _("Lead definitions")
    FIGURES = "figures", _("Figures")
    PORTAL = "portal", _("The portal itself")


class Kind(models.TextChoices):
    """The kinds, each with what has happened."""

    LEAD_HANDED_OVER = "lead_handed_over", _("A lead is handed to you")
    LEADS_HANDED_OVER = "leads_handed_over", _("Several leads are handed to you at once")
    LEAD_ACCEPTED_FOR = "lead_accepted_for", _("Your sales lead accepts a lead for you")
    LEAD_REPLY = "lead_reply", _("Marketing replies to your question")
    FOLLOW_UP_DUE = "follow_up_due", _("A follow-up is due")
    LEAD_TAKEN_BACK = "lead_taken_back", _("A lead is taken back from you")
    LEADS_TAKEN_BACK = "leads_taken_back", _("Several leads are taken back from you at once")
    LEAD_QUESTION = "lead_question", _("Sales asks about a lead")
    LEAD_RETURNED = "lead_returned", _("Sales returns a lead")
    LEAD_RETURN_TAKEN_BACK = "lead_return_taken_back", _("Sales takes a return back")
    LEAD_RATED = "lead_rated", _("Sales rates a lead of your campaign")
    LEAD_OUTCOME = "lead_outcome", _("A lead of yours is won, lost or open again")
    LEAD_OUTCOME_TAKEN_BACK = "lead_outcome_taken_back", _("Sales takes such an outcome back")
    LEADS_CLOSED = "leads_closed", _("Several leads of yours are lost at once")
    LEADS_CLOSED_TAKEN_BACK = "leads_closed_taken_back", _("Sales takes that back")
    ENQUIRY_REFUSED = "enquiry_refused", _("An enquiry could not be taken in")
    RATING_QUESTIONED = "rating_questioned", _("A rating is questioned")
    RATING_QUESTION_WITHDRAWN = "rating_question_withdrawn", _("A rating is no longer questioned")
    RATING_SETTLED = "rating_settled", _("Both teams agree on a questioned rating")
    RATING_ANEW = "rating_anew", _("Sales rates anew what you questioned")
    RATING_QUESTION_ENDED = "rating_question_ended", _("A rating that you questioned is taken back")
    CAMPAIGN_JUDGED = "campaign_judged", _("Sales judges the ads of your campaign")
    CAMPAIGN_ANSWERED = "campaign_answered", _("Marketing answers what you rated or judged")
    CUSTOMER_DISSATISFIED = "customer_dissatisfied", _("A customer is not satisfied")
    MENTION = "mention", _("Somebody mentions you in a comment")
    COMMENT = "comment", _("Somebody comments where you did")
    ABSENCE_DEPUTY = "absence_deputy", _("You stand in for somebody")
    ABSENCE_DEPUTY_FREE = "absence_deputy_free", _("You no longer stand in for somebody")
    ABSENCE_ENTERED = "absence_entered", _("Somebody enters an absence of yours")
    ABSENCE_WITHOUT_DEPUTY = "absence_without_deputy", _("Nobody stands in for you any more")
    LEADS_LEFT_BEHIND = "leads_left_behind", _("Leads lie with somebody who has left")
    DEFINITION_WAITS = "definition_waits", _("A lead definition waits for your signature")
    DEFINITION_IN_FORCE = "definition_in_force", _("A lead definition is agreed")
    DEFINITION_OBJECTED = "definition_objected", _("Somebody objects to a lead definition of yours")
    DEFINITION_OBJECTION_WITHDRAWN = "definition_objection_withdrawn", _("Such an objection is withdrawn")
    DEFINITION_OBJECTION_ANSWERED = "definition_objection_answered", _("Your objection is answered")
    FINDING_FOUND = "finding_found", _("Something in the figures stands out by more than chance")
    FINDING_ANSWERED = "finding_answered", _("A finding is answered that your ratings led to")
    WEEKLY_FIGURES = "weekly_figures", _("The figures of last week, on Monday morning")
    TEAM_CHAT_STOPPED = "team_chat_stopped", _("A team's chat takes no more messages")
    DISK_GETS_FULL = "disk_gets_full", _("The portal's disk gets full")
    BACKUP_IN_TROUBLE = "backup_in_trouble", _("A back-up failed or is missing")


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """Who may do one of `actions` can get it. Only what nobody waits for can be off and not on the page."""

    group: Group
    actions: tuple[Action, ...]
    usual: Way = Way.MAIL
    may_be_off: bool = False


def _for_sales(*, may_be_off: bool = False) -> About:
    return About(group=Group.SALES, actions=(Action.ANSWER_HANDOFFS,), may_be_off=may_be_off)


def _for_marketing(usual: Way = Way.MAIL, *, may_be_off: bool = False) -> About:
    # Who owns a campaign hears of its leads, and need hand none over.
    actions = (Action.HAND_OVER_LEADS, Action.EDIT_CAMPAIGNS)
    return About(group=Group.MARKETING, actions=actions, usual=usual, may_be_off=may_be_off)


def _of_ratings(*actions: Action, may_be_off: bool = False) -> About:
    return About(group=Group.RATINGS, actions=actions, may_be_off=may_be_off)


def _of_absences(*, may_be_off: bool = False) -> About:
    return About(group=Group.ABSENCES, actions=(Action.EDIT_ABSENCES,), may_be_off=may_be_off)


_SIGNED: Final = (Action.SIGN_DEFINITIONS, Action.EDIT_CAMPAIGNS)
ABOUT: Final[dict[Kind, About]] = {
    Kind.LEAD_HANDED_OVER: _for_sales(),
    Kind.LEADS_HANDED_OVER: _for_sales(),
    Kind.LEAD_ACCEPTED_FOR: _for_sales(),
    Kind.LEAD_REPLY: _for_sales(),
    Kind.FOLLOW_UP_DUE: _for_sales(),
    Kind.LEAD_TAKEN_BACK: _for_sales(may_be_off=True),
    Kind.LEADS_TAKEN_BACK: _for_sales(may_be_off=True),
    Kind.LEAD_QUESTION: _for_marketing(),
    Kind.LEAD_RETURNED: _for_marketing(),
    Kind.LEAD_RETURN_TAKEN_BACK: _for_marketing(may_be_off=True),
    Kind.LEAD_RATED: _for_marketing(Way.DIGEST, may_be_off=True),
    Kind.LEAD_OUTCOME: _for_marketing(may_be_off=True),
    Kind.LEAD_OUTCOME_TAKEN_BACK: _for_marketing(may_be_off=True),
    Kind.LEADS_CLOSED: _for_marketing(may_be_off=True),
    Kind.LEADS_CLOSED_TAKEN_BACK: _for_marketing(may_be_off=True),
    Kind.ENQUIRY_REFUSED: _for_marketing(),
    Kind.RATING_QUESTIONED: _of_ratings(Action.RATE_LEADS, Action.SETTLE_RATINGS),
    Kind.RATING_QUESTION_WITHDRAWN: _of_ratings(Action.RATE_LEADS, may_be_off=True),
    Kind.RATING_SETTLED: _of_ratings(Action.RATE_LEADS, Action.QUESTION_RATINGS),
    Kind.RATING_ANEW: _of_ratings(Action.QUESTION_RATINGS, may_be_off=True),
    Kind.RATING_QUESTION_ENDED: _of_ratings(Action.QUESTION_RATINGS, may_be_off=True),
    Kind.CAMPAIGN_JUDGED: _of_ratings(Action.EDIT_CAMPAIGNS, may_be_off=True),
    Kind.CAMPAIGN_ANSWERED: _of_ratings(Action.RATE_LEADS, Action.JUDGE_CAMPAIGNS, may_be_off=True),
    Kind.CUSTOMER_DISSATISFIED: _of_ratings(
        Action.RATE_LEADS, Action.HAND_OVER_LEADS, Action.EDIT_CAMPAIGNS, may_be_off=True
    ),
    Kind.MENTION: About(group=Group.TALK, actions=(Action.VIEW_LEADS, Action.VIEW_CAMPAIGNS)),
    Kind.COMMENT: About(group=Group.TALK, actions=(Action.COMMENT,), usual=Way.DIGEST, may_be_off=True),
    Kind.ABSENCE_DEPUTY: _of_absences(),
    Kind.ABSENCE_DEPUTY_FREE: _of_absences(may_be_off=True),
    Kind.ABSENCE_ENTERED: _of_absences(),
    Kind.ABSENCE_WITHOUT_DEPUTY: _of_absences(),
    Kind.LEADS_LEFT_BEHIND: About(
        group=Group.ABSENCES, actions=(Action.SPEAK_FOR_REPS, Action.DEACTIVATE_PEOPLE)
    ),
    Kind.DEFINITION_WAITS: About(group=Group.DEFINITIONS, actions=(Action.SIGN_DEFINITIONS,)),
    Kind.DEFINITION_IN_FORCE: About(
        group=Group.DEFINITIONS, actions=_SIGNED, usual=Way.DIGEST, may_be_off=True
    ),
    Kind.DEFINITION_OBJECTED: About(group=Group.DEFINITIONS, actions=(Action.EDIT_CAMPAIGNS,)),
    Kind.DEFINITION_OBJECTION_WITHDRAWN: About(
        group=Group.DEFINITIONS, actions=(Action.EDIT_CAMPAIGNS,), may_be_off=True
    ),
    Kind.DEFINITION_OBJECTION_ANSWERED: About(
        group=Group.DEFINITIONS, actions=(Action.OBJECT_TO_DEFINITIONS,)
    ),
    Kind.FINDING_FOUND: About(group=Group.FIGURES, actions=(Action.ANSWER_FINDINGS,), may_be_off=True),
    Kind.FINDING_ANSWERED: About(group=Group.FIGURES, actions=(Action.RATE_LEADS,), may_be_off=True),
    Kind.WEEKLY_FIGURES: About(group=Group.FIGURES, actions=(Action.VIEW_CONVERSION,), may_be_off=True),
    Kind.TEAM_CHAT_STOPPED: About(group=Group.PORTAL, actions=(Action.MANAGE_TEAM_CHATS,)),
    Kind.DISK_GETS_FULL: About(group=Group.PORTAL, actions=(Action.MANAGE_GIVEN_UP,)),
    Kind.BACKUP_IN_TROUBLE: About(group=Group.PORTAL, actions=(Action.MANAGE_GIVEN_UP,)),
}


def kinds_for(user: User) -> list[Kind]:
    """What can reach somebody in this role, in the order of the page."""
    return [
        kind for kind, about in ABOUT.items() if any(user.role in TABLE[action] for action in about.actions)
    ]


def ways_of(kind: Kind) -> list[Way]:
    """What can be chosen for it."""
    return [way for way in Way if way is not Way.OFF or ABOUT[kind].may_be_off]


def way_for(user: User, kind: str) -> Way:
    """How this kind reaches the person: as they chose, else as usual; a name that is no kind by mail."""
    chosen = NoticeChoice.objects.filter(user=user, kind=kind).values_list("way", flat=True).first()
    return effective_way(kind, chosen)


def effective_way(kind: str, chosen: str | None) -> Way:
    """A choice that is not allowed any more comes down to the page."""
    if kind not in Kind.values:
        return Way(chosen) if chosen and chosen != Way.OFF else Way.MAIL
    if chosen is None:
        return ABOUT[Kind(kind)].usual
    return Way(chosen) if Way(chosen) in ways_of(Kind(kind)) else Way.PAGE
