"""Whom to tell of a weakness."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from accounts.models import Company
from smarketing.startup import require_contact

PATH = "/.well-known/security.txt"


@pytest.mark.django_db
def test_contact_is_published_before_there_is_a_company(settings: Settings) -> None:
    settings.SECURITY_CONTACT = ["sicherheit@example.com", "https://example.com/melden"]
    settings.SECURITY_POLICY_URL = "https://example.com/policy"
    settings.PUBLIC_URL = "https://portal.example.com"
    with time_machine.travel(datetime(2026, 11, 26, 10, 30, tzinfo=UTC), tick=False):
        answer = Client().get(PATH)
    assert answer.content == (
        b"Contact: mailto:sicherheit@example.com\r\n"
        b"Contact: https://example.com/melden\r\n"
        b"Expires: 2027-05-25T00:00:00Z\r\n"
        b"Preferred-Languages: de, en\r\n"
        b"Canonical: https://portal.example.com/.well-known/security.txt\r\n"
        b"Policy: https://example.com/policy\r\n"
    )
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")


def test_without_contact_there_is_none(company: Company, settings: Settings) -> None:
    settings.SECURITY_CONTACT = []
    assert Client().get(PATH).status_code == 404


@pytest.mark.parametrize("contact", ["example.com", "http://example.com", "javascript:x@example.com"])
def test_contact_nobody_could_follow_lets_no_process_start(settings: Settings, contact: str) -> None:
    settings.SECURITY_CONTACT = [contact]
    with pytest.raises(SystemExit, match=re.escape(f"SECURITY_CONTACT has {contact!r}.")):
        require_contact()


def test_policy_must_be_a_page_over_https(settings: Settings) -> None:
    settings.SECURITY_POLICY_URL = "http://example.com/policy"
    with pytest.raises(SystemExit, match="SECURITY_POLICY_URL"):
        require_contact()


@pytest.mark.parametrize(
    "contact", ["a@example.com", "mailto:a@example.com", "https://example.com/", "tel:+49-30-1"]
)
def test_contact_one_can_follow_is_taken(settings: Settings, contact: str) -> None:
    settings.SECURITY_CONTACT = [contact]
    require_contact()
