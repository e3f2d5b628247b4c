"""The one-time code that opens the set-up page of an empty installation."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import AlreadySetUp, SetupCodeInvalid
from accounts.models import Company, SetupCode

# Without I, L, O, U, 0 and 1, which are misread; 12 of 30 characters are 58 bits.
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
GROUPS, GROUP_LENGTH = 3, 4
VALID_FOR = timedelta(hours=24)


@transaction.atomic
def issue_setup_code() -> str:
    """Return a new code, the only one that works from now on, for 24 hours; only its hash is kept.

    Raises AlreadySetUp when there is a company.
    """
    if Company.objects.current() is not None:
        raise AlreadySetUp(_("This installation already has a company."))
    letters = "".join(secrets.choice(ALPHABET) for _place in range(GROUPS * GROUP_LENGTH))
    SetupCode.objects.all().delete()
    SetupCode.objects.create(code_hash=hash_setup_code(letters))
    return "-".join(letters[start : start + GROUP_LENGTH] for start in range(0, len(letters), GROUP_LENGTH))


def hash_setup_code(code: str) -> str:
    """Return the hash of a code as people type it: case, blanks and hyphens do not matter."""
    plain = "".join(letter for letter in code.upper() if letter in ALPHABET)
    return hashlib.sha256(plain.encode()).hexdigest()


def check_setup_code(code_hash: str) -> None:
    """Raise SetupCodeInvalid unless this is the hash of the code that works now."""
    after = timezone.now() - VALID_FOR
    if not SetupCode.objects.filter(code_hash=code_hash, created_at__gt=after).exists():
        raise SetupCodeInvalid(
            _("This is not the code of this installation, or it is older than 24 hours. Print a new one.")
        )
