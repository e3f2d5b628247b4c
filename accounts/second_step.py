"""The second step at sign-in: of whom it is asked, and how its secrets are kept.

They are encrypted: a copy of the database alone opens no account.
"""

from __future__ import annotations

from typing import Final

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from accounts.locksmith import locksmith
from accounts.models import Role, User
from accounts.own_company import own_company
from accounts.sign_ins import is_by_directory
from values.compiled import Compiled, given_key

_PURPOSE: Final = b"smarketing second step"
# Whoever sees all figures or lets others in.
ASKED_FOR_SECOND_STEP: Final = frozenset({Role.MANAGER, Role.ADMIN})


def lacks_second_step(request: HttpRequest, user: User) -> bool:
    """Whether this person is asked for a second step and has none; at the directory it is the directory's."""
    if user.role not in ASKED_FOR_SECOND_STEP or is_by_directory(request):
        return False
    return not _SECOND_STEP.rows(user=user.pk)


def must_set_up_second_step(request: HttpRequest, user: User) -> bool:
    """Whether the company lets this person do nothing else before; asks the database only where it can be."""
    return (
        user.role in ASKED_FOR_SECOND_STEP
        and own_company().requires_second_step
        and lacks_second_step(request, user)
    )


# Asked with every page of a manager.
_SECOND_STEP: Final = Compiled(
    lambda: (
        Authenticator.objects.filter(user=given_key("user"), type=Authenticator.Type.TOTP)
        .order_by()
        .values_list("pk")[:1]
    )
)


class EncryptingMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """Keeps what allauth keeps of a second step."""

    def encrypt(self, text: str) -> str:
        return locksmith(_PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises cryptography's InvalidToken when none of the keys fits."""
        return locksmith(_PURPOSE).decrypt(encrypted_text.encode()).decode()
