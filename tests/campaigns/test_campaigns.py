"""Campaigns: made, edited without overwriting anybody, live only under a signed definition."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Team, User
from campaigns.errors import LeadDefinitionMissing
from campaigns.models import Campaign, Channel, Need
from campaigns.readiness import Step, find_missing
from campaigns.services import campaigns
from tests.factories import make_campaign, make_channel, make_cta, make_definition, make_promise
from values.refusals import IllegalMove, StaleVersion

DRAFT, LIVE, ENDED = Campaign.Status.DRAFT, Campaign.Status.LIVE, Campaign.Status.ENDED


def promises_of(campaign: Campaign) -> list[str]:
    return list(campaign.promises.in_force().values_list("text", flat=True))


def test_new_campaign_is_in_preparation_and_owned_by_its_maker(mara: User) -> None:
    campaign = campaigns.create_campaign(actor=mara, name="  Wärmepumpe   Herbst ")
    assert (campaign.name, campaign.status, campaign.owner) == ("Wärmepumpe Herbst", DRAFT, mara)


def test_new_channel_is_made_as_typed(mara: User) -> None:
    campaign = campaigns.create_campaign(actor=mara, name="Herbst", channel=" Messe ")
    assert campaign.channel == Channel.objects.get(name="Messe")


def test_known_channel_is_found_whatever_its_case(mara: User) -> None:
    messe = make_channel("Messe")
    assert campaigns.create_campaign(actor=mara, name="Herbst", channel="MESSE").channel == messe


def test_blank_channel_is_no_channel(mara: User) -> None:
    assert campaigns.create_campaign(actor=mara, name="Herbst", channel=" ").channel is None
    assert not Channel.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 161}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"channel": "x" * 121}, "channel"),
        ({"target_group": "x" * 301}, "target_group"),
        ({"utm_campaign": "x" * 161}, "utm_campaign"),
        ({"starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 1)}, "ends_on"),
        ({"starts_on": date(1, 1, 1)}, "starts_on"),
        ({"ends_on": date(9999, 12, 31)}, "ends_on"),
        ({"promises": ["x" * 201]}, "promises"),
        ({"promises": [f"Nr. {number}" for number in range(21)]}, "promises"),
    ],
)
def test_bad_value_is_refused_beside_its_field(changes: dict[str, Any], field: str, mara: User) -> None:
    with pytest.raises(ValidationError) as caught:
        campaigns.create_campaign(actor=mara, **{"name": "Herbst", **changes})
    assert list(caught.value.message_dict) == [field]
    assert (Campaign.objects.count(), Channel.objects.count()) == (0, 0)


def test_all_that_is_wrong_is_said_at_once(mara: User, sven: User) -> None:
    make_campaign(name="Herbst")
    with pytest.raises(ValidationError) as caught:
        campaigns.create_campaign(
            actor=mara, name="herbst", owner=sven, utm_campaign="\x00", starts_on=date(1900, 1, 1)
        )
    assert sorted(caught.value.message_dict) == ["name", "owner", "starts_on", "utm_campaign"]


def test_name_is_taken_once_whatever_its_case(mara: User) -> None:
    make_campaign(name="Herbst")
    with pytest.raises(ValidationError) as caught:
        campaigns.create_campaign(actor=mara, name="HERBST")
    assert list(caught.value.message_dict) == ["name"]


def test_name_taken_in_this_very_moment_is_said_too(mara: User, monkeypatch: pytest.MonkeyPatch) -> None:
    make_campaign(name="Herbst")
    monkeypatch.setattr(campaigns, "_check_name", lambda _campaign: None)
    with pytest.raises(ValidationError) as caught:
        campaigns.create_campaign(actor=mara, name="HERBST")
    assert list(caught.value.message_dict) == ["name"]


@pytest.mark.parametrize("who", ["sven", "gero", "otto"])
def test_who_cannot_edit_campaigns_cannot_own_one(
    who: str, mara: User, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(ValidationError) as caught:
        campaigns.create_campaign(actor=mara, name="Herbst", owner=request.getfixturevalue(who))
    assert list(caught.value.message_dict) == ["owner"]


def test_owner_who_left_does_not_block_other_changes(mara: User, otto: User) -> None:
    campaign = make_campaign(owner=otto)
    changed = campaigns.update_campaign(
        actor=mara, campaign=campaign, expected_version=1, owner=otto, target_group="Hausbesitzer"
    )
    assert changed.target_group == "Hausbesitzer"


def test_update_leaves_what_is_not_named(mara: User) -> None:
    campaign = make_campaign(target_group="Hausbesitzer", utm_campaign="wp26")
    campaigns.update_campaign(actor=mara, campaign=campaign, expected_version=1, utm_campaign="wp27")
    stored = Campaign.objects.get(pk=campaign.pk)
    assert (stored.target_group, stored.utm_campaign, stored.row_version) == ("Hausbesitzer", "wp27", 2)


def test_stale_update_changes_nothing_and_carries_both_values(mara: User) -> None:
    campaign = make_campaign(name="Herbst", target_group="Hausbesitzer")
    make_promise(campaign, "Gratis")
    campaigns.update_campaign(actor=mara, campaign=campaign, expected_version=1, target_group="Vermieter")
    with pytest.raises(StaleVersion) as caught:
        campaigns.update_campaign(
            actor=mara,
            campaign=campaign,
            expected_version=1,
            name="Herbst",
            target_group="Mieter",
            promises=["Gratis", "Schnell"],
        )
    conflicts = [(one.field, one.theirs, one.yours) for one in caught.value.conflicts]
    assert conflicts == [
        ("target_group", "Vermieter", "Mieter"),
        ("promises", "Gratis", "Gratis\nSchnell"),
    ]
    assert promises_of(campaign) == ["Gratis"]


def test_promise_made_again_after_it_was_withdrawn_is_another_one(mara: User) -> None:
    campaign = campaigns.create_campaign(actor=mara, name="Herbst", promises=["Gratis", "Schnell", "Gratis"])
    first = campaign.promises.get(text="Gratis")
    for promises in (["Schnell"], ["Schnell", "Gratis"]):
        campaigns.update_campaign(actor=mara, campaign=campaign, expected_version=None, promises=promises)
    first.refresh_from_db()
    again = campaign.promises.in_force().get(text="Gratis")
    assert promises_of(campaign) == ["Schnell", "Gratis"]
    assert again.pk != first.pk
    assert again.promised_at is not None and first.withdrawn_at is not None
    assert first.withdrawn_at <= again.promised_at


def test_first_promises_hold_for_all_leads_and_later_ones_from_their_day(mara: User) -> None:
    campaign = campaigns.create_campaign(actor=mara, name="Herbst", promises=["In 72 Stunden"])
    before = timezone.now()
    campaigns.update_campaign(
        actor=mara, campaign=campaign, expected_version=None, promises=["In 48 Stunden"]
    )
    past = campaign.promises.in_force_at(before - timedelta(days=400))
    assert [promise.text for promise in past] == ["In 72 Stunden"]
    assert [promise.text for promise in campaign.promises.in_force_at(timezone.now())] == ["In 48 Stunden"]


def test_needs_a_campaign_speaks_to_are_compared_when_somebody_was_faster(mara: User) -> None:
    first, second = Need.objects.all()[:2]
    campaign = campaigns.create_campaign(actor=mara, name="Herbst", needs=[first])
    campaigns.update_campaign(actor=mara, campaign=campaign, expected_version=1, needs=[second])
    with pytest.raises(StaleVersion) as caught:
        campaigns.update_campaign(actor=mara, campaign=campaign, expected_version=1, needs=[first])
    assert [(one.field, one.theirs, one.yours) for one in caught.value.conflicts] == [
        ("needs", str(second), str(first))
    ]
    assert list(campaign.needs.all()) == [second]


def test_added_promise_stands_last_and_makes_older_forms_stale(mara: User) -> None:
    campaign = make_campaign()
    make_promise(campaign, "Gratis")
    promises = ["Gratis", " In 48   Stunden "]
    campaigns.update_campaign(actor=mara, campaign=campaign, expected_version=None, promises=promises)
    campaign.refresh_from_db()
    assert (promises_of(campaign), campaign.row_version) == (["Gratis", "In 48 Stunden"], 2)


def test_promise_withdrawn_once_keeps_its_time(mara: User) -> None:
    promise = make_promise(make_campaign())
    times = []
    for _ in range(2):
        campaigns.update_campaign(actor=mara, campaign=promise.campaign, expected_version=None, promises=[])
        promise.refresh_from_db()
        times.append(promise.withdrawn_at)
    assert times[0] is not None
    assert times[0] == times[1]


def test_campaign_goes_live_under_a_signed_definition(mara: User) -> None:
    campaign = make_cta(make_campaign(status=DRAFT)).campaign
    assert campaigns.set_status(actor=mara, campaign=campaign, status="live").status == LIVE


@pytest.mark.parametrize("signed_by", [(), (Team.MARKETING,), (Team.SALES,)])
def test_campaign_stays_in_preparation_while_a_signature_is_missing(
    signed_by: tuple[Team, ...], mara: User
) -> None:
    campaign = make_campaign(status=DRAFT)
    make_definition(make_cta(campaign, is_signed=False), signed_by=signed_by)
    with pytest.raises(LeadDefinitionMissing):
        campaigns.set_status(actor=mara, campaign=campaign, status="live")
    campaign.refresh_from_db()
    assert campaign.status == DRAFT


def test_signed_but_switched_off_cta_does_not_count(mara: User) -> None:
    campaign = make_cta(make_campaign(status=DRAFT), is_active=False).campaign
    with pytest.raises(LeadDefinitionMissing):
        campaigns.set_status(actor=mara, campaign=campaign, status="live")


def test_campaign_ends_and_comes_back(mara: User) -> None:
    campaign = make_cta().campaign
    for status in (ENDED, LIVE):
        campaigns.set_status(actor=mara, campaign=campaign, status=status)
        campaign.refresh_from_db()
        assert campaign.status == status


@pytest.mark.parametrize(("old", "new"), [(DRAFT, ENDED), (LIVE, DRAFT), (ENDED, DRAFT)])
def test_other_moves_are_refused(old: str, new: str, mara: User) -> None:
    campaign = make_cta(make_campaign(status=old)).campaign
    with pytest.raises(IllegalMove):
        campaigns.set_status(actor=mara, campaign=campaign, status=new)


def test_unknown_status_names_what_is_allowed(mara: User) -> None:
    with pytest.raises(ValidationError, match="draft, live, ended"):
        campaigns.set_status(actor=mara, campaign=make_campaign(), status="paused")


@pytest.mark.parametrize("who", ["sven", "lena", "gero", "otto"])
def test_only_marketing_may_write(who: str, request: pytest.FixtureRequest) -> None:
    actor, campaign = request.getfixturevalue(who), make_campaign(name="Herbst")
    attempts: list[Callable[[], object]] = [
        lambda: campaigns.create_campaign(actor=actor, name="Neu"),
        lambda: campaigns.update_campaign(actor=actor, campaign=campaign, expected_version=1, name="Neu"),
        lambda: campaigns.update_campaign(
            actor=actor, campaign=campaign, expected_version=1, promises=["Neu"]
        ),
        lambda: campaigns.set_status(actor=actor, campaign=campaign, status="ended"),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()
    assert list(Campaign.objects.values_list("name", "status", "row_version")) == [("Herbst", "live", 1)]


def test_missing_names_the_shortest_next_step(company: object) -> None:
    campaign = make_campaign(status=DRAFT)
    steps = [find_missing(list(campaign.ctas.with_definitions()))]
    cta = make_cta(campaign, is_signed=False, is_active=False)
    steps.append(find_missing(list(campaign.ctas.with_definitions())))
    campaign.ctas.update(is_active=True)
    steps.append(find_missing(list(campaign.ctas.with_definitions())))
    make_definition(cta, signed_by=(Team.SALES,))
    steps.append(find_missing(list(campaign.ctas.with_definitions())))
    make_cta(campaign)
    assert [one and one.step for one in steps] == [Step.ADD_CTA, Step.SWITCH_ON, Step.DEFINE, Step.SIGN]
    assert find_missing(list(campaign.ctas.with_definitions())) is None
