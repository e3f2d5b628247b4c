"""Who is meant by “@Name” in a text.

An @ after a letter or a digit is part of an address and means nobody. After any other the longest name of a
colleague that stands there is meant, or the first name where only one has it; capitals make no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from talk.models import Thing
from values.errors import field_error
from values.names import fold

_AT: Final = re.compile(r"(?<![\w.+-])@(?=\w)")
_WORD: Final = re.compile(r"[\w'’-]+")
SUGGESTED: Final = 8
# Of so many who are called so it is looked up whether they see it: whoever types on has fewer.
LOOKED_AT: Final = 40


def find_mentioned(text: str) -> Sequence[User]:
    """Everybody named with an @, once each. ValidationError (`text`) where that is nobody or several."""
    starts = [match.end() for match in _AT.finditer(text)]
    if not starts:
        return []
    people = list(User.objects.active())
    return list(dict.fromkeys(_person_at(text[start:], people) for start in starts))


def _person_at(rest: str, people: Sequence[User]) -> User:
    whole = [person for person in people if _begins_with(rest, person.full_name)]
    if whole:
        longest = max(len(person.full_name) for person in whole)
        return _only([person for person in whole if len(person.full_name) == longest], rest)
    first = [person for person in people if _begins_with(rest, person.get_short_name())]
    return _only(first, rest)


def _begins_with(rest: str, name: str) -> bool:
    """Whether the name stands there, and ends where a word does."""
    if not name or rest[: len(name)].casefold() != name.casefold():
        return False
    return not rest[len(name) : len(name) + 1].isalnum()


def _only(found: Sequence[User], rest: str) -> User:
    if len(found) == 1:
        return found[0]
    match = _WORD.match(rest)
    said = match.group() if match else rest[:20]
    if not found:
        message = _(
            "“@%(name)s” is nobody who signs in here. Choose a name from the list, or leave out the @."
        )
        raise field_error("text", message % {"name": said}, "unknown")
    names = ", ".join(sorted(person.full_name for person in found))
    message = _("“@%(name)s” may be several people: %(names)s. Write the whole name.")
    raise field_error("text", message % {"name": said, "names": names}, "ambiguous")


def require_they_see(thing: Thing, people: Iterable[User]) -> None:
    """ValidationError (`text`) that names who of them may not see what the comment is about."""
    blind = [str(person) for person in people if not sees(person, thing)]
    if blind:
        message = _("%(names)s cannot see this, so that a mention would lead nowhere. Please leave it out.")
        raise ValidationError({"text": ValidationError(message % {"names": ", ".join(blind)}, code="unseen")})


def sees(person: User, thing: Thing) -> bool:
    """Whether this person may sign in and see it."""
    return person.is_active and type(thing).objects.visible_to(person).filter(pk=thing.pk).exists()


def suggest(thing: Thing, said: str, *, but: User) -> Sequence[User]:
    """Colleagues of whose name a word begins so, in any spelling, who may see the thing: a few."""
    wanted, found = fold(said), list[User]()
    named = [
        one for one in User.objects.active().exclude(pk=but.pk) if _has_word(fold(one.full_name), wanted)
    ]
    for person in named[:LOOKED_AT]:
        if len(found) < SUGGESTED and sees(person, thing):
            found.append(person)
    return found


def _has_word(name: str, beginning: str) -> bool:
    return f" {name}".find(f" {beginning}") >= 0
