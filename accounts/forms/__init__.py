"""What people fill in about themselves, each other and the company."""

from __future__ import annotations

from accounts.forms.company import CompanyForm
from accounts.forms.notices import TimesForm
from accounts.forms.people import AcceptForm, EmailForm, InviteForm, PersonForm, ProfileForm
from accounts.forms.setup import (
    BaseInvitationLineFormSet,
    InvitationLineFormSet,
    SetupCodeForm,
    SetupForm,
)
from accounts.forms.team_chats import TeamChatForm, proposed_for
from accounts.forms.tokens import TokenForm

__all__ = [
    "AcceptForm",
    "BaseInvitationLineFormSet",
    "CompanyForm",
    "EmailForm",
    "InvitationLineFormSet",
    "InviteForm",
    "PersonForm",
    "ProfileForm",
    "SetupCodeForm",
    "SetupForm",
    "TeamChatForm",
    "TimesForm",
    "TokenForm",
    "proposed_for",
]
