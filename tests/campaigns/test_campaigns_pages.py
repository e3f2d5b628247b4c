"""The pages of campaigns: what each person sees and may do, and what they say when something is wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from campaigns.models import Campaign, DailyCost
from counting import job
from tests.factories import (
    client_for,
    make_campaign,
    make_channel,
    make_cta,
    make_definition,
    make_promise,
    make_user,
)

LIST = reverse("campaign_list")
FORM = {"name": "Herbst", "channel": "", "target_group": "", "owner": "", "utm_campaign": "", "promises": ""}


def names(client: Client, query: str = "") -> list[str]:
    return [campaign.name for campaign in client.get(LIST + query).context["page"]]


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_list_shows_running_campaigns_first_then_the_newest(mara: User) -> None:
    make_campaign(name="Beendet", status="ended")
    make_campaign(name="Entwurf", status="draft")
    make_campaign(name="Alt", starts_on=date(2026, 1, 1))
    make_campaign(name="Neu", starts_on=date(2026, 2, 1))
    assert names(client_for(mara)) == ["Neu", "Alt", "Entwurf", "Beendet"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?status=draft", ["Wärmepumpe"]),
        ("?q=herbst+audit", ["Audit Herbst"]),
        ("?q=HANDWERK", ["Audit Herbst"]),
        ("?channel=none", ["Wärmepumpe"]),
        ("?status=paused", ["Audit Herbst", "Wärmepumpe"]),
        ("?q=%00", ["Audit Herbst", "Wärmepumpe"]),
        ("?page=zwei", ["Audit Herbst", "Wärmepumpe"]),
        ("?q=niemand", []),
    ],
)
def test_list_follows_its_address(query: str, found: list[str], mara: User) -> None:
    make_campaign(name="Audit Herbst", target_group="Handwerker", channel=make_channel("Social"))
    make_campaign(name="Wärmepumpe", status="draft")
    assert names(client_for(mara), query) == found


def test_list_filters_by_channel(mara: User) -> None:
    social = make_channel("Social")
    make_campaign(name="Audit", channel=social)
    make_campaign(name="Andere")
    assert names(client_for(mara), f"?channel={social.pk}") == ["Audit"]


def test_list_says_which_of_all_campaigns_it_shows(mara: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("insights.views.campaigns.PAGE_SIZE", 2)
    for _ in range(5):
        make_campaign()
    client = client_for(mara)
    second = client.get(LIST + client.get(LIST).context["older_url"])
    page = " ".join(second.content.decode().split())
    assert '<span class="dim"> 3 bis 4 von 5 </span>' in page


def test_filter_that_is_not_known_is_named(mara: User) -> None:
    make_campaign()
    form = client_for(mara).get(f"{LIST}?status=paused").context["form"]
    assert "paused" in form.errors["status"][0]


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries_for_one_and_three(
    count: int, mara: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(count):
        campaign = make_cta().campaign
        make_promise(campaign)
    client = client_for(mara)
    job.compute()
    client.get(LIST)
    with django_assert_num_queries(6):
        client.get(LIST)


def test_list_counts_ctas_promises_and_signatures_apart(mara: User) -> None:
    campaign = make_campaign()
    make_cta(campaign)
    make_cta(campaign, is_signed=False)
    make_cta(campaign, is_active=False)
    make_promise(campaign)
    row = client_for(mara).get(LIST).context["page"][0]
    assert (row.cta_count, row.signed_count, row.promise_count) == (2, 1, 1)


def test_only_marketing_is_offered_the_first_step(mara: User, sven: User) -> None:
    new = reverse("campaigns:campaign_new")
    assert new in client_for(mara).get(LIST).content.decode()
    assert new not in client_for(sven).get(LIST).content.decode()


def test_new_campaign_begins_with_its_maker_as_owner_and_is_saved(mara: User) -> None:
    client, address = client_for(mara), reverse("campaigns:campaign_new")
    assert client.get(address).context["form"].initial["owner"] == mara.pk
    said_of_it = {**FORM, "owner": str(mara.pk), "channel": "Messe", "promises": "Gratis\r\n\r\nSchnell"}
    response = client.post(address, said_of_it)
    campaign = Campaign.objects.get()
    assert response.headers["Location"] == reverse("campaign", args=[campaign.pk])
    assert (campaign.owner, str(campaign.channel), campaign.promises.count()) == (mara, "Messe", 2)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "ALT"}, "name"),
        ({"owner": "999999"}, "owner"),
        ({"starts_on": "31.02.2026"}, "starts_on"),
        ({"starts_on": "2026-05-02", "ends_on": "2026-05-01"}, "ends_on"),
        ({"promises": "x" * 201}, "promises"),
    ],
)
def test_bad_form_says_it_beside_the_field_and_keeps_what_was_typed(
    changes: dict[str, str], field: str, mara: User
) -> None:
    make_campaign(name="Alt")
    response = client_for(mara).post(
        reverse("campaigns:campaign_new"), {**FORM, "utm_campaign": "x1", **changes}
    )
    form = response.context["form"]
    assert (response.status_code, list(form.errors), form["utm_campaign"].value()) == (422, [field], "x1")
    assert Campaign.objects.count() == 1


def test_edit_form_begins_with_what_is_stored(mara: User) -> None:
    campaign = make_campaign(name="Herbst", channel=make_channel("Messe"), row_version=7)
    make_promise(campaign, "Gratis")
    form = client_for(mara).get(reverse("campaigns:campaign_edit", args=[campaign.pk])).context["form"]
    stood = [form[name].value() for name in ("expected_version", "name", "channel", "promises")]
    assert stood == [7, "Herbst", "Messe", "Gratis"]


def test_stale_form_gets_409_with_both_values_and_saves_on_the_second_try(mara: User) -> None:
    campaign = make_campaign(name="Herbst", target_group="Vermieter", row_version=4)
    client, address = client_for(mara), reverse("campaigns:campaign_edit", args=[campaign.pk])
    typed = {**FORM, "target_group": "Mieter", "expected_version": "3"}
    response = client.post(address, typed)
    page = response.content.decode()
    assert (response.status_code, "Vermieter" in page, "Mieter" in page) == (409, True, True)
    client.post(address, {**typed, "expected_version": response.context["form"]["expected_version"].value()})
    campaign.refresh_from_db()
    assert campaign.target_group == "Mieter"


@pytest.mark.parametrize("version", ["", "0", "-1", "abc", "9" * 40])
def test_form_without_a_sound_version_never_overwrites(version: str, mara: User) -> None:
    campaign = make_campaign(name="Herbst")
    address = reverse("campaigns:campaign_edit", args=[campaign.pk])
    response = client_for(mara).post(address, {**FORM, "name": "Neu", "expected_version": version})
    campaign.refresh_from_db()
    assert (response.status_code in {409, 422}, campaign.name) == (True, "Herbst")


def test_page_leads_to_its_leads_and_figures_also_above_a_thousand(mara: User) -> None:
    campaign = make_campaign(pk=12345)
    page = client_for(mara).get(reverse("campaign", args=[campaign.pk])).content.decode()
    assert f'href="{reverse("lead_list")}?campaign=12345"' in page
    assert f'href="{reverse("overview")}?campaign=12345"' in page


def test_page_says_who_must_still_sign(mara: User) -> None:
    campaign = make_campaign(status="draft")
    cta = make_cta(campaign, is_signed=False)
    make_definition(cta, signed_by=())
    response = client_for(mara).get(reverse("campaign", args=[campaign.pk]))
    assert response.context["missing"].step == "sign"
    assert reverse("cta", args=[cta.pk]) + "#definition" in response.content.decode()


def test_page_of_a_signed_draft_offers_to_put_it_live(mara: User) -> None:
    campaign = make_cta(make_campaign(status="draft")).campaign
    page = client_for(mara).get(reverse("campaign", args=[campaign.pk])).content.decode()
    assert '<button class="btn" form="status" name="status" value="live">' in page


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_the_same_queries_for_one_and_three_ctas(
    count: int, mara: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    campaign = make_campaign()
    for number in range(count):
        make_cta(campaign)
        make_promise(campaign, f"Versprechen {number}")
        DailyCost.objects.create(campaign=campaign, day=date(2026, 1 + number, 1), amount_cents=5)
    client, address = client_for(mara), reverse("campaign", args=[campaign.pk])
    job.compute()
    client.get(address)
    with django_assert_num_queries(23):
        client.get(address)


def test_putting_live_without_a_signature_changes_nothing_and_says_why(mara: User) -> None:
    campaign = make_campaign(status="draft", name="Herbst")
    response = client_for(mara).post(
        reverse("campaigns:campaign_status", args=[campaign.pk]), {"status": "live"}
    )
    campaign.refresh_from_db()
    assert (campaign.status, len(said(response))) == ("draft", 1)
    assert "Herbst" in said(response)[0]


def test_putting_live_and_ending(mara: User) -> None:
    campaign = make_cta(make_campaign(status="draft")).campaign
    client, address = client_for(mara), reverse("campaigns:campaign_status", args=[campaign.pk])
    for status in ("live", "ended", "live"):
        client.post(address, {"status": status})
        campaign.refresh_from_db()
        assert campaign.status == status


@pytest.mark.parametrize("status", ["", "paused", "draft"])
def test_status_that_cannot_be_is_answered_with_a_message(status: str, mara: User) -> None:
    campaign = make_cta().campaign
    response = client_for(mara).post(
        reverse("campaigns:campaign_status", args=[campaign.pk]), {"status": status}
    )
    campaign.refresh_from_db()
    assert (campaign.status, len(said(response))) == ("live", 1)


@pytest.mark.parametrize(
    "route", ["campaign", "campaigns:campaign_edit", "campaigns:campaign_costs", "campaigns:cta_new"]
)
def test_campaign_that_is_not_there_is_404(route: str, mara: User) -> None:
    client = client_for(mara)
    for key in (999, 10**30):
        assert client.get(reverse(route, args=[key])).status_code == 404


@pytest.mark.parametrize("who", ["sven", "lena", "gero"])
def test_readers_see_the_page_but_cannot_change_it(who: str, request: pytest.FixtureRequest) -> None:
    client, campaign = client_for(request.getfixturevalue(who)), make_campaign(name="Herbst")
    assert client.get(reverse("campaign", args=[campaign.pk])).status_code == 200
    assert client.get(reverse("campaigns:campaign_costs", args=[campaign.pk])).status_code == 200
    assert client.get(reverse("campaigns:campaign_edit", args=[campaign.pk])).status_code == 403
    for route in ("campaign_edit", "campaign_status", "campaign_costs"):
        assert client.post(reverse(f"campaigns:{route}", args=[campaign.pk]), FORM).status_code == 403
    assert Campaign.objects.get().name == "Herbst"


def test_stranger_is_sent_to_sign_in(company: object) -> None:
    response = Client().get(LIST)
    assert (response.status_code, response.headers["Location"].endswith(f"?next={LIST}")) == (302, True)


def test_sum_is_spread_over_the_period(mara: User) -> None:
    campaign = make_campaign()
    data = {"amount": "10,00", "first": "2026-01-01", "last": "2026-01-03", "meaning": "sum"}
    client_for(mara).post(reverse("campaigns:campaign_costs", args=[campaign.pk]), data)
    costs = campaign.daily_costs.order_by("day").values_list("amount_cents", flat=True)
    assert list(costs) == [334, 333, 333]


@pytest.mark.parametrize(("last", "days"), [("", 1), ("2026-01-03", 3)])
def test_cost_of_each_day_is_entered_as_it_is(last: str, days: int, mara: User) -> None:
    campaign = make_campaign()
    data = {"amount": "10,00", "first": "2026-01-01", "last": last, "meaning": "each"}
    client_for(mara).post(reverse("campaigns:campaign_costs", args=[campaign.pk]), data)
    assert list(campaign.daily_costs.values_list("amount_cents", flat=True)) == [1000] * days


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "1.23"}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"first": ""}, "first"),
        ({"last": "2025-01-01"}, "last"),
        ({"last": "2099-01-01"}, "last"),
        ({"meaning": "x"}, "meaning"),
    ],
)
def test_bad_cost_is_named_and_writes_nothing(changes: dict[str, str], field: str, mara: User) -> None:
    data = {"amount": "1", "first": "2026-01-01", "last": "", "meaning": "sum", **changes}
    response = client_for(mara).post(reverse("campaigns:campaign_costs", args=[make_campaign().pk]), data)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not DailyCost.objects.exists()


def test_pasted_lines_are_read_in_the_persons_language(company: object) -> None:
    campaign, mary = make_campaign(), make_user(language="en")
    data = {"lines": "2026-12-31;1,000.50", "paste": "1"}
    client_for(mary).post(reverse("campaigns:campaign_costs", args=[campaign.pk]), data)
    assert list(campaign.daily_costs.values_list("day", "amount_cents")) == [(date(2026, 12, 31), 100050)]


def test_wrong_line_is_named_and_nothing_is_written(mara: User) -> None:
    data = {"lines": "31.12.2026;1,00\n32.12.2026;1,00", "paste": "1"}
    response = client_for(mara).post(reverse("campaigns:campaign_costs", args=[make_campaign().pk]), data)
    errors = response.context["lines_form"].errors["lines"]
    assert (response.status_code, len(errors), "32.12.2026" in errors[0]) == (422, 1, True)
    assert not DailyCost.objects.exists()


def test_days_of_one_month_are_shown_the_newest_by_itself(mara: User) -> None:
    campaign = make_campaign()
    for month in (1, 2):
        DailyCost.objects.create(campaign=campaign, day=date(2026, month, 1), amount_cents=month)
    client, address = client_for(mara), reverse("campaigns:campaign_costs", args=[campaign.pk])
    shown = [
        [cost.amount_cents for cost in client.get(address + query).context["days"]]
        for query in ("", "?month=2026-01", "?month=13")
    ]
    assert shown == [[2], [1], [2]]


@pytest.mark.parametrize(("day", "left"), [("2026-01-01", 0), ("2026-01-02", 1), ("gestern", 1)])
def test_cost_of_a_day_is_taken_away(day: str, left: int, mara: User) -> None:
    campaign = make_campaign()
    DailyCost.objects.create(campaign=campaign, day=date(2026, 1, 1), amount_cents=5)
    response = client_for(mara).post(reverse("campaigns:cost_remove", args=[campaign.pk, day]))
    assert (response.status_code, campaign.daily_costs.count()) == (302, left)
