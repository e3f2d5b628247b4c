from __future__ import annotations

from datetime import UTC, datetime

import pytest

from accounts.models import User
from counting import job
from leads.models import LeadStage
from tests.api import api_for
from tests.factories import make_campaign, make_channel, make_cta, make_lead

CONVERSION = "/api/v1/conversion/"
MARCH = datetime(2026, 3, 5, 12, tzinfo=UTC)
MAY = datetime(2026, 5, 5, 12, tzinfo=UTC)


def test_conversion_by_campaign_gives_rows_and_their_total(gero: User) -> None:
    cta = make_cta(make_campaign(name="Herbst"))
    make_lead(cta=cta, stage=LeadStage.WON, value_cents=5_000)
    make_lead(cta=cta)
    job.rebuild()
    answer = api_for(gero).get(CONVERSION).json()
    (row,) = answer["rows"]
    assert (row["label"], row["leads"], row["won"], row["revenue_cents"]) == ("Herbst", 2, 1, 5_000)
    assert row["conversion"]["value"] == 0.5
    assert answer["total"]["leads"] == 2


def test_conversion_of_a_period_leaves_other_days_out(gero: User) -> None:
    cta = make_cta()
    make_lead(cta=cta, received_at=MARCH)
    make_lead(cta=cta, received_at=MAY)
    job.rebuild()
    answer = api_for(gero).get(CONVERSION, {"by": "month", "from": "2026-05-01", "to": "2026-05-31"}).json()
    assert [(row["key"], row["leads"]) for row in answer["rows"]] == [("2026-05", 1)]


def test_leads_without_a_channel_are_not_those_of_a_channel_called_unknown(gero: User) -> None:
    make_lead(campaign=make_campaign(channel=make_channel("unknown")))
    make_lead(campaign=make_campaign(channel=None))
    job.rebuild()
    gero.language = "en"
    gero.save(update_fields=["language"])
    rows = api_for(gero).get(CONVERSION, {"by": "channel"}).json()["rows"]
    assert {(row["key"], row["label"]) for row in rows} == {("unknown", "unknown"), (None, "no channel")}


def test_both_teams_read_the_same_conversion(mara: User, sven: User, gero: User) -> None:
    make_lead(stage=LeadStage.WON)
    job.rebuild()
    answers = [api_for(user).get(CONVERSION).json()["rows"] for user in (mara, sven, gero)]
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("by", "moon"),
        ("from", "31.12.2026"),
        ("campaign", "999999"),
        ("channel", "nowhere"),
        ("to", "0000-01-01"),
    ],
)
def test_conversion_names_the_filter_it_does_not_understand(gero: User, name: str, value: str) -> None:
    answer = api_for(gero).get(CONVERSION, {name: value})
    assert (answer.status_code, answer.json()["errors"][0]["place"]) == (400, name)


def test_conversion_of_a_period_that_ends_before_it_begins_is_refused(gero: User) -> None:
    answer = api_for(gero).get(CONVERSION, {"from": "2026-05-02", "to": "2026-05-01"})
    assert (answer.status_code, answer.json()["errors"][0]["place"]) == (400, "to")
