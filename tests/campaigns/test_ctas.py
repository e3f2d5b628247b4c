"""Calls-to-action: made, edited without overwriting anybody, named once per campaign."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from accounts.models import User
from campaigns.models import CallToAction, CtaKind
from campaigns.services import ctas
from tests.factories import make_campaign, make_cta
from values.refusals import StaleVersion


def test_cta_gets_a_key_of_its_own(mara: User) -> None:
    campaign = make_campaign()
    one, other = (
        ctas.create_cta(actor=mara, campaign=campaign, name=name, kind=CtaKind.CALL) for name in ("A", "B")
    )
    assert (len(one.key), one.key != other.key) == (16, True)


def test_cta_takes_no_leads_before_a_definition(mara: User) -> None:
    cta = ctas.create_cta(actor=mara, campaign=make_campaign(), name="Anruf", kind="call")
    assert cta not in CallToAction.objects.taking_leads()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 161}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"kind": "smile"}, "kind"),
        ({"page_url": "javascript:alert(1)"}, "page_url"),
        ({"page_url": "https://"}, "page_url"),
        ({"placement": "x" * 201}, "placement"),
    ],
)
def test_bad_value_is_refused_beside_its_field(changes: dict[str, str], field: str, mara: User) -> None:
    data = {"name": "Anruf", "kind": "call", **changes}
    with pytest.raises(ValidationError) as caught:
        ctas.create_cta(actor=mara, campaign=make_campaign(), **data)
    assert list(caught.value.message_dict) == [field]
    assert not CallToAction.objects.exists()


def test_all_that_is_wrong_is_said_at_once(mara: User) -> None:
    cta = make_cta(name="Anruf")
    with pytest.raises(ValidationError) as caught:
        ctas.create_cta(actor=mara, campaign=cta.campaign, name="ANRUF", kind="x", page_url="ftp://x")
    assert sorted(caught.value.message_dict) == ["kind", "name", "page_url"]


def test_name_is_taken_once_per_campaign_whatever_its_case(mara: User) -> None:
    cta = make_cta(name="Anruf")
    with pytest.raises(ValidationError) as caught:
        ctas.create_cta(actor=mara, campaign=cta.campaign, name="ANRUF", kind="call")
    assert list(caught.value.message_dict) == ["name"]


def test_name_taken_in_this_very_moment_is_said_too(mara: User, monkeypatch: pytest.MonkeyPatch) -> None:
    cta = make_cta(name="Anruf")
    monkeypatch.setattr(ctas, "_check_name", lambda _cta: None)
    with pytest.raises(ValidationError) as caught:
        ctas.create_cta(actor=mara, campaign=cta.campaign, name="ANRUF", kind="call")
    assert list(caught.value.message_dict) == ["name"]


def test_same_name_in_another_campaign_is_fine(mara: User) -> None:
    make_cta(name="Anruf")
    assert ctas.create_cta(actor=mara, campaign=make_campaign(), name="Anruf", kind="call").pk


def test_update_counts_the_version_up_and_keeps_the_key(mara: User) -> None:
    cta = make_cta()
    changed = ctas.update_cta(actor=mara, cta=cta, expected_version=1, placement="Startseite")
    stored = CallToAction.objects.get(pk=cta.pk)
    assert (stored.placement, stored.row_version, stored.key) == ("Startseite", 2, cta.key)
    assert changed == stored


def test_stale_update_changes_nothing_and_carries_both_values(mara: User) -> None:
    cta = make_cta(name="Anruf", kind=CtaKind.CALL)
    ctas.update_cta(actor=mara, cta=cta, expected_version=1, name="Rückruf", kind=CtaKind.CALL)
    with pytest.raises(StaleVersion) as caught:
        ctas.update_cta(actor=mara, cta=cta, expected_version=1, name="Telefon", kind=CtaKind.CALL)
    assert [(one.field, one.theirs, one.yours) for one in caught.value.conflicts] == [
        ("name", "Rückruf", "Telefon")
    ]
    assert CallToAction.objects.get(pk=cta.pk).name == "Rückruf"


def test_conflict_words_kind_and_switch(mara: User) -> None:
    cta = make_cta(kind=CtaKind.CALL, row_version=5)
    with translation.override("en"), pytest.raises(StaleVersion) as caught:
        ctas.update_cta(actor=mara, cta=cta, expected_version=4, kind=CtaKind.VISIT, is_active=False)
    assert [(one.theirs, one.yours) for one in caught.value.conflicts] == [("Call", "Visit"), ("yes", "no")]


@pytest.mark.parametrize("who", ["sven", "lena", "gero", "otto"])
def test_only_marketing_may_write(who: str, request: pytest.FixtureRequest) -> None:
    actor, cta = request.getfixturevalue(who), make_cta()
    with pytest.raises(PermissionDenied):
        ctas.create_cta(actor=actor, campaign=cta.campaign, name="Anruf", kind="call")
    with pytest.raises(PermissionDenied):
        ctas.update_cta(actor=actor, cta=cta, expected_version=1, name="Anruf")
    assert CallToAction.objects.count() == 1
