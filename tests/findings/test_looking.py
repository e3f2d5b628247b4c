"""What a look at kept counts finds, and what it leaves alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from campaigns.models import Campaign
from counting.models import ConversionCell, Subject
from counting.weeks import WEEK, last_ripe_week
from findings.looking import compare_all, find_all
from findings.models import Finding, FindingKind, Look
from findings.services import look
from tests.factories import make_campaign, make_promise
from tests.findings.kept import MONDAY, keep, keep_deals, keep_ratings, keep_waits, weeks_before

pytestmark = pytest.mark.django_db


def test_fall_of_quality_is_found_with_its_day_and_counts(fallen: Campaign) -> None:
    (found,) = look()
    assert (found.kind, found.direction, found.campaign) == (FindingKind.QUALITY, "down", fallen)
    assert (found.start, found.since, found.end) == (date(2025, 3, 3), date(2026, 1, 5), date(2026, 3, 1))
    assert (found.count, found.of, found.other_count, found.other_of) == (16, 160, 352, 880)
    assert found.high is not None
    assert found.low < found.high < 0
    assert found.days == 28


def test_rise_of_quality_is_found_too(monday: None) -> None:
    campaign = make_campaign()
    for week in weeks_before(MONDAY, 52, age=4):
        keep_ratings(campaign, week, rated=20, good=2 if week < MONDAY - WEEK * 12 else 8)
    (found,) = look()
    assert (found.kind, found.direction) == (FindingKind.QUALITY, "up")


def test_ratings_younger_than_four_weeks_are_in_no_comparison(monday: None) -> None:
    campaign = make_campaign()
    for week in weeks_before(MONDAY, 40, age=0):
        keep_ratings(campaign, week, rated=40, good=0 if week >= MONDAY - WEEK * 4 else 16)
    assert look() == []


def test_late_ratings_are_in_no_comparison(monday: None) -> None:
    """Good leads rated late make the weeks of long ago look better: at equal age they are alike."""
    campaign = make_campaign()
    for week in weeks_before(MONDAY, 52, age=4):
        keep_ratings(campaign, week, rated=10, good=2)
        if week < MONDAY - WEEK * 12:
            keep_ratings(campaign, week + timedelta(days=1), rated=10, good=10, after=29)
    assert look() == []


def test_conversion_counts_leads_of_the_maturity_age_only(monday: None) -> None:
    campaign = make_campaign()
    for week in weeks_before(MONDAY, 60, age=0):
        is_young = week > last_ripe_week(MONDAY, 90)
        keep_deals(campaign, week, leads=30, won=0 if is_young else 6)
    assert look() == []


def test_fall_of_conversion_is_found(monday: None) -> None:
    campaign = make_campaign()
    for week in weeks_before(MONDAY, 60, age=13):
        keep_deals(campaign, week, leads=30, won=1 if week > date(2025, 10, 20) else 9)
    (found,) = look()
    assert (found.kind, found.direction, found.since) == (FindingKind.CONVERSION, "down", date(2025, 10, 27))


def fill_unlike_campaigns(worst: int) -> Campaign:
    """Three campaigns of 20 leads a week; of one `worst` in ten weeks are won, of the others 40."""
    campaigns = [make_campaign() for _ in range(3)]
    for at, week in enumerate(weeks_before(MONDAY, 10, age=14)):
        for campaign in campaigns:
            won = (worst // 10 + (at < worst % 10)) if campaign == campaigns[0] else 4
            keep_deals(campaign, week, leads=20, won=won)
    return campaigns[0]


def test_many_leads_and_few_deals_are_found_with_what_ratings_say(monday: None) -> None:
    campaign = fill_unlike_campaigns(worst=3)
    promise, week = make_promise(campaign, "Gratis-Lieferung"), date(2025, 12, 15)
    ConversionCell.objects.filter(campaign=campaign, day=week + timedelta(days=2)).update(
        rated_recorded=21, too_high=8
    )
    keep(campaign, week, Subject.PROMISE_HEARD, promise.pk, 18)
    keep(campaign, week, Subject.PROMISE_BLAMED, promise.pk, 6)
    (found,) = [one for one in look() if one.kind == FindingKind.FEW_DEALS]
    assert (found.campaign, found.count, found.of) == (campaign, 3, 200)
    assert (found.other_count, found.other_of) == (80, 400)
    assert (found.too_high, found.rated, found.promise, found.blamed, found.heard) == (8, 21, promise, 6, 18)


def test_campaign_that_does_better_is_no_news(monday: None) -> None:
    fill_unlike_campaigns(worst=95)
    assert [one.kind for one in look() if one.direction == "up"] == []


def test_campaign_with_few_leads_is_not_told_of_as_one_with_many(monday: None) -> None:
    small, *large = [make_campaign() for _ in range(3)]
    for week in weeks_before(MONDAY, 20, age=14):
        keep_deals(small, week, leads=4, won=0)
        for campaign in large:
            keep_deals(campaign, week, leads=40, won=16)
    assert look() == []


def test_campaign_that_promises_too_much_is_found(monday: None) -> None:
    loud, *others = [make_campaign() for _ in range(3)]
    for week in weeks_before(MONDAY, 10, age=4):
        for campaign in (loud, *others):
            keep_ratings(campaign, week, rated=10, good=4, too_high=5 if campaign == loud else 1)
    (found,) = look()
    assert (found.kind, found.campaign) == (FindingKind.TOO_MUCH, loud)
    assert (found.count, found.of, found.other_count, found.other_of) == (50, 100, 20, 200)


def test_promise_that_misleads_more_than_the_others_is_found(monday: None) -> None:
    campaign = make_campaign()
    promises = [make_promise(campaign, text) for text in ("gratis", "48 Stunden", "Service")]
    for week in weeks_before(MONDAY, 10, age=5):
        for promise in promises:
            keep(campaign, week, Subject.PROMISE_HEARD, promise.pk, 10)
            keep(campaign, week, Subject.PROMISE_BLAMED, promise.pk, 4 if promise == promises[0] else 1)
    (found,) = look()
    assert (found.kind, found.promise) == (FindingKind.PROMISE, promises[0])
    assert (found.count, found.of, found.other_count, found.other_of) == (40, 100, 20, 200)
    assert found.high is not None
    assert 1 < found.low < 4 < found.high


def test_what_another_finding_of_the_campaign_says_is_not_told_beside_it(monday: None) -> None:
    loud, *others = [make_campaign() for _ in range(3)]
    promises = [make_promise(loud, text) for text in ("gratis", "48 Stunden", "Service")]
    for week in weeks_before(MONDAY, 10, age=5):
        for campaign in (loud, *others):
            keep_ratings(campaign, week, rated=10, good=4, too_high=5 if campaign == loud else 1)
        for promise in promises:
            keep(loud, week, Subject.PROMISE_HEARD, promise.pk, 10)
            keep(loud, week, Subject.PROMISE_BLAMED, promise.pk, 4 if promise == promises[0] else 1)
    compared = {one.key[0] for one in find_all(compare_all(MONDAY, {}))}
    assert compared == {FindingKind.TOO_MUCH, FindingKind.PROMISE}
    (found,) = look()
    assert (found.kind, found.promise) == (FindingKind.TOO_MUCH, promises[0])
    assert look(MONDAY + WEEK) == []


def test_slower_first_contact_is_found_for_the_company(monday: None) -> None:
    campaigns = [make_campaign(), make_campaign()]
    for week in weeks_before(MONDAY, 50, age=2):
        for campaign in campaigns:
            keep_waits(campaign, week, **_waits(is_slow=week >= date(2026, 2, 2)))
    (found,) = look()
    assert (found.kind, found.campaign, found.direction) == (FindingKind.CONTACT, None, "down")
    assert found.since == date(2026, 2, 2)


def _waits(*, is_slow: bool) -> dict[str, int]:
    return {"in_time": 4, "late": 6} if is_slow else {"in_time": 8, "late": 2}


def test_small_difference_is_not_told_though_it_is_certain(monday: None) -> None:
    for number in (4_500, 5_200, 5_200):
        campaign = make_campaign()
        keep_deals(campaign, date(2025, 10, 6), leads=10_000, won=number)
    compared = compare_all(MONDAY, {})
    assert min(one.signal.probability for one in compared) < 1e-9
    assert find_all(compared) == []


def test_nothing_is_found_where_nothing_is_kept(monday: None) -> None:
    assert look() == []
    assert (Look.objects.get().tested, Finding.objects.count()) == (0, 0)


def test_one_look_a_week(fallen: Campaign) -> None:
    assert len(look()) == 1
    assert look(MONDAY + timedelta(days=6)) == []
    assert Look.objects.get().tested == len(compare_all(MONDAY, {}))


@pytest.mark.parametrize(
    ("age", "week"), [(0, date(2026, 3, 23)), (1, date(2026, 3, 23)), (2, date(2026, 3, 16))]
)
def test_week_is_ripe_when_its_last_lead_is_old_enough(age: int, week: date) -> None:
    assert last_ripe_week(MONDAY, age) == week
