"""Outcomes as files say them, several of one lead and in any order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
import time_machine

from accounts.models import Company
from counting import rules
from feedback.models import LeadStanding, Outcome
from files.batches import in_batches
from files.problems import Report
from leads.models import Lead
from tests.factories import make_lead
from tests.importing import counts, problems, run, write

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "files"
NUMBERS = "A second deal needs a number of its own."


@pytest.fixture(autouse=True)
def _in_november(company: Company, english: None) -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 26, 9, 0, tzinfo=UTC), tick=False):
        yield


def bring(name: str, **mapping: str) -> Report:
    mapping = {"external_id": "id", **mapping}
    return run(FILES / name, target="leads" if "created_at" in mapping else "outcomes", mapping=mapping)


def bring_outcomes(folder: Path, content: str, **mapping: str) -> Report:
    mapping = {"external_id": "id", **mapping}
    return run(write(folder, content), target="outcomes", mapping=mapping)


def said(report: Report) -> list[tuple[int, str, str]]:
    return [(remark.row, remark.column, remark.message) for remark in report.remarks]


def standing_of(number: str) -> tuple[str, str, int | None]:
    standing = LeadStanding.objects.get(lead__external_id=number)
    day = f"{standing.decided_at:%Y-%m-%d %H:%M}" if standing.decided_at else ""
    return standing.outcome, day, standing.value_cents


def test_a_lead_with_two_deals_is_one_won_lead_with_their_sum() -> None:
    bring("two-wins-leads.csv", created_at="received", email="email")

    report = bring("two-wins-deals.csv", won_at="won", value="value")

    assert (counts(report), standing_of("w1")) == ((1, 1, 0, 0), ("won", "2026-03-31 22:00", 120_000))
    assert (Lead.objects.count(), Lead.objects.filter(rules.WON.condition).count()) == (1, 1)
    assert said(report) == [
        (3, "value", "A further deal of this lead, which now has 2, worth €1,200.00 together.")
    ]


def test_the_newest_decision_of_one_file_counts() -> None:
    bring("outcome-order-leads.csv", created_at="created")

    report = bring("outcome-order-one-file.csv", won_at="won", lost_at="lost", value="value")

    assert (counts(report), standing_of("X1")) == ((1, 1, 0, 0), ("won", "2026-04-30 22:00", 10_000))
    later = "Kept, but what was decided or said later counts: Won, 1 May 2026, €100.00."
    assert said(report) == [(3, "lost", later)]


def test_the_newest_decision_of_two_files_counts() -> None:
    bring("outcome-order-leads.csv", created_at="created")

    bring("outcome-order-first.csv", won_at="won", lost_at="lost", value="value")
    report = bring("outcome-order-second.csv", won_at="won", lost_at="lost")

    assert (counts(report), standing_of("X2")) == ((0, 1, 0, 0), ("won", "2026-04-30 22:00", 10_000))


@pytest.mark.parametrize("size", [1, 2, 5000])
def test_the_size_of_batches_decides_nothing(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("files.engine.in_batches", partial(in_batches, size=size))
    make_lead(external_id="X", received_at=datetime(2026, 1, 1, tzinfo=UTC))
    rows = "X,2026-05-01,,100\nX,,2026-02-01,\nX,2026-06-01,,50\nX,,2026-03-01,\n"

    bring_outcomes(tmp_path, f"id,won,lost,value\n{rows}", won_at="won", lost_at="lost", value="value")

    assert standing_of("X") == ("won", "2026-04-30 22:00", 15_000)


def test_a_deal_with_its_number_is_corrected_and_another_is_added(tmp_path: Path) -> None:
    make_lead(external_id="X", received_at=datetime(2026, 1, 1, tzinfo=UTC))
    content = "id,won,value,no\nX,2026-05-01,100,A\nX,2026-05-01,70,B\nX,2026-06-02,130,A\n"

    report = bring_outcomes(tmp_path, content, won_at="won", value="value", deal_number="no")

    assert (counts(report), standing_of("X")) == ((1, 2, 0, 0), ("won", "2026-04-30 22:00", 20_000))
    assert said(report) == [
        (2, "no", "Kept, but what was decided or said later counts: Won, 2 Jun 2026, €130.00, A."),
        (3, "no", "A further deal of this lead, which now has 2, worth €200.00 together."),
        (
            4,
            "no",
            f"Corrects what was known of this deal: Won, 1 May 2026, €100.00, A. {NUMBERS}",
        ),
    ]


def test_a_loss_after_the_win_says_what_it_ends(tmp_path: Path) -> None:
    make_lead(external_id="X", received_at=datetime(2026, 1, 1, tzinfo=UTC))
    content = "id,won,lost\nX,2026-05-01,\nX,,2026-06-01\n"

    report = bring_outcomes(tmp_path, content, won_at="won", lost_at="lost")

    assert said(report) == [
        (2, "won", "Kept, but what was decided or said later counts: Lost, 1 Jun 2026."),
        (3, "lost", "Was known as: Won, 1 May 2026. This later decision counts."),
    ]


def test_an_outcome_without_a_date_is_kept_and_counts_in_no_rate_by_age(tmp_path: Path) -> None:
    make_lead(external_id="X", received_at=datetime(2026, 1, 1, tzinfo=UTC))
    content = "id,stage,closed,value\nX,Closed Won,,100\n"
    mapping = {"status": "stage", "decided_at": "closed", "value": "value"}

    report = bring_outcomes(tmp_path, content, **mapping)

    assert (counts(report), standing_of("X")) == ((1, 0, 0, 0), ("won", "", 10_000))
    unknown = "The row does not say when. It counts with its date unknown, and in no rate by age."
    assert said(report) == [(2, "stage", unknown)]
    told = [Lead.objects.filter(rule.condition).count() for rule in (rules.WON_UNDATED, rules.TELLS_ITS_AGE)]
    assert told == [1, 0]
    assert counts(bring_outcomes(tmp_path, content, **mapping)) == (0, 0, 1, 0)


def test_the_date_of_an_outcome_may_come_later(tmp_path: Path) -> None:
    make_lead(external_id="X", received_at=datetime(2026, 1, 1, tzinfo=UTC))
    mapping = {"status": "stage", "decided_at": "closed", "value": "value"}
    bring_outcomes(tmp_path, "id,stage,closed,value\nX,Won,,100\n", **mapping)

    bring_outcomes(tmp_path, "id,stage,closed,value\nX,Won,2026-05-01,100\n", **mapping)

    assert standing_of("X") == ("won", "2026-04-30 22:00", 10_000)


def test_a_decision_in_the_future_is_rejected(tmp_path: Path) -> None:
    make_lead(external_id="X", received_at=datetime(2026, 1, 1, tzinfo=UTC))

    report = bring_outcomes(tmp_path, "id,won\nX,2026-12-31\n", won_at="won")

    assert (counts(report), problems(report)) == ((0, 0, 0, 1), [(2, "won", "2026-12-31")])
    assert not Outcome.objects.exists()


def test_leads_and_their_deals_may_stand_in_one_file(tmp_path: Path) -> None:
    rows = "7,2026-03-01,2026-04-01,500,A\n7,2026-03-01,2026-06-01,700,B\n"

    report = run(write(tmp_path, f"id,created_at,won_at,value,deal_number\n{rows}"))

    assert (counts(report), standing_of("7")) == ((1, 1, 0, 0), ("won", "2026-03-31 22:00", 120_000))
    assert [(remark.row, remark.column) for remark in report.remarks] == [(3, "deal_number")]
