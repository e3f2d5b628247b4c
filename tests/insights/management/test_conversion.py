from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from counting import job
from counting.models import ConversionCell, Mark
from counting.statistics import wilson
from leads.models import LeadStage
from tests.factories import make_campaign, make_channel, make_cta, make_lead
from tests.figures.zoo import LONG_AGO, at, fill_the_zoo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


def run(*arguments: str) -> str:
    out = StringIO()
    with translation.override("en"):
        call_command("conversion", *arguments, stdout=out)
    return out.getvalue()


def figures(*arguments: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(run("--format", "json", *arguments))
    return answer


def test_json_row_has_every_figure_with_full_precision() -> None:
    cta = make_cta(make_campaign(name="Fachmesse Leipzig"))
    for stage in (LeadStage.REGISTERED, LeadStage.ACCEPTED, LeadStage.RATED, LeadStage.WON, LeadStage.LOST):
        make_lead(cta=cta, stage=stage, value_cents=250_050)
    rate = wilson(successes=1, trials=5)
    assert figures()["rows"] == [
        {
            "key": cta.campaign_id,
            "label": "Fachmesse Leipzig",
            "leads": 5,
            "accepted": 4,
            "contacted": 3,
            "rated": 3,
            "good": 3,
            "won": 1,
            "lost": 1,
            "too_young": 3,
            "won_later": 0,
            "won_undated": 0,
            "young": 5,
            "young_won": 1,
            "mature": {"leads": 0, "won": 0, "value": None, "low": None, "high": None},
            "conversion": {"value": 0.2, "low": rate.low, "high": rate.high},
            "revenue_cents": 250_050,
            "cost_cents": 0,
            "implied": {"accepted": 0, "contacted": 0, "rated": 0, "good": 0},
            "history": {"leads": 0, "won": 0},
            "existing": {"leads": 0, "rated": 0, "good": 0, "won": 0, "revenue_cents": 0},
        }
    ]


def test_mature_rate_has_its_counts_and_its_range() -> None:
    for stage in (LeadStage.WON, LeadStage.LOST, LeadStage.REGISTERED, LeadStage.REGISTERED):
        make_lead(stage=stage, received_at=LONG_AGO)
    rate = wilson(successes=1, trials=4)
    answer = figures()
    assert answer["maturity_days"] == 90
    assert answer["total"]["mature"] == {
        "leads": 4,
        "won": 1,
        "value": 0.25,
        "low": rate.low,
        "high": rate.high,
    }


def test_total_has_the_form_of_a_row() -> None:
    fill_the_zoo()
    answer = figures("--by", "channel")
    assert answer["total"].keys() == answer["rows"][0].keys()
    assert answer["total"]["leads"] == sum(row["leads"] for row in answer["rows"])


def test_no_channel_has_a_key_of_its_own() -> None:
    cta = make_cta()
    make_lead(cta=cta)
    make_lead(cta=cta, channel=make_channel("unknown"))
    rows = figures("--by", "channel")["rows"]
    assert {(row["key"], row["label"]) for row in rows} == {(None, "no channel"), ("unknown", "unknown")}


def test_period_holds_both_its_days() -> None:
    for day in ("2026-03-01", "2026-03-02", "2026-03-31", "2026-04-01"):
        make_lead(received_at=at(day))
    rows = figures("--by", "month", "--from", "2026-03-02", "--to", "2026-04-01")["rows"]
    assert [(row["key"], row["leads"]) for row in rows] == [("2026-03", 2), ("2026-04", 1)]


def test_command_counts_first_what_is_still_marked() -> None:
    make_lead()
    assert Mark.objects.exists()
    assert figures()["total"]["leads"] == 1
    assert not Mark.objects.exists()


def test_rebuild_mends_what_was_wrong() -> None:
    make_lead()
    job.compute()
    ConversionCell.objects.update(leads=99)
    assert figures("--rebuild")["total"]["leads"] == 1


def test_nothing_at_all_is_a_total_of_zeros_without_a_rate() -> None:
    answer = figures()
    assert (answer["rows"], answer["total"]["leads"]) == ([], 0)
    assert answer["total"]["conversion"] == {"value": None, "low": None, "high": None}


def test_table_says_shares_ranges_and_what_was_implied() -> None:
    fill_the_zoo()
    text = " ".join(run("--by", "campaign").split())
    assert "Wärmepumpen-Ratgeber" in text
    assert "Lead to deal 95 percent range So far" in text
    assert "won within 90 days of intake, of leads at least 90 days old" in text
    assert "3 accepted, 3 contacted, 3 rated, 2 good" in text
    assert "definition: 4, of them won: 2." in text


@pytest.mark.parametrize("value", ["2026-13-01", "gestern", "31.12.2026", ""])
def test_bad_day_is_named_with_what_is_allowed(value: str) -> None:
    with pytest.raises(CommandError, match=r"is not a day\. Allowed are days such as 2026-03-31") as caught:
        run("--from", value)
    assert f"“{value}”" in str(caught.value)


def test_end_before_start_is_refused_with_exit_code_2() -> None:
    with pytest.raises(CommandError, match="--to 2026-03-01 lies before --from 2026-03-02") as caught:
        run("--from", "2026-03-02", "--to", "2026-03-01")
    assert caught.value.returncode == 2
