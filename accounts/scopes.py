"""What a token can be made for. A scope bears the name of the action it is for; closed by default.

An action that stands in no scope no token can do: roles, company, team chats and one's own account are looked
after in the browser, files are imported there, a lead is passed on there, and a definition is signed by a
person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Grant
from accounts.permissions import Action, Actor, may


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """One thing to make a token for.

    `also` are further actions that belong to it. `finds` are those by which it finds the rows it writes to,
    without showing anything of them.
    """

    action: Action
    label: str | Promise
    lets: str | Promise
    also: tuple[Action, ...] = ()
    finds: tuple[Action, ...] = ()

    @property
    def actions(self) -> frozenset[Action]:
        return frozenset({self.action, *self.also})


FINDS_LEADS = (Action.VIEW_LEADS, Action.VIEW_EVERY_LEAD)

# In the order of the loop.
SCOPES = (
    Scope(
        action=Action.VIEW_CAMPAIGNS,
        label=_("Read campaigns and calls-to-action"),
        lets=_("With promises, costs and lead definitions."),
    ),
    Scope(
        action=Action.EDIT_CAMPAIGNS,
        label=_("Change campaigns and calls-to-action"),
        lets=_(
            "Make and change them, set costs, propose lead definitions, answer what sales says of them; "
            "nothing is signed. Each answer shows what was changed."
        ),
        finds=(Action.VIEW_CAMPAIGNS,),
    ),
    Scope(
        action=Action.OBJECT_TO_DEFINITIONS,
        label=_("Object to lead definitions"),
        lets=_(
            "Object to the newest version with a sentence, or withdraw that, in your name. It signs nothing."
        ),
        finds=(Action.VIEW_CAMPAIGNS,),
    ),
    Scope(
        action=Action.VIEW_LEADS,
        label=_("Read leads"),
        lets=_("Your leads and all that was said of them, without e-mail and phone."),
        also=(Action.VIEW_EVERY_LEAD, Action.VIEW_GRADES),
    ),
    Scope(
        action=Action.VIEW_ACCEPTED_CONTACTS,
        label=_("Read e-mail and phone"),
        lets=_(
            "Of the leads it reads; for sales once a lead is accepted. Give it together with “Read leads”."
        ),
        also=(Action.VIEW_CONTACTS,),
    ),
    Scope(
        action=Action.CAPTURE_LEADS,
        label=_("Register leads"),
        lets=_("Send enquiries in. It reads no lead."),
    ),
    Scope(
        action=Action.CORRECT_CONTACTS,
        label=_("Correct contact data"),
        lets=_("Say what is right of name, company, e-mail and phone, in your name. It reads none of them."),
        also=(Action.SPEAK_FOR_REPS,),
        finds=FINDS_LEADS,
    ),
    Scope(
        action=Action.EDIT_FIRMS,
        label=_("Change companies"),
        lets=_(
            "Rename and merge companies, say which are not one and whose a person is, in your name. It reads "
            "only the names of companies that may be one."
        ),
        finds=FINDS_LEADS,
    ),
    Scope(
        action=Action.SET_CUSTOMERS,
        label=_("Say who is a customer"),
        lets=_("Say since when a company is a customer, in your name. It reads none of them."),
        finds=FINDS_LEADS,
    ),
    Scope(
        action=Action.HAND_OVER_LEADS,
        label=_("Hand over leads"),
        lets=_("Give leads to sales and reply to questions, in your name."),
        finds=FINDS_LEADS,
    ),
    Scope(
        action=Action.ANSWER_HANDOFFS,
        label=_("Answer handoffs"),
        lets=_(
            "Accept, return and pass on leads and ask marketing, in your name. It sees the contact of an "
            "accepted lead only with “Read e-mail and phone”."
        ),
        also=(Action.SPEAK_FOR_REPS,),
        finds=FINDS_LEADS,
    ),
    Scope(
        action=Action.COMMENT,
        label=_("Write comments"),
        lets=_(
            "Comment on leads, campaigns and calls-to-action, and delete your own comments, in your name."
        ),
        finds=(*FINDS_LEADS, Action.VIEW_CAMPAIGNS),
    ),
    Scope(
        action=Action.LOG_ATTEMPTS,
        label=_("Log contact attempts"),
        lets=_("Note when somebody was called or written to, in your name."),
        also=(Action.SPEAK_FOR_REPS,),
        finds=FINDS_LEADS,
    ),
    Scope(
        action=Action.RATE_LEADS,
        label=_("Rate leads"),
        lets=_("Give sales' word on a lead, in your name."),
        also=(Action.SPEAK_FOR_REPS,),
        finds=FINDS_LEADS,
    ),
    Scope(
        action=Action.JUDGE_CAMPAIGNS,
        label=_("Judge campaigns"),
        lets=_("Say whether the ads of a campaign fit what is sold, or take that back, in your name."),
        finds=(Action.VIEW_CAMPAIGNS,),
    ),
    Scope(
        action=Action.QUESTION_RATINGS,
        label=_("Question ratings"),
        lets=_("Question what sales rated, or withdraw that, in your name."),
        finds=FINDS_LEADS,
    ),
    Scope(
        action=Action.SETTLE_RATINGS,
        label=_("Settle questioned ratings"),
        lets=_("Say whether a questioned rating stays or was wrong, in your name."),
        finds=FINDS_LEADS,
    ),
    Scope(
        action=Action.RECORD_OUTCOMES,
        label=_("Record outcomes"),
        lets=_("Say that a lead is won, lost or open again, in your name."),
        also=(Action.SPEAK_FOR_REPS,),
        finds=FINDS_LEADS,
    ),
    Scope(
        action=Action.SET_FOLLOW_UPS,
        label=_("Set follow-ups"),
        lets=_("Say when a lead is to be followed up, or that it was, in your name."),
        also=(Action.SPEAK_FOR_REPS,),
        finds=FINDS_LEADS,
    ),
    Scope(
        action=Action.VIEW_ABSENCES,
        label=_("Read absences"),
        lets=_("Who is away, from when to when, and who stands in."),
    ),
    Scope(
        action=Action.EDIT_ABSENCES,
        label=_("Enter absences"),
        lets=_("Enter, change and end your absences; a sales lead's token also those of sales."),
        also=(Action.EDIT_ABSENCES_OF_OTHERS,),
        finds=(Action.VIEW_ABSENCES,),
    ),
    Scope(
        action=Action.DEACTIVATE_PEOPLE,
        label=_("Deactivate people"),
        lets=_("Take somebody's sign-in away and say who takes their work. It reads no lead."),
        finds=FINDS_LEADS,
    ),
    Scope(
        action=Action.VIEW_CONVERSION,
        label=_("Read conversion figures"),
        lets=_("Counts, rates and costs by campaign, call-to-action and channel; no people."),
    ),
    Scope(
        action=Action.ANSWER_FINDINGS,
        label=_("Answer findings"),
        lets=_("Acknowledge, answer and close what stood out in the figures, in your name."),
        finds=(Action.VIEW_CONVERSION,),
    ),
    Scope(
        action=Action.VIEW_FIGURES_OF_REPS,
        label=_("Read figures by rep"),
        lets=_("How many leads each rep has, how many were good and how many became deals."),
    ),
    Scope(
        action=Action.VIEW_SATISFACTION,
        label=_("Read what customers say"),
        lets=_("How satisfied customers were and what they wrote; without names, e-mail and phone."),
        finds=FINDS_LEADS,
    ),
    Scope(
        action=Action.SET_SURVEYS,
        label=_("Set the satisfaction survey"),
        lets=_("Say whether, when and how customers are asked, in your name. It mails them."),
    ),
    Scope(
        action=Action.GIVE_SECOND_OPINIONS,
        label=_("Give second opinions"),
        lets=_(
            "Read what is known of leads drawn for you, without their persons and without the first letter, "
            "and say yours in your name."
        ),
    ),
    Scope(
        action=Action.SET_SECOND_OPINIONS,
        label=_("Set the share of second opinions"),
        lets=_("Say which share of ratings is given twice, in your name."),
    ),
    Scope(
        action=Action.PRICE_ATTEMPTS,
        label=_("Price contact attempts"),
        lets=_("Say what a contact attempt costs from a day on, and take that away again, in your name."),
    ),
    Scope(
        action=Action.SET_INTRODUCTION,
        label=_("Set the day of the introduction"),
        lets=_("Read and change since when both teams work by the portal, for “Has it helped?”."),
    ),
    Scope(
        action=Action.KEEP_VIEWS,
        label=_("Keep views of the figures"),
        lets=_("Read, save, change and delete views of the figures under a name, in your name."),
        also=(Action.PUBLISH_VIEWS,),
    ),
    Scope(
        action=Action.SHARE_VIEWS,
        label=_("Share figures by links"),
        lets=_("Make links by which people who do not sign in read the figures of a view, and end them."),
        finds=(Action.KEEP_VIEWS,),
    ),
    Scope(
        action=Action.SET_MILESTONES,
        label=_("Set milestones"),
        lets=_("Write down what happened on a day, beside the figures, and take it away again."),
        finds=(Action.VIEW_CAMPAIGNS,),
    ),
    Scope(
        action=Action.CHOOSE_NOTICES,
        label=_("Choose notifications"),
        lets=_("Read and change which of them reach you by mail, and when. It reads no notification."),
    ),
)
SCOPE_OF = {scope.action: scope for scope in SCOPES}


def scopes_for(actor: Actor) -> list[Scope]:
    """What this person can make a token for: no more than the table allows them."""
    return [scope for scope in SCOPES if may(actor, scope.action)]


def grant_of(names: Iterable[str]) -> Grant:
    """What scopes of these names let through; a name that is none lets nothing through."""
    said = set(names)
    scopes = [scope for scope in SCOPES if scope.action in said]
    return Grant(
        actions=frozenset(action for scope in scopes for action in scope.actions),
        found=frozenset(action for scope in scopes for action in scope.finds),
    )
