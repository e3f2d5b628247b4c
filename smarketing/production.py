"""What production refuses to run with; smarketing/startup.py asks in every process."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

SHORTEST_KEY: Final = 50
FEWEST_CHARACTERS: Final = 10
SHORTEST_PASSWORD: Final = 16
# Words that stand in examples, of ours and of others, or in this repository.
KNOWN: Final = frozenset(
    {"changeme", "secret", "password", "passwort", "smarketing", "postgres", "redis", "example", "insecure"}
)
HOW_TO_MAKE_ONE: Final = 'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'


def find_faults(
    *,
    is_debug: bool,
    hosts: list[str],
    public_url: str,
    keys: Mapping[str, list[str]],
    tokens: Mapping[str, str],
    addresses: Mapping[str, str],
) -> list[str]:
    """Every fault, with the variable, what is wrong and what is allowed; no secret stands in it.

    `keys` are those that sign and encrypt, `tokens` other secrets ("" for none), `addresses` those of
    servers, in which a password may stand; each by the name of its variable.
    """
    return [
        *_find_open_doors(is_debug=is_debug, hosts=hosts, public_url=public_url),
        *(f"{name} {fault}" for name, values in keys.items() for key in values for fault in _judge_key(key)),
        *(f"{name} {fault}" for name, token in tokens.items() for fault in _judge_password(token)),
        *(
            f"The {which} in {name} {fault}"
            for name, address in addresses.items()
            for which, password in _passwords_in(address)
            for fault in _judge_password(password)
        ),
    ]


def _passwords_in(address: str) -> Iterator[tuple[str, str]]:
    """Each with what it is called: that of the user, and what stands behind the ? (sentinel_password …)."""
    parts = urlsplit(address)
    yield "password", unquote(parts.password or "")
    yield from ((name, value) for name, value in parse_qsl(parts.query) if "password" in name)


def _find_open_doors(*, is_debug: bool, hosts: list[str], public_url: str) -> Iterator[str]:
    if is_debug:
        yield "DEBUG is on, which shows secrets on error pages. Allowed: 0, or leave it out."
    for host in hosts:
        if not _is_host(host):
            yield (
                f"ALLOWED_HOSTS has {host!r}, which lets in any name. Allowed: the names people type, "
                "separated by commas, such as portal.example.com or .example.com."
            )
    address = urlsplit(public_url)
    if address.scheme != "https" or not address.hostname:
        yield f"PUBLIC_URL is {public_url!r}. Allowed: an address that begins with https://"


def _is_host(host: str) -> bool:
    """A name or an address; not a pattern for all, nor for a whole top-level domain."""
    return bool(re.fullmatch(r"[\w\[\]:.-]+", host)) and not re.fullmatch(r"\.[^.]*", host)


def _judge_key(key: str) -> Iterator[str]:
    allowed = f"Allowed: one made at random, such as by {HOW_TO_MAKE_ONE}"
    if _is_known(key):
        yield f"is known from an example. {allowed}"
    elif len(key) < SHORTEST_KEY:
        yield f"has {len(key)} characters; at least {SHORTEST_KEY} are needed. {allowed}"
    elif len(set(key)) < FEWEST_CHARACTERS:
        yield f"has {len(set(key))} different characters; at least {FEWEST_CHARACTERS} are needed. {allowed}"


def _judge_password(password: str) -> Iterator[str]:
    if not password:
        return
    allowed = f"Allowed: at least {SHORTEST_PASSWORD} characters, made at random."
    if _is_known(password):
        yield f"is known from an example. {allowed}"
    elif len(password) < SHORTEST_PASSWORD:
        yield f"has {len(password)} characters. {allowed}"


def _is_known(secret: str) -> bool:
    """Whether it is made of words everybody knows: "change-me", "secret123", "django-insecure-…"."""
    words = re.findall(r"[a-z]+", secret.lower())
    return bool(words) and (
        secret.lower().startswith(("django-insecure-", "only-to-collect-static-files"))
        or "".join(words) in KNOWN
        or set(words) <= KNOWN
    )
