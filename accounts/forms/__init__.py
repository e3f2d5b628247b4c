"""What people fill in about themselves, each other and the company."""

from __future__ import annotations

from accounts.forms.company import CompanyForm
from accounts.forms.errors import put_errors
from accounts.forms.people import AcceptForm, InviteForm, ProfileForm, RoleForm
from accounts.forms.setup import (
    ADMIN,
    COMPANY,
    BaseInvitationLineFormSet,
    InvitationLineFormSet,
    SetupCodeForm,
    SetupForm,
)
from accounts.forms.tokens import TokenForm

__all__ = [
    "ADMIN",
    "COMPANY",
    "AcceptForm",
    "BaseInvitationLineFormSet",
    "CompanyForm",
    "InvitationLineFormSet",
    "InviteForm",
    "ProfileForm",
    "RoleForm",
    "SetupCodeForm",
    "SetupForm",
    "TokenForm",
    "put_errors",
]
