"""Everything that changes the company, its people and what lets them in."""

from __future__ import annotations

from accounts.services.company import (
    CompanyDetails,
    NewAdmin,
    set_introduction,
    set_maturity,
    set_up_company,
    update_company,
)
from accounts.services.invitations import (
    accept_invitation,
    find_open_invitation,
    invite,
    resend_invitation,
    withdraw_invitation,
)
from accounts.services.notice_choices import (
    choices_of,
    choose_times,
    choose_usual,
    choose_ways,
    times_of,
    unsubscribe,
)
from accounts.services.notifications import mark_all_read, mark_read, notify, untold
from accounts.services.own_email import ask_for_email, confirm_email, find_email_change, is_email_own
from accounts.services.people import (
    change_person,
    create_person,
    deactivate,
    hold_active,
    reactivate,
    update_profile,
)
from accounts.services.setup_code import check_setup_code, issue_setup_code
from accounts.services.sign_in_links import find_person_of_link, make_sign_in_secret
from accounts.services.team_chats import add_team_chat, change_team_chat, remove_team_chat, send_test
from accounts.services.team_lines import announce
from accounts.services.tokens import authenticate_token, create_token, revoke_token

__all__ = [
    "CompanyDetails",
    "NewAdmin",
    "accept_invitation",
    "add_team_chat",
    "announce",
    "ask_for_email",
    "authenticate_token",
    "change_person",
    "change_team_chat",
    "check_setup_code",
    "choices_of",
    "choose_times",
    "choose_usual",
    "choose_ways",
    "confirm_email",
    "create_person",
    "create_token",
    "deactivate",
    "find_email_change",
    "find_open_invitation",
    "find_person_of_link",
    "hold_active",
    "invite",
    "is_email_own",
    "issue_setup_code",
    "make_sign_in_secret",
    "mark_all_read",
    "mark_read",
    "notify",
    "reactivate",
    "remove_team_chat",
    "resend_invitation",
    "revoke_token",
    "send_test",
    "set_introduction",
    "set_maturity",
    "set_up_company",
    "times_of",
    "unsubscribe",
    "untold",
    "update_company",
    "update_profile",
    "withdraw_invitation",
]
