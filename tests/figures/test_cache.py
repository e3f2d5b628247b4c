from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from campaigns.models import Campaign, DailyCost
from counting import cache, job
from counting.filters import Filters
from counting.models import CountState
from figures import conversion
from tests.factories import make_campaign, make_cta, make_lead

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


def total_leads() -> int:
    return conversion(by="campaign", filters=Filters()).total.figures.leads


def test_second_look_asks_only_whether_something_changed(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_lead()
    job.compute()
    total_leads()
    # The version of the counts.
    with django_assert_num_queries(1):
        assert total_leads() == 1


def test_new_lead_shows_as_soon_as_it_is_counted() -> None:
    make_lead()
    job.compute()
    assert total_leads() == 1
    make_lead()
    assert total_leads() == 1
    job.compute()
    assert total_leads() == 2


def test_new_cost_and_new_name_show_as_soon_as_the_job_ran() -> None:
    campaign = make_campaign(name="Alt")
    make_lead(campaign=campaign)
    job.compute()
    conversion(by="campaign", filters=Filters())
    DailyCost.objects.create(campaign=campaign, day="2026-03-01", amount_cents=700)
    Campaign.objects.update(name="Neu")
    job.compute()
    row = conversion(by="campaign", filters=Filters()).rows[0]
    assert (row.label, row.figures.cost_cents) == ("Neu", 700)


@cache.cache_while_named_alike
def names() -> list[str]:
    return list(Campaign.objects.values_list("name", flat=True))


def test_names_are_asked_for_again_when_one_changed_and_not_when_a_count_did(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    cta = make_cta(make_campaign(name="Alt"))
    job.compute()
    assert names() == ["Alt"]
    make_lead(cta=cta)
    job.compute()
    # The state.
    with django_assert_num_queries(1):
        assert names() == ["Alt"]
    Campaign.objects.update(name="Neu")
    job.compute()
    assert names() == ["Neu"]


def test_nothing_is_kept_before_anything_was_counted() -> None:
    assert total_leads() == 0
    make_lead()
    job.rebuild()
    assert total_leads() == 1


def test_memory_is_bounded_and_forgets_what_was_not_asked_for_longest() -> None:
    make_lead()
    job.compute()
    for number in range(cache.MAX_ENTRIES + 5):
        conversion(by="campaign", filters=Filters(campaign_id=number + 1))
    assert len(cache._entries) == cache.MAX_ENTRIES


def test_changed_name_shows_at_once_and_not_only_when_the_job_ran() -> None:
    campaign = make_campaign(name="Alt")
    make_lead(campaign=campaign)
    job.compute()
    conversion(by="campaign", filters=Filters())
    Campaign.objects.update(name="Neu")
    assert conversion(by="campaign", filters=Filters()).rows[0].label == "Neu"
    assert names() == ["Neu"]


def test_twin_without_a_look_at_what_waits_the_old_name_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CountState, "has_new_names", property(lambda _: False, lambda *_: None))
    with pytest.raises(AssertionError):
        test_changed_name_shows_at_once_and_not_only_when_the_job_ran()
