"""Firms that may be one are found as they come in or change; somebody says that they are not."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Role, User
from firms.errors import FirmMerged, ToldApart
from firms.models import Distinction, FirmPair, Likeness, Organisation
from firms.services import comparing
from firms.services.changes import rename_firm
from firms.services.comparing import compare_firms
from firms.services.distinguishing import tell_apart, undo_telling_apart
from firms.services.merging import merge_firms, undo_merge
from tests.factories import make_user
from tests.firms.firms import make_firm
from values.refusals import IllegalMove

pytestmark = pytest.mark.django_db
Pair = tuple[str, str]


def open_pairs() -> list[Pair]:
    pairs = FirmPair.objects.open().order_by("why", "pk")
    return [(pair.one.name, pair.other.name) for pair in pairs]


@pytest.fixture
def alike(company: object) -> tuple[Organisation, Organisation]:
    firms = make_firm("Hoffmann GmbH"), make_firm("Hofmann AG")
    compare_firms()
    return firms


def test_firms_alike_are_a_pair_whichever_came_first(company: object) -> None:
    make_firm("Hoffmann GmbH")
    compare_firms()
    make_firm("Ganz anders KG")
    make_firm("Hofmann AG")
    assert compare_firms() == 2
    assert open_pairs() == [("Hoffmann GmbH", "Hofmann AG")]
    assert compare_firms() == 0


def test_who_calls_one_like_the_other_is_the_surest_sign(alike: object) -> None:
    make_firm("", "mueller.example")
    make_firm("Müller GmbH")
    make_firm("Müller GmbH", "mueller.example")
    compare_firms()
    assert list(FirmPair.objects.order_by("why").values_list("why", flat=True)) == [
        Likeness.SAME_NAME,
        Likeness.LIKE_NAME,
    ]


def test_a_firm_called_otherwise_is_no_pair_any_more(
    mara: User, alike: tuple[Organisation, Organisation]
) -> None:
    rename_firm(actor=mara, firm=alike[0], name="Ganz anders")
    alike[0].refresh_from_db()
    Organisation.objects.filter(pk=alike[0].pk).update(other_names=[])
    assert compare_firms() == 1
    assert open_pairs() == []


def test_a_key_that_many_share_tells_nothing(company: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "MOST_SHARING", 2)
    for number in range(3):
        make_firm("", f"nordlicht.teil{chr(97 + number)}")
    compare_firms()
    assert open_pairs() == []


def test_told_apart_they_are_not_offered_again_however_they_change(
    mara: User, alike: tuple[Organisation, Organisation]
) -> None:
    said = tell_apart(actor=mara, firm=alike[1], other=alike[0])
    assert (said.one, said.other, said.user) == (*alike, mara)
    Organisation.objects.update(is_compared=False)
    compare_firms()
    assert open_pairs() == []


def test_what_was_merged_into_one_is_told_apart_with_it(
    mara: User, alike: tuple[Organisation, Organisation]
) -> None:
    merged = make_firm("Hoffmann Gruppe")
    compare_firms()
    assert len(open_pairs()) == 3
    merge_firms(actor=mara, firm=merged, into=alike[0])
    assert len(open_pairs()) == 2  # the one that is left, by two of its names
    tell_apart(actor=mara, firm=alike[0], other=alike[1])
    assert open_pairs() == []


def test_taken_back_they_are_offered_again_and_both_stand(
    mara: User, alike: tuple[Organisation, Organisation]
) -> None:
    said = tell_apart(actor=mara, firm=alike[0], other=alike[1])
    undone = undo_telling_apart(actor=mara, distinction=said)
    assert (undone.undone_by, len(open_pairs())) == (mara, 1)
    with pytest.raises(IllegalMove):
        undo_telling_apart(actor=mara, distinction=said)
    tell_apart(actor=mara, firm=alike[0], other=alike[1])
    assert Distinction.objects.count() == 2


def test_saying_it_twice_is_saying_it_once(mara: User, alike: tuple[Organisation, Organisation]) -> None:
    for firm, other in (alike, alike[::-1]):
        tell_apart(actor=mara, firm=firm, other=other)
    assert Distinction.objects.count() == 1


def test_told_apart_they_are_not_merged_until_it_is_taken_back(
    mara: User, alike: tuple[Organisation, Organisation], english: None
) -> None:
    said = tell_apart(actor=mara, firm=alike[0], other=alike[1])
    with pytest.raises(ToldApart, match="Mara Marketing said that “Hoffmann GmbH” and “Hofmann AG”"):
        merge_firms(actor=mara, firm=alike[0], into=alike[1])
    undo_telling_apart(actor=mara, distinction=said)
    merge_firms(actor=mara, firm=alike[0], into=alike[1])
    assert open_pairs() == []


def test_what_a_merge_joined_is_not_told_apart_and_taken_apart_is_offered_again(
    mara: User, alike: tuple[Organisation, Organisation]
) -> None:
    merge = merge_firms(actor=mara, firm=alike[0], into=alike[1])
    with pytest.raises(FirmMerged):
        tell_apart(actor=mara, firm=alike[0], other=alike[1])
    undo_merge(actor=mara, merge=merge)
    assert len(open_pairs()) == 1


@pytest.mark.parametrize("role", [Role.SALES_REP, Role.SALES_LEAD])
def test_sales_does_not_tell_firms_apart(role: Role, alike: tuple[Organisation, Organisation]) -> None:
    with pytest.raises(PermissionDenied):
        tell_apart(actor=make_user(role), firm=alike[0], other=alike[1])


@pytest.mark.parametrize("count", [2, 6])
def test_it_costs_as_many_statements_for_two_as_for_six(
    company: object, count: int, django_assert_num_queries: object
) -> None:
    for number in range(count):
        make_firm("", f"nordlicht.teil{chr(97 + number)}")
    with django_assert_num_queries(12):  # type: ignore[operator]
        compare_firms()
