"""Who may what, said in the words of the product.

Every other test takes the table as given, so that a role let in by a slip of the hand would pass them all.
"""

from __future__ import annotations

from itertools import chain

import pytest

from accounts.models import Role
from accounts.permissions import TABLE, Action

MARKETING, SALES = {Role.MARKETER, Role.ADMIN}, {Role.SALES_REP, Role.SALES_LEAD}

SAID: dict[str, tuple[set[Role], set[Action]]] = {
    "everybody sees the loop and looks after their own account": (
        set(Role),
        {
            Action.VIEW_OWN_ACCOUNT,
            Action.EDIT_OWN_ACCOUNT,
            Action.VIEW_CAMPAIGNS,
            Action.VIEW_LEADS,
            Action.VIEW_ACCEPTED_CONTACTS,
            Action.VIEW_CONVERSION,
            Action.VIEW_SATISFACTION,
        },
    ),
    "an admin lets people in, says what the company is and decides on work that was given up": (
        {Role.ADMIN},
        {Action.MANAGE_PEOPLE, Action.DEACTIVATE_PEOPLE, Action.EDIT_COMPANY, Action.MANAGE_GIVEN_UP},
    ),
    "marketing sets up campaigns, brings leads in and hands them over; an admin may help": (
        MARKETING,
        {Action.EDIT_CAMPAIGNS, Action.CAPTURE_LEADS, Action.HAND_OVER_LEADS},
    ),
    "what a good lead is, both teams sign or object to, and nobody for them": (
        {Role.MARKETER, *SALES},
        {Action.SIGN_DEFINITIONS, Action.OBJECT_TO_DEFINITIONS},
    ),
    "only sales judges the ads": (SALES, {Action.JUDGE_CAMPAIGNS}),
    "a rep sees the own leads and the pool, everybody else all": (
        set(Role) - {Role.SALES_REP},
        {Action.VIEW_EVERY_LEAD},
    ),
    "sales sees a contact only of what it accepted, and no grades; who imports history sees both": (
        set(Role) - SALES,
        {Action.VIEW_GRADES, Action.VIEW_CONTACTS, Action.IMPORT_HISTORY},
    ),
    "imports of others are for those who answer for all": (
        {Role.MANAGER, Role.ADMIN},
        {Action.VIEW_EVERY_IMPORT},
    ),
    "what everybody chooses from, managers and admins keep": (
        {Role.MANAGER, Role.ADMIN},
        {Action.EDIT_LISTS},
    ),
    "into which chats of the teams the portal writes, managers and admins say": (
        {Role.MANAGER, Role.ADMIN},
        {Action.MANAGE_TEAM_CHATS},
    ),
    "whoever calls or hands over says what is right of a contact": (
        {*MARKETING, *SALES},
        {Action.CORRECT_CONTACTS},
    ),
    "only sales says what became of a lead": (
        SALES,
        {Action.ANSWER_HANDOFFS, Action.LOG_ATTEMPTS, Action.RATE_LEADS, Action.RECORD_OUTCOMES},
    ),
    "everybody says what they think where it stands, and how they hear of it": (
        set(Role),
        {Action.COMMENT, Action.CHOOSE_NOTICES},
    ),
    "everybody says since when a firm is a customer": (
        set(Role),
        {Action.SET_CUSTOMERS},
    ),
    "whose a person is and which firms are one is for those who see every contact": (
        set(Role) - SALES,
        {Action.EDIT_FIRMS},
    ),
    "marketing questions a rating": ({Role.MARKETER}, {Action.QUESTION_RATINGS}),
    "who leads sales and who manages both settle it": (
        {Role.SALES_LEAD, Role.MANAGER},
        {Action.SETTLE_RATINGS},
    ),
    "what happened writes down who answers for the figures": (
        set(Role) - {Role.SALES_REP},
        {Action.SET_MILESTONES},
    ),
    "findings answer marketing and those who lead": (
        {Role.MARKETER, Role.SALES_LEAD, Role.MANAGER},
        {Action.ANSWER_FINDINGS},
    ),
    "figures of each rep read who leads sales and who manages both": (
        {Role.SALES_LEAD, Role.MANAGER},
        {Action.VIEW_FIGURES_OF_REPS},
    ),
    "who took leads along reads whoever looks after the portal": ({Role.ADMIN}, {Action.VIEW_EXPORTS}),
    "everybody keeps views of the figures for themselves": (set(Role), {Action.KEEP_VIEWS}),
    "views for all and links out of the house are for those who answer for the figures": (
        {Role.MANAGER, Role.ADMIN},
        {Action.PUBLISH_VIEWS, Action.SHARE_VIEWS},
    ),
    "what a contact attempt costs enters who answers for the figures": (
        {Role.MANAGER, Role.ADMIN},
        {Action.PRICE_ATTEMPTS},
    ),
    "since when both teams work by the portal says who answers for the figures": (
        {Role.MANAGER, Role.ADMIN},
        {Action.SET_INTRODUCTION},
    ),
    "whether customers are asked is for those who answer for it": (
        {Role.MANAGER, Role.ADMIN},
        {Action.SET_SURVEYS},
    ),
    "a second opinion gives a rep, who has not every lead before them": (
        {Role.SALES_REP},
        {Action.GIVE_SECOND_OPINIONS},
    ),
    "which share of ratings is given twice say those who lead, or an admin": (
        {Role.SALES_LEAD, Role.MANAGER, Role.ADMIN},
        {Action.SET_SECOND_OPINIONS},
    ),
    "who works on leads sets follow-ups for them": (SALES, {Action.SET_FOLLOW_UPS}),
    "everybody reads who is away": (
        set(Role),
        {Action.VIEW_ABSENCES},
    ),
    "marketing and sales are away at times, and an admin enters it for them": (
        {*MARKETING, *SALES},
        {Action.EDIT_ABSENCES},
    ),
    "absences of others enters who leads sales, or an admin": (
        {Role.SALES_LEAD, Role.ADMIN},
        {Action.EDIT_ABSENCES_OF_OTHERS},
    ),
    "whoever leads sales speaks for the reps and passes their leads on": (
        {Role.SALES_LEAD},
        {Action.SPEAK_FOR_REPS},
    ),
}


@pytest.mark.parametrize("rule", SAID)
def test_table_lets_in_whom_the_product_names_and_nobody_else(rule: str) -> None:
    roles, actions = SAID[rule]
    assert {action: TABLE[action] for action in actions} == dict.fromkeys(actions, roles)


def test_every_action_is_spoken_of_once() -> None:
    assert sorted(chain.from_iterable(actions for _roles, actions in SAID.values())) == sorted(Action)
