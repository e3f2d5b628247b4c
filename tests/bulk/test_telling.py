"""Whoever handed over what was lost hears of many once."""

from __future__ import annotations

import pytest

from accounts.models import Notification, Role, User
from feedback.models import Outcome
from leads.models import Lead
from tests.bulk.doing import done, taken_back
from tests.factories import make_company, make_user
from tests.feedback.saying import accepted_lead, reach

pytestmark = pytest.mark.django_db


@pytest.fixture
def nina() -> User:
    make_company(attempts_before_closing=1)
    return make_user(Role.MARKETER, full_name="Nina News", language="en")


@pytest.fixture
def rep(nina: User) -> User:
    return make_user(Role.SALES_REP, full_name="Sven Sales", language="en")


def tried(rep: User, sender: User) -> Lead:
    lead = accepted_lead(rep)
    lead.handoffs.update(from_user=sender)
    reach(rep, lead, was_reached=False)
    return lead


def titles(user: User) -> list[str]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("title", flat=True))


def test_many_that_were_closed_are_told_once(nina: User, rep: User) -> None:
    done(rep, "close_unreachable", [tried(rep, nina), tried(rep, nina)])
    assert titles(nina) == ["2 leads lost: not reachable"]


def test_many_that_were_closed_and_opened_again_are_told_once_each(nina: User, rep: User) -> None:
    taken_back(rep, done(rep, "close_unreachable", [tried(rep, nina), tried(rep, nina)]))
    assert titles(nina) == ["2 leads lost: not reachable", "2 leads not lost after all"]


def test_a_single_one_is_told_as_ever(nina: User, rep: User) -> None:
    lead = tried(rep, nina)
    taken_back(rep, done(rep, "close_unreachable", [lead]))
    name = lead.contact.title
    assert titles(nina) == [f"Lost: {name}", f"Outcome taken back: {name}"]
    assert Outcome.with_undone.count() == 1
