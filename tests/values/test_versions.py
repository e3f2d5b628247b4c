from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from campaigns.models import Campaign, CtaKind, Need
from feedback.models import Rating
from tests.factories import make_campaign, make_channel, make_cta, make_lead, make_user
from values.refusals import Conflict, StaleVersion
from values.versions import find_conflicts, lock_row, save_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_lock_gives_the_row_as_it_is_now() -> None:
    campaign = make_campaign(name="Herbst")
    Campaign.objects.update(name="Winter")
    with transaction.atomic():
        assert lock_row(campaign, expected_version=1).name == "Winter"


def test_lock_of_an_old_version_carries_both_values_and_what_was_found_besides() -> None:
    campaign = make_campaign(name="Winter", row_version=4)
    found = Conflict(field="promises", label="promises", theirs="Gratis", yours="")
    with pytest.raises(StaleVersion) as caught, transaction.atomic():
        lock_row(
            campaign,
            expected_version=3,
            changes={"name": "Herbst"},
            besides=lambda stored: [found] if stored == campaign else [],
        )
    assert (caught.value.expected, caught.value.current) == (3, 4)
    assert caught.value.conflicts == (
        Conflict(field="name", label="Name of the campaign", theirs="Winter", yours="Herbst"),
        found,
    )


def test_lock_lets_others_refer_to_the_row_and_change_what_comes_along(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    campaign = make_campaign(owner=make_user())
    with transaction.atomic(), django_assert_num_queries(1) as asked:
        lock_row(campaign, rows=Campaign.objects.select_related("owner"))
    assert asked[0]["sql"].endswith('FOR NO KEY UPDATE OF "campaigns_campaign"')


def test_lock_without_an_expected_version_takes_what_is_there() -> None:
    campaign = make_campaign(row_version=4)
    with transaction.atomic():
        assert lock_row(campaign, changes={"name": "Herbst"}) == campaign


def test_save_writes_the_named_fields_and_counts_up() -> None:
    campaign = make_campaign(name="Herbst")
    campaign.name, campaign.target_group = "Winter", "not asked for"
    save_row(campaign, {"name"})
    stored = Campaign.objects.get()
    assert (stored.name, stored.target_group, stored.row_version) == ("Winter", "", 2)


def test_conflicts_are_worded_for_people(mara: User) -> None:
    campaign = make_campaign(channel=make_channel("Messe"), owner=mara, starts_on=date(2026, 3, 1))
    changes = {"channel": "", "owner": None, "starts_on": date(2026, 3, 1), "unknown": "x"}
    cta = make_cta(kind=CtaKind.CALL)
    assert [
        *find_conflicts(campaign, changes),
        *find_conflicts(cta, {"kind": "visit", "is_active": False}),
    ] == [
        Conflict(field="channel", label="usual channel", theirs="Messe", yours=""),
        Conflict(field="owner", label="owner", theirs="Mara Marketing", yours=""),
        Conflict(field="kind", label="kind", theirs="Call", yours="Visit"),
        Conflict(field="is_active", label="takes leads", theirs="yes", yours="no"),
    ]


def test_conflict_is_worded_as_the_caller_says() -> None:
    campaign = make_campaign(name="Winter")
    say = {"name": str.upper}
    assert [*find_conflicts(campaign, {"name": "Herbst"}, say)] == [
        Conflict(field="name", label="Name of the campaign", theirs="WINTER", yours="HERBST")
    ]


def test_conflict_of_a_list_names_its_entries_one_below_the_other() -> None:
    heat, storage = (
        Need.objects.create(key=word, label_de=word, label_en=word) for word in ("Test heat", "Test storage")
    )
    rating = Rating.objects.create(lead=make_lead(), quality="B", rated_at=timezone.now())
    rating.needs.set([storage, heat])
    said = {"needs": [heat]}
    assert [*find_conflicts(rating, said), *find_conflicts(Rating(), said)] == [
        Conflict(field="needs", label="needs", theirs="Test heat\nTest storage", yours="Test heat"),
        Conflict(field="needs", label="needs", theirs="", yours="Test heat"),
    ]
