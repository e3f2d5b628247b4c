"""Two firms are merged while somebody says that they are not one, and compared at once; with twins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Barrier

import pytest

from accounts.models import User
from firms.likeness import Traits
from firms.models import Distinction, FirmPair, Organisation
from firms.services import comparing, distinguishing, merging
from firms.services.comparing import compare_firms
from firms.services.distinguishing import tell_apart
from firms.services.merging import merge_firms
from tests.at_once import at_once
from tests.factories import make_company, make_user
from tests.feedback.test_races import REPEATS
from tests.firms.firms import make_firm
from values.refusals import IllegalMove

pytestmark = pytest.mark.django_db(transaction=True)
Firms = tuple[Organisation, Organisation]


@pytest.fixture
def mara() -> User:
    make_company()
    return make_user()


@pytest.fixture
def firms(mara: User) -> Firms:
    return make_firm("Hoffmann GmbH"), make_firm("Hofmann AG")


def merge_beside_telling_apart(mara: User, firms: Firms) -> list[str]:
    """Which of the two was done."""
    done: list[str] = []

    def attempt(name: str, work: Callable[[], object]) -> None:
        with suppress(IllegalMove):
            work()
            done.append(name)

    at_once(
        lambda: attempt("merged", lambda: merge_firms(actor=mara, firm=firms[0], into=firms[1])),
        lambda: attempt("told apart", lambda: tell_apart(actor=mara, firm=firms[0], other=firms[1])),
    )
    return sorted(done)


@pytest.mark.parametrize("repeat", REPEATS)
def test_only_one_of_both_is_done(mara: User, firms: Firms, repeat: int) -> None:
    done = merge_beside_telling_apart(mara, firms)
    assert done in (["merged"], ["told apart"])
    assert Distinction.objects.count() == (done == ["told apart"])


def test_twin_without_the_lock_does_both(mara: User, firms: Firms, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both look, meet, and write."""
    looked, seen = Barrier(2, timeout=20), list[int]()

    def read_only(one: Organisation, other: Organisation) -> Firms:
        rows = Organisation.objects.in_bulk([one.pk, other.pk])
        return rows[one.pk], rows[other.pk]

    def merge_goes_on(*_firms: Organisation) -> None:
        looked.wait()

    def apart_goes_on(firm: Organisation) -> None:
        seen.append(firm.pk)
        if len(seen) == 2:
            looked.wait()

    for service in (distinguishing, merging):
        monkeypatch.setattr(service, "lock_both", read_only)
    monkeypatch.setattr(merging, "refuse_told_apart", merge_goes_on)
    monkeypatch.setattr(distinguishing, "refuse_merged", apart_goes_on)
    assert merge_beside_telling_apart(mara, firms) == ["merged", "told apart"]


def compare_at_once(monkeypatch: pytest.MonkeyPatch) -> int:
    """Two workers begin at the same moment, each with one of the two firms; how many pairs they find."""
    monkeypatch.setattr(comparing, "BATCH", 1)
    monkeypatch.setattr(comparing, "ROUND_SECONDS", 0.0001)
    at_once(compare_firms, compare_firms)
    while Organisation.objects.filter(is_compared=False).exists():
        compare_firms()
    return FirmPair.objects.count()


@pytest.mark.parametrize("repeat", REPEATS)
def test_two_workers_miss_no_pair(firms: Firms, monkeypatch: pytest.MonkeyPatch, repeat: int) -> None:
    assert compare_at_once(monkeypatch) == 1


def test_twin_without_the_turn_misses_it(firms: Firms, monkeypatch: pytest.MonkeyPatch) -> None:
    written, find = Barrier(2, timeout=20), comparing.find_alike

    def meet_and_find(traits: Mapping[int, Traits]) -> object:
        written.wait()
        return find(traits)

    monkeypatch.setattr(comparing, "_is_alone", lambda: True)
    monkeypatch.setattr(comparing, "find_alike", meet_and_find)
    assert compare_at_once(monkeypatch) == 0


@pytest.mark.parametrize("repeat", REPEATS)
def test_a_pair_found_beside_a_merge_is_no_pair(mara: User, firms: Firms, repeat: int) -> None:
    at_once(compare_firms, lambda: merge_firms(actor=mara, firm=firms[0], into=firms[1]))
    compare_firms()
    assert not FirmPair.objects.open().exists()
