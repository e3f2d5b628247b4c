"""Who works here: the company, its people and what lets them in."""

from __future__ import annotations

from accounts.models.access import EMAIL_CHANGE_SALT, ApiToken, EmailChange, Invitation, SetupCode
from accounts.models.company import Company, Country, Currency, Land
from accounts.models.limits import CallAllowance
from accounts.models.notice import Digest, NoticeChoice, NoticeTimes, WaitingMail, Way
from accounts.models.notification import Notification, count_unread
from accounts.models.team_chat import ChatFormat, TeamChat, TeamEvent, TeamLine
from accounts.models.user import Grant, Language, Role, Team, Theme, User, UserQuerySet

__all__ = [
    "EMAIL_CHANGE_SALT",
    "ApiToken",
    "CallAllowance",
    "ChatFormat",
    "Company",
    "Country",
    "Currency",
    "Digest",
    "EmailChange",
    "Grant",
    "Invitation",
    "Land",
    "Language",
    "NoticeChoice",
    "NoticeTimes",
    "Notification",
    "Role",
    "SetupCode",
    "Team",
    "TeamChat",
    "TeamEvent",
    "TeamLine",
    "Theme",
    "User",
    "UserQuerySet",
    "WaitingMail",
    "Way",
    "count_unread",
]
