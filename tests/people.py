"""The people every test knows, as fixtures; tests/conftest.py loads this module as a plugin."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from django.utils import translation

from accounts import own_company
from accounts.models import Company, Role, User
from tests.factories import make_company, make_user


@pytest.fixture(autouse=True)
def fresh_company(monkeypatch: pytest.MonkeyPatch) -> None:
    """The company is remembered: not beyond one test, and all through it, whenever its seconds end."""
    monkeypatch.setattr(own_company, "KEPT_SECONDS", math.inf)
    own_company.forget_own_company()


@pytest.fixture
def english() -> Iterator[None]:
    """Messages are read in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def company(db: None) -> Company:
    """The company of this installation, set up: Berlin, euro."""
    return make_company()


@pytest.fixture
def mara(company: Company) -> User:
    """Mara does marketing."""
    return make_user(Role.MARKETER, email="mara@example.com", full_name="Mara Marketing")


@pytest.fixture
def sven(company: Company) -> User:
    """Sven is a sales rep."""
    return make_user(Role.SALES_REP, email="sven@example.com", full_name="Sven Vertrieb")


@pytest.fixture
def sina(company: Company) -> User:
    """Sina is another sales rep: what belongs to Sven is foreign to her."""
    return make_user(Role.SALES_REP, email="sina@example.com", full_name="Sina Vertrieb")


@pytest.fixture
def lena(company: Company) -> User:
    """Lena leads sales."""
    return make_user(Role.SALES_LEAD, email="lena@example.com", full_name="Lena Leitung")


@pytest.fixture
def gero(company: Company) -> User:
    """Gero is the manager."""
    return make_user(Role.MANAGER, email="gero@example.com", full_name="Gero Geschäft")


@pytest.fixture
def ada(company: Company) -> User:
    """Ada administers the portal."""
    return make_user(Role.ADMIN, email="ada@example.com", full_name="Ada Admin")


@pytest.fixture
def otto(company: Company) -> User:
    """Otto is the outsider: he once worked here and may not sign in any more."""
    return make_user(Role.MARKETER, email="otto@example.com", full_name="Otto Draußen", is_active=False)
