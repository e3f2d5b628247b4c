"""The way in for whoever runs commands on the machine: a link signs in one person, once, for ten minutes."""

from __future__ import annotations

from typing import Final

from django.core import signing

from accounts.models import User

VALID_FOR_SECONDS: Final = 600
SALT: Final = "accounts.sign_in_link"


def make_sign_in_secret(person: User) -> str:
    """The secret of a link; the next sign-in of this person, by whichever way, uses it up."""
    return signing.dumps({"person": person.pk, "after": _last_login(person)}, salt=SALT)


def find_person_of_link(secret: str) -> User | None:
    """The active person whom this link signs in, if it still works."""
    try:
        said = signing.loads(secret, salt=SALT, max_age=VALID_FOR_SECONDS)
    except signing.BadSignature:
        return None
    person = User.objects.active().filter(pk=said["person"]).first()
    return person if person is not None and _last_login(person) == said["after"] else None


def _last_login(person: User) -> str:
    return person.last_login.isoformat() if person.last_login else ""
