"""What production refuses to run with, one fault at a time."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha512
from typing import Any

import pytest

from smarketing.production import find_faults


def secret(length: int, *, of: str) -> str:
    """Looks made at random and is the same in every process, as the names of tests have to be."""
    return urlsafe_b64encode(sha512(of.encode()).digest()).decode()[:length]


KEY = secret(67, of="key")
RIGHT: dict[str, Any] = {
    "is_debug": False,
    "hosts": ["portal.example.com", ".example.com", "10.0.0.7", "[::1]", "web"],
    "public_url": "https://portal.example.com",
    "keys": {"SECRET_KEY": [KEY], "SECRET_KEY_FALLBACKS": [secret(67, of="former key")]},
    "tokens": {"METRICS_TOKEN": secret(22, of="metrics")},
    "addresses": {
        "DATABASE_URL": f"postgres://portal:{secret(22, of='database')}@db/portal",
        "REDIS_URL": f"redis://:{secret(22, of='redis')}@redis:6379/0",
    },
}


def faults(**changes: Any) -> list[str]:
    return find_faults(**{**RIGHT, **changes})


def beginning(said: list[str]) -> list[str]:
    """The variables that are named, in their order."""
    return [" ".join(fault.split()[:4]) if fault.startswith("The") else fault.split()[0] for fault in said]


def test_what_is_right_is_not_spoken_of() -> None:
    assert faults() == []


def test_what_has_no_secret_in_it_is_not_judged() -> None:
    addresses = {"DATABASE_URL": "postgres:///portal?host=/run/postgresql", "REDIS_URL": "redis://redis:6379"}
    assert faults(tokens={"METRICS_TOKEN": ""}, addresses=addresses) == []


def test_debugger_is_refused() -> None:
    assert beginning(faults(is_debug=True)) == ["DEBUG"]


@pytest.mark.parametrize("host", ["", "*", ".", ".de", "portal.example.com ", "*.example.com", "a b"])
def test_host_that_lets_in_any_name_is_refused(host: str) -> None:
    said = faults(hosts=["portal.example.com", host])
    assert beginning(said) == ["ALLOWED_HOSTS"]
    assert repr(host) in said[0]


@pytest.mark.parametrize(
    "address", ["http://portal.example.com", "portal.example.com", "https://", "ftp://a.de"]
)
def test_public_address_is_https(address: str) -> None:
    assert beginning(faults(public_url=address)) == ["PUBLIC_URL"]


@pytest.mark.parametrize(
    "key",
    [
        "",
        KEY[:49],
        "x" * 60,
        "abcdefghi" * 8,
        "django-insecure-" + KEY,
        "changeme" * 8,
        "change-me-" * 8,
        "only-to-collect-static-files" + KEY,
    ],
)
def test_key_that_can_be_guessed_is_refused(key: str) -> None:
    for name in ("SECRET_KEY", "SECRET_KEY_FALLBACKS"):
        said = faults(keys={**RIGHT["keys"], name: [key]})
        assert beginning(said) == [name]
        assert not key or key not in said[0]


@pytest.mark.parametrize(
    "word", ["kurz", "x" * 15, "changeme", "Change-Me-2026", "password12345678", "smarketing"]
)
def test_password_that_can_be_guessed_is_refused(word: str) -> None:
    addresses = {
        "DATABASE_URL": f"postgres://portal:{word}@db/portal",
        "REDIS_URL": f"redis://:{word}@redis:6379/0",
    }
    said = faults(tokens={"METRICS_TOKEN": word}, addresses=addresses)
    assert beginning(said) == [
        "METRICS_TOKEN",
        "The password in DATABASE_URL",
        "The password in REDIS_URL",
    ]
    assert not any(word in fault for fault in said)


def test_password_is_read_as_the_server_gets_it() -> None:
    assert beginning(faults(addresses={"DATABASE_URL": "postgres://p:%41%42%43%44%45%46@db/portal"})) == [
        "The password in DATABASE_URL"
    ]
