"""8,000 real leads and 842 deals come in by the two commands, and the figures are the published ones.

The files are not part of the project: OLIST_DIR names their folder, without it ../shared/data/olist does.
"""

from __future__ import annotations

import csv
import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from accounts.models import Company
from accounts.own_company import today
from counting import job
from counting.ages import Unit
from counting.filters import Filters
from counting.queries import Dimension
from figures.breakdown import by_place
from figures.time import CohortRow, cohorts, ends
from leads.models import Lead

FOLDER = Path(os.environ.get("OLIST_DIR") or settings.BASE_DIR.parent / "shared" / "data" / "olist")
LEADS = FOLDER / "olist_marketing_qualified_leads_dataset.csv"
DEALS = FOLDER / "olist_closed_deals_dataset.csv"
REFERENCE = FOLDER / "reference.json"
STAGES = ("leads", "accepted", "contacted", "rated", "good", "won")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not REFERENCE.is_file(), reason=f"the Olist files are not in {FOLDER} (OLIST_DIR)"),
]


def call(command: str, *arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command(command, *arguments, stdout=out, stderr=StringIO())
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


def import_leads() -> dict[str, Any]:
    return call(
        "import_leads", str(LEADS),
        "--map", "external_id=mql_id", "--map", "created_at=first_contact_date",
        "--map", "cta=landing_page_id", "--map", "channel=origin", "--campaign", "Olist", "--create",
    )  # fmt: skip


def import_deals() -> dict[str, Any]:
    return call("import_outcomes", str(DEALS), "--map", "external_id=mql_id", "--map", "won_at=won_date")


def conversion(by: str) -> dict[str, Any]:
    return call("conversion", "--by", by, "--format", "json", "--rebuild")


def figures(row: dict[str, Any]) -> dict[str, Any]:
    """What the reference gives of a row: counts, and rates to six decimals."""
    rates = {name: round(row["conversion"][name], 6) for name in ("value", "low", "high")}
    return {"leads": row["leads"], "won": row["won"], "conversion": rates}


@pytest.fixture
def reference(company: Company) -> dict[str, Any]:
    """The published figures, with the files imported."""
    counted = {"rows": 8000, "created": 8000, "merged": 0, "suppressed": 0, "rejected": 0, "errors": []}
    assert import_leads() == {**counted, "remarks": []}
    deals = import_deals()
    # one deal is dated before its lead came in
    assert [remark["row"] for remark in deals.pop("remarks")] == [669]
    assert deals == {**counted, "rows": 842, "created": 842}
    result: dict[str, Any] = json.loads(REFERENCE.read_text())
    return result


def test_the_figures_of_olist_are_the_published_ones(reference: dict[str, Any]) -> None:
    by_channel = conversion("channel")

    assert figures(by_channel["total"]) == reference["total"]
    # the row without a channel has no key: it is not the channel that is called "unknown"
    found = {
        row["label"] if row["key"] is not None else "(blank)": figures(row) for row in by_channel["rows"]
    }
    assert found == reference["by_channel"]
    by_month = {row["key"]: figures(row) for row in conversion("month")["rows"]}
    assert by_month == reference["by_month"]
    by_page = {row["label"]: figures(row) for row in conversion("cta")["rows"]}
    largest = reference["by_landing_page_top15"]
    assert {page: by_page[page] for page in largest} == largest


def test_the_funnel_of_olist_is_monotone(reference: dict[str, Any]) -> None:
    report = conversion("month")

    for row in (*report["rows"], report["total"]):
        counts = [row[stage] for stage in STAGES if stage not in {"rated", "good"}]
        assert counts == sorted(counts, reverse=True)
        assert row["leads"] >= row["rated"] >= row["good"] >= row["won"]


def test_olist_a_second_time_changes_nothing(reference: dict[str, Any]) -> None:
    before = list(Lead.objects.order_by("pk").values_list("pk", "stage", "row_version"))

    assert import_leads()["suppressed"] == 8000
    assert import_deals()["suppressed"] == 842
    assert list(Lead.objects.order_by("pk").values_list("pk", "stage", "row_version")) == before
    assert Lead.objects.filter(definition=None).count() == 8000


@dataclass(frozen=True)
class Enquiry:
    """A line of the file of leads; `took` days until the deal, None without one."""

    contact: date
    channel: str
    page: str
    took: int | None


def read_enquiries() -> list[Enquiry]:
    """From the files alone."""
    with LEADS.open(encoding="utf-8") as leads, DEALS.open(encoding="utf-8") as deals:
        won_on = {row["mql_id"]: date.fromisoformat(row["won_date"][:10]) for row in csv.DictReader(deals)}
        found = []
        for row in csv.DictReader(leads):
            contact = date.fromisoformat(row["first_contact_date"])
            took = (won_on[row["mql_id"]] - contact).days if row["mql_id"] in won_on else None
            found.append(Enquiry(contact, row["origin"] or "(blank)", row["landing_page_id"], took))
        return found


def won_by(age: int, enquiries: Iterable[Enquiry]) -> int:
    return sum(one.took is not None and one.took <= age for one in enquiries)


def mature_rows() -> dict[str, tuple[int, int]]:
    """Channel → leads, and deals of day 0 to 90 after the first contact."""
    enquiries = read_enquiries()
    parts = {
        name: [one for one in enquiries if one.channel == name] for name in {x.channel for x in enquiries}
    }
    return {name: (len(part), won_by(90, part)) for name, part in {**parts, "total": enquiries}.items()}


def test_the_rate_of_olist_at_equal_age_is_that_of_its_files(reference: dict[str, Any]) -> None:
    report = conversion("channel")
    rows = {row["label"] if row["key"] is not None else "(blank)": row for row in report["rows"]}
    found = {name: (row["mature"]["leads"], row["mature"]["won"]) for name, row in rows.items()}
    total = report["total"]
    assert found | {"total": (total["mature"]["leads"], total["mature"]["won"])} == mature_rows()
    assert (total["won_later"], total["young"]) == (842 - total["mature"]["won"], 0)


def test_the_sheets_over_time_of_olist_are_those_of_its_files(reference: dict[str, Any]) -> None:
    enquiries, filters = read_enquiries(), Filters()
    job.rebuild()
    units: dict[Unit, str] = {"month": "%Y-%m", "week": "%G-W%V"}
    for unit, start in units.items():
        table = cohorts(filters, unit, today())
        found = {f"{row.start:{start}}": (row.leads, won_in(row)) for row in table.rows}
        assert found == {
            name: (len(part), [won_by(age, part) for age in table.ages])
            for name, part in group_by(enquiries, start).items()
        }
    curve = ends(filters, today())
    assert (curve.leads, curve.before, curve.won_later) == (8000, 1, 842 - won_by(180, enquiries))
    for day in curve.incidence.ages:  # nobody is lost and nobody too young to be watched: a plain share
        assert day.won.value == pytest.approx(won_by(day.days, enquiries) / 8000, abs=1e-12)


def test_the_breakdown_of_olist_is_that_of_its_files(reference: dict[str, Any]) -> None:
    enquiries = read_enquiries()
    job.rebuild()
    told_apart: dict[Dimension, Callable[[Enquiry], str]] = {
        "channel": lambda one: one.channel,
        "cta": lambda one: f"Olist · {one.page}",
    }
    for by, name_of in told_apart.items():
        parts = by_place(by, Filters())
        found = {
            part.name if part.key else "(blank)": (part.leads, part.mature.count, part.mature.of)
            for part in parts
        }
        groups: defaultdict[str, list[Enquiry]] = defaultdict(list)
        for one in enquiries:
            groups[name_of(one)].append(one)
        assert found == {name: (len(part), won_by(90, part), len(part)) for name, part in groups.items()}
        assert sum(part.leads for part in parts) == 8000


def won_in(row: CohortRow) -> list[int]:
    return [rate.count if rate else -1 for rate in row.rates]


def group_by(enquiries: Iterable[Enquiry], start: str) -> dict[str, list[Enquiry]]:
    groups: defaultdict[str, list[Enquiry]] = defaultdict(list)
    for one in enquiries:
        groups[f"{one.contact:{start}}"].append(one)
    return groups
