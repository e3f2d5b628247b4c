"""Somebody's sign-in goes while they take a lead, or are given one: it never lies with them unnoticed.

Twins switch off that whoever gives work holds the person (`hold_active`).
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Role, User
from bulk.leaving import Way, leave
from handoff.services import accept_handoff, answers, claim_from_pool, conditions, hand_over, handing_over
from leads.models import Grade, Lead, LeadStage
from tests.at_once import at_once
from tests.bulk.doing import work_off
from tests.factories import make_company, make_lead, make_user
from tests.feedback.test_races import REPEATS

pytestmark = pytest.mark.django_db(transaction=True)
Take = Callable[[User, Lead], object]


@pytest.fixture
def ada() -> User:
    make_company()
    return make_user(Role.ADMIN)


@pytest.fixture
def sven(ada: User) -> User:
    return make_user(Role.SALES_REP)


@pytest.fixture
def sina(ada: User) -> User:
    return make_user(Role.SALES_REP)


def claim(rep: User, lead: Lead) -> object:
    return claim_from_pool(actor=rep, lead=lead)


def accept(rep: User, lead: Lead) -> object:
    return accept_handoff(actor=rep, lead=lead)


def be_given(rep: User, lead: Lead) -> object:
    return hand_over(actor=make_user(), lead=lead, to_user=rep, grade=Grade.B)


TAKES: dict[str, tuple[Take, LeadStage]] = {
    "claim": (claim, LeadStage.HANDED_OVER),
    "accept from the pool": (accept, LeadStage.HANDED_OVER),
    "handed over": (be_given, LeadStage.REGISTERED),
}


def try_to(take: Take, rep: User, lead: Lead) -> Callable[[], object]:
    def tried() -> object:
        try:
            return take(rep, lead)
        except (PermissionDenied, ValidationError) as refusal:
            return refusal

    return tried


def rep_of(lead: Lead) -> User | None:
    work_off()
    return Lead.objects.get(pk=lead.pk).assigned_to


@pytest.mark.parametrize("how", TAKES)
@pytest.mark.parametrize("repeat", REPEATS[:10])
def test_lead_taken_beside_it_is_refused_or_passed_on(
    ada: User, sven: User, sina: User, how: str, repeat: int
) -> None:
    take, stage = TAKES[how]
    lead = make_lead(stage=stage)

    def go() -> object:
        return leave(actor=ada, person=sven, way=Way.GIVE, receivers=[sina])

    make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    taken, _left = at_once(try_to(take, sven, lead), go)
    is_refused = isinstance(taken, PermissionDenied | ValidationError)
    assert rep_of(lead) == (None if is_refused else sina)


def take_slowly(
    monkeypatch: pytest.MonkeyPatch, ada: User, sven: User, sina: User, how: str, *, patience: float
) -> Lead:
    """The lead is taken; before that is written somebody presses, and the taker waits so long for them."""
    take, stage = TAKES[how]
    lead, is_taken, has_left = make_lead(stage=stage), Event(), Event()
    module = handing_over if how == "handed over" else answers
    advance = module.advance

    def wait(**said: object) -> object:
        is_taken.set()
        has_left.wait(patience)
        return advance(**said)

    monkeypatch.setattr(module, "advance", wait)
    make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)

    def go() -> None:
        is_taken.wait(20)
        leave(actor=ada, person=sven, way=Way.GIVE, receivers=[sina])
        has_left.set()

    at_once(try_to(take, sven, lead), go)
    return lead


@pytest.mark.parametrize("how", TAKES)
def test_sign_in_goes_after_what_is_being_taken(
    monkeypatch: pytest.MonkeyPatch, ada: User, sven: User, sina: User, how: str
) -> None:
    lead = take_slowly(monkeypatch, ada, sven, sina, how, patience=0.3)
    assert rep_of(lead) == sina


@pytest.mark.parametrize("how", TAKES)
def test_lead_lies_with_who_left_without_the_hold(
    monkeypatch: pytest.MonkeyPatch, ada: User, sven: User, sina: User, how: str
) -> None:
    for module in (answers, conditions):
        monkeypatch.setattr(module, "hold_active", lambda _person: True)
    lead = take_slowly(monkeypatch, ada, sven, sina, how, patience=20)
    assert rep_of(lead) == sven
