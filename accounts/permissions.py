"""The one permission table: which role may do what. Pages, API, exports and jobs all ask here.

A new action is one line in `Action` and one in `TABLE`; a view states its action with `@requires`.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Literal, Protocol

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext

from accounts.models import Grant, Role, User
from accounts.requests import lead_to, page_before
from accounts.sign_ins import is_fresh
from pages.addresses import address
from pages.once import once

MARKETER, SALES_REP, SALES_LEAD, MANAGER, ADMIN = (
    Role.MARKETER,
    Role.SALES_REP,
    Role.SALES_LEAD,
    Role.MANAGER,
    Role.ADMIN,
)


class Action(StrEnum):
    """Everything somebody can do; which of it a token can be made for stands in `accounts.scopes`."""

    VIEW_OWN_ACCOUNT = "account.view"
    EDIT_OWN_ACCOUNT = "account.edit"
    # How one hears of what: read and chosen, by oneself.
    CHOOSE_NOTICES = "notices.choose"
    MANAGE_PEOPLE = "people.manage"
    # Take somebody's sign-in away, and say who takes their work.
    DEACTIVATE_PEOPLE = "people.deactivate"
    EDIT_COMPANY = "company.edit"
    # Which channels of a team's chat are written to, and of what.
    MANAGE_TEAM_CHATS = "team_chats.manage"
    # Decide on work the portal gave up on: try it again or discard it.
    MANAGE_GIVEN_UP = "given_up.manage"
    VIEW_CAMPAIGNS = "campaigns.view"
    EDIT_CAMPAIGNS = "campaigns.edit"
    # Reasons, needs, channels: what everybody chooses from.
    EDIT_LISTS = "lists.edit"
    SIGN_DEFINITIONS = "definitions.sign"
    # What happened on which day, for whoever reads the figures after it.
    SET_MILESTONES = "milestones.set"
    # Object to one instead, or to one in force; it takes no signature away.
    OBJECT_TO_DEFINITIONS = "definitions.object"
    # Leads of one's own and the pool; each of the next four shows more.
    VIEW_LEADS = "leads.view"
    VIEW_EVERY_LEAD = "leads.view_every"
    VIEW_GRADES = "leads.grades"
    # E-mail and phone: of leads that sales has accepted; of every lead.
    VIEW_ACCEPTED_CONTACTS = "leads.contacts"
    VIEW_CONTACTS = "leads.contacts_of_every"
    CAPTURE_LEADS = "leads.capture"
    CORRECT_CONTACTS = "leads.correct_contact"
    IMPORT_HISTORY = "leads.import"
    VIEW_EVERY_IMPORT = "imports.view_every"
    # Who took lists of leads along.
    VIEW_EXPORTS = "leads.exports"
    # Names and domains of companies, which of them are one, and whose a person is.
    EDIT_FIRMS = "firms.edit"
    # Since when a company is a customer.
    SET_CUSTOMERS = "firms.customers"
    HAND_OVER_LEADS = "leads.hand_over"
    ANSWER_HANDOFFS = "handoffs.answer"
    # Who is away, until when and who stands in; to enter one's own, and those of others.
    VIEW_ABSENCES = "absences.view"
    EDIT_ABSENCES = "absences.edit"
    EDIT_ABSENCES_OF_OTHERS = "absences.edit_others"
    # Answer and say something for the rep with whom a lead lies.
    SPEAK_FOR_REPS = "handoffs.speak_for_reps"
    # Say something about what one may see.
    COMMENT = "comments.write"
    LOG_ATTEMPTS = "feedback.attempt"
    RATE_LEADS = "feedback.rate"
    # Say of a campaign whether its ads fit what is sold.
    JUDGE_CAMPAIGNS = "campaigns.judge"
    # Marketing questions a rating; who leads sales and who manages both teams settle it.
    QUESTION_RATINGS = "ratings.question"
    SETTLE_RATINGS = "ratings.settle"
    # Rate what somebody else rated, without having read that; which share of ratings gets it.
    GIVE_SECOND_OPINIONS = "second_opinions.give"
    SET_SECOND_OPINIONS = "second_opinions.set"
    RECORD_OUTCOMES = "feedback.outcome"
    SET_FOLLOW_UPS = "feedback.follow_up"
    VIEW_CONVERSION = "conversion.view"
    # Acknowledge, answer and close what stood out in the figures.
    ANSWER_FINDINGS = "findings.answer"
    # What became of the leads of each rep.
    VIEW_FIGURES_OF_REPS = "conversion.reps"
    # What customers said once their lead was won or lost; whether, when and how they are asked.
    VIEW_SATISFACTION = "satisfaction.view"
    SET_SURVEYS = "surveys.set"
    # What a contact attempt costs, for the figures of money.
    PRICE_ATTEMPTS = "attempts.price"
    # Since when both teams work by the portal, for "Has it helped?".
    SET_INTRODUCTION = "introduction.set"
    # Keep a view of the figures under a name; for the whole company; let strangers see one by a link.
    KEEP_VIEWS = "views.keep"
    PUBLISH_VIEWS = "views.publish"
    SHARE_VIEWS = "views.share"


# A role that stands in no line may do nothing. Roles are named one by one: a new one is let in by hand.
TABLE: dict[Action, frozenset[Role]] = {
    Action.VIEW_OWN_ACCOUNT: frozenset({MARKETER, SALES_REP, SALES_LEAD, MANAGER, ADMIN}),
    Action.EDIT_OWN_ACCOUNT: frozenset({MARKETER, SALES_REP, SALES_LEAD, MANAGER, ADMIN}),
    Action.CHOOSE_NOTICES: frozenset({MARKETER, SALES_REP, SALES_LEAD, MANAGER, ADMIN}),
    Action.MANAGE_PEOPLE: frozenset({ADMIN}),
    Action.DEACTIVATE_PEOPLE: frozenset({ADMIN}),
    Action.EDIT_COMPANY: frozenset({ADMIN}),
    Action.MANAGE_TEAM_CHATS: frozenset({MANAGER, ADMIN}),
    Action.MANAGE_GIVEN_UP: frozenset({ADMIN}),
    Action.VIEW_CAMPAIGNS: frozenset({MARKETER, SALES_REP, SALES_LEAD, MANAGER, ADMIN}),
    Action.EDIT_CAMPAIGNS: frozenset({MARKETER, ADMIN}),
    Action.EDIT_LISTS: frozenset({MANAGER, ADMIN}),
    Action.SIGN_DEFINITIONS: frozenset({MARKETER, SALES_REP, SALES_LEAD}),
    Action.SET_MILESTONES: frozenset({MARKETER, SALES_LEAD, MANAGER, ADMIN}),
    Action.OBJECT_TO_DEFINITIONS: frozenset({MARKETER, SALES_REP, SALES_LEAD}),
    Action.VIEW_LEADS: frozenset({MARKETER, SALES_REP, SALES_LEAD, MANAGER, ADMIN}),
    Action.VIEW_EVERY_LEAD: frozenset({MARKETER, SALES_LEAD, MANAGER, ADMIN}),
    Action.VIEW_GRADES: frozenset({MARKETER, MANAGER, ADMIN}),
    Action.VIEW_ACCEPTED_CONTACTS: frozenset({MARKETER, SALES_REP, SALES_LEAD, MANAGER, ADMIN}),
    Action.VIEW_CONTACTS: frozenset({MARKETER, MANAGER, ADMIN}),
    Action.CAPTURE_LEADS: frozenset({MARKETER, ADMIN}),
    Action.CORRECT_CONTACTS: frozenset({MARKETER, SALES_REP, SALES_LEAD, ADMIN}),
    Action.IMPORT_HISTORY: frozenset({MARKETER, MANAGER, ADMIN}),
    Action.VIEW_EVERY_IMPORT: frozenset({MANAGER, ADMIN}),
    Action.VIEW_EXPORTS: frozenset({ADMIN}),
    Action.EDIT_FIRMS: frozenset({MARKETER, MANAGER, ADMIN}),
    Action.SET_CUSTOMERS: frozenset({MARKETER, SALES_REP, SALES_LEAD, MANAGER, ADMIN}),
    Action.HAND_OVER_LEADS: frozenset({MARKETER, ADMIN}),
    Action.ANSWER_HANDOFFS: frozenset({SALES_REP, SALES_LEAD}),
    Action.VIEW_ABSENCES: frozenset({MARKETER, SALES_REP, SALES_LEAD, MANAGER, ADMIN}),
    Action.EDIT_ABSENCES: frozenset({MARKETER, SALES_REP, SALES_LEAD, ADMIN}),
    Action.EDIT_ABSENCES_OF_OTHERS: frozenset({SALES_LEAD, ADMIN}),
    Action.SPEAK_FOR_REPS: frozenset({SALES_LEAD}),
    Action.COMMENT: frozenset({MARKETER, SALES_REP, SALES_LEAD, MANAGER, ADMIN}),
    Action.LOG_ATTEMPTS: frozenset({SALES_REP, SALES_LEAD}),
    Action.RATE_LEADS: frozenset({SALES_REP, SALES_LEAD}),
    Action.JUDGE_CAMPAIGNS: frozenset({SALES_REP, SALES_LEAD}),
    Action.QUESTION_RATINGS: frozenset({MARKETER}),
    Action.SETTLE_RATINGS: frozenset({SALES_LEAD, MANAGER}),
    Action.GIVE_SECOND_OPINIONS: frozenset({SALES_REP}),
    Action.SET_SECOND_OPINIONS: frozenset({SALES_LEAD, MANAGER, ADMIN}),
    Action.RECORD_OUTCOMES: frozenset({SALES_REP, SALES_LEAD}),
    Action.SET_FOLLOW_UPS: frozenset({SALES_REP, SALES_LEAD}),
    Action.VIEW_CONVERSION: frozenset({MARKETER, SALES_REP, SALES_LEAD, MANAGER, ADMIN}),
    Action.ANSWER_FINDINGS: frozenset({MARKETER, SALES_LEAD, MANAGER}),
    Action.VIEW_FIGURES_OF_REPS: frozenset({SALES_LEAD, MANAGER}),
    Action.VIEW_SATISFACTION: frozenset({MARKETER, SALES_REP, SALES_LEAD, MANAGER, ADMIN}),
    Action.SET_SURVEYS: frozenset({MANAGER, ADMIN}),
    Action.PRICE_ATTEMPTS: frozenset({MANAGER, ADMIN}),
    Action.SET_INTRODUCTION: frozenset({MANAGER, ADMIN}),
    Action.KEEP_VIEWS: frozenset({MARKETER, SALES_REP, SALES_LEAD, MANAGER, ADMIN}),
    Action.PUBLISH_VIEWS: frozenset({MANAGER, ADMIN}),
    Action.SHARE_VIEWS: frozenset({MANAGER, ADMIN}),
}


class Actor(Protocol):
    """Whoever asks: a signed-in person, or a person through a token, whose `grant` narrows what they may."""

    role: str
    is_active: bool

    @property
    def grant(self) -> Grant | None: ...


def may(actor: Actor, action: Action) -> bool:
    """Whether table and token let this person do this at all; which rows, `visible_to` of querysets says."""
    return _role_may(actor, action) and (actor.grant is None or action in actor.grant.actions)


def may_find(actor: Actor, action: Action) -> bool:
    """Whether the rows that this action is about exist for them: to be shown, or to do something to."""
    return may(actor, action) or (
        _role_may(actor, action) and actor.grant is not None and action in actor.grant.found
    )


def _role_may(actor: Actor, action: Action) -> bool:
    return actor.is_active and actor.role in TABLE[action]


def authorise(actor: Actor, action: Action) -> None:
    """Raise PermissionDenied unless table and token allow it; every service calls this before it writes."""
    if may(actor, action):
        return
    if _role_may(actor, action):
        raise PermissionDenied(gettext("This token lacks the scope “%(scope)s”.") % {"scope": action})
    # A role of newer code, met while machines are brought up one by one, has no name here.
    role = dict(Role.choices).get(actor.role, actor.role)
    raise PermissionDenied(gettext("Your role “%(role)s” does not allow this step.") % {"role": role})


View = Callable[..., HttpResponseBase]


def requires(
    action: Action, *, write: Action | None = None, fresh: Literal["page", "download"] | None = None
) -> Callable[[View], View]:
    """Let a view in only for whom the table allows it; anybody else signs in first or gets 403.

    `write` names the action of POST, where it differs from reading. `fresh` asks for a sign-in of the last
    minutes: a "page" comes back by itself, and a form that was sent meanwhile is not lost; before a
    "download" one comes back to the page it stands on. The decorated view carries all three as
    `required_action`, `required_write_action` and `required_fresh`, so that a test can walk every route. A
    form sent twice is taken once.
    """

    def decorate(view: View) -> View:
        act = once(view)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            is_read = request.method in {"GET", "HEAD", "OPTIONS"}
            if not isinstance(request.user, User):
                return ask_to_sign_in(request, is_read=is_read)
            authorise(request.user, action if is_read else (write or action))
            if fresh and not is_fresh(request):
                return ask_again(request, fresh)
            return act(request, *args, **kwargs)

        guarded.required_action = action  # type: ignore[attr-defined]
        guarded.required_write_action = write or action  # type: ignore[attr-defined]
        guarded.required_fresh = fresh  # type: ignore[attr-defined]
        return guarded

    return decorate


def ask_to_sign_in(request: HttpRequest, *, is_read: bool) -> HttpResponseBase:
    """Lead to the sign-in, and from there back to the page, or to the one a form or a fragment stands on."""
    is_page = is_read and "HX-Request" not in request.headers
    answer = redirect_to_login(request.get_full_path() if is_page else page_before(request))
    return lead_to(request, answer.url)


def ask_again(request: HttpRequest, before: Literal["page", "download"]) -> HttpResponseBase:
    """Lead to the page that asks for the password or the directory once more.

    Raises allauth's ReauthenticationRequired before a page: its middleware keeps what was sent.
    """
    if before == "page":
        raise ReauthenticationRequired
    messages.info(request, gettext("Please confirm that it is you, then press the download once more."))
    return HttpResponseRedirect(address(reverse("account_reauthenticate"), next=page_before(request)))


def public(view: View) -> View:
    """Mark a view that anybody may open, signed in or not; without this mark or `requires` a test fails.

    A form sent twice is taken once here too.
    """
    open_view = once(view, is_public=True)
    open_view.required_action = None  # type: ignore[attr-defined]
    return open_view
