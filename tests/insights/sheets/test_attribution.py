"""Attribution: every model divides the same deals, and what nobody can name is always a line."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.own_company import today
from counting import job
from counting.filters import Filters
from counting.models import PathCell
from counting.paths import read_paths
from counting.proof import verify
from counting.rules import WON_IN_TIME
from counting.statistics import attribute
from figures.attribution import MODELS, Attribution, attribution
from figures.money import money
from leads.models import Lead, LeadKind, LeadStage, Person, Touch
from tests.factories import client_for, make_lead, make_person
from tests.figures.test_true import choose_filters, make_history, meant
from tests.figures.zoo import LONG_AGO

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


def touch(lead: Lead, position: str = "last", *, at: datetime | None = None, **values: Any) -> Touch:
    return Touch.objects.create(lead=lead, position=position, happened_at=at or lead.received_at, **values)


def win(person: Person | None = None, *, received_at: datetime = LONG_AGO, cents: int = 100_000) -> Lead:
    return make_lead(
        stage=LeadStage.WON, received_at=received_at, value_cents=cents, person=person or make_person()
    )


def found(filters: Filters) -> Attribution:
    return attribution(filters)


def shares(model: str) -> dict[str | None, int]:
    """Source → cents by this model, of all leads."""
    job.compute()
    return {one.source: one.cents[model] for one in found(Filters()).sources}  # type: ignore[index]


def test_deal_without_a_touch_is_not_attributed() -> None:
    win()
    for model in MODELS:
        assert shares(model) == {None: 100_000}


def test_line_of_what_is_not_attributed_stands_there_with_nothing_in_it() -> None:
    touch(win(), utm_source="google")
    assert shares("last") == {"google": 100_000, None: 0}


@pytest.mark.parametrize(
    ("values", "source"),
    [
        ({"utm_source": " Google ", "click_ids": {"fbclid": "x"}}, "google"),
        ({"click_ids": {"msclkid": "x"}, "referrer": "https://www.google.example/"}, "bing"),
        ({"referrer": "https://www.Portal.example:8443/a?b=c"}, "portal.example"),
        ({"referrer": "android-app://somewhere"}, None),
        ({"page_url": "https://example.com/"}, None),
    ],
)
def test_source_is_what_the_touch_names_first(values: dict[str, Any], source: str | None) -> None:
    touch(win(), **values)
    assert shares("last")[source] == 100_000


def test_touches_of_earlier_enquiries_have_their_part_and_those_of_later_ones_none() -> None:
    person = make_person()
    first = make_lead(person=person, received_at=LONG_AGO - timedelta(days=50))
    touch(first, utm_source="messe")
    won = win(person)
    touch(won, "first", at=LONG_AGO - timedelta(days=20), utm_source="newsletter")
    touch(won, utm_source="google")
    touch(make_lead(person=person, received_at=LONG_AGO + timedelta(days=1)), utm_source="bing")
    assert shares("first") == {"messe": 100_000, "google": 0, "newsletter": 0, None: 0}
    assert shares("last") == {"google": 100_000, "messe": 0, "newsletter": 0, None: 0}
    assert shares("linear") == {"google": 33_333, "messe": 33_334, "newsletter": 33_333, None: 0}
    assert shares("position") == {"google": 40_000, "messe": 40_000, "newsletter": 20_000, None: 0}


def test_spam_of_the_person_is_no_touch() -> None:
    person = make_person()
    touch(
        make_lead(person=person, kind=LeadKind.SPAM, received_at=LONG_AGO - timedelta(days=9)),
        utm_source="spam",
    )
    touch(win(person), utm_source="google")
    assert shares("first") == {"google": 100_000, None: 0}


def test_touch_that_comes_later_and_person_that_is_another_show_after_the_job() -> None:
    earlier = make_lead(received_at=LONG_AGO - timedelta(days=9))
    touch(earlier, utm_source="messe")
    won = win()
    touch(won, utm_source="google")
    assert shares("first") == {"google": 100_000, None: 0}
    touch(won, "first", at=LONG_AGO - timedelta(days=2), utm_source="bing")
    assert shares("first") == {"bing": 100_000, "google": 0, None: 0}
    Lead.objects.filter(pk=earlier.pk).update(person=won.person)
    assert shares("first")["messe"] == 100_000


@pytest.mark.parametrize("seed", range(6))
def test_every_model_adds_up_to_the_revenue_of_the_sheet(seed: int) -> None:
    random = Random(seed)
    ctas = make_history(random)
    people = list(Person.objects.all())
    for lead in Lead.objects.order_by("pk"):
        Lead.objects.filter(pk=lead.pk).update(person=random.choice(people[: len(people) // 2]))
        for position in random.choice([(), ("last",), ("first", "last")]):
            early = lead.received_at - timedelta(days=position == "first")
            touch(lead, position, at=early, utm_source=random.choice(["google", "messe", "", "brief"]))
    job.compute()
    for filters in (Filters(), *(choose_filters(random, ctas) for _ in range(4))):
        old = money(filters, today()).cohort
        credited = found(old)
        won = [lead for lead in meant(old) if WON_IN_TIME.holds(lead)]
        assert credited.deals == len(won) == money(filters, today()).mature.figures.won_in_time
        assert credited.revenue_cents == money(filters, today()).mature.revenue_cents
        again = [attribute(path_of(lead), "linear") for lead in won]
        for model in MODELS:
            assert sum(one.cents[model] for one in credited.sources) == credited.revenue_cents
            assert sum(one.deals[model] for one in credited.sources) == credited.deals
        for one in credited.sources:
            assert one.deals["linear"] == sum(
                (each.get(one.source, Fraction(0)) for each in again), Fraction(0)
            )


def path_of(lead: Lead) -> list[str | None]:
    touches = Touch.objects.filter(
        lead__person=lead.person_id, lead__kind="real", lead__received_at__lte=lead.received_at
    )
    ordered = sorted(touches, key=lambda one: (one.happened_at, one.pk))
    return [one.utm_source or None for one in ordered]


def test_source_somebody_wrote_is_text(gero: User) -> None:
    touch(win(), utm_source="<script>alert(1)</script>")
    job.compute()
    page: Client = client_for(gero)
    text = page.get("/overview/money/?period=all").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert" not in text


def test_deal_after_its_time_is_credited_to_nobody() -> None:
    lead = win(received_at=timezone.now() - timedelta(days=300))
    lead.standing.decided_at = timezone.now()
    lead.standing.save()
    touch(lead, utm_source="google")
    assert shares("last") == {None: 0}


def test_enquiry_that_is_none_after_all_leads_to_no_deal() -> None:
    person = make_person()
    first = make_lead(person=person, received_at=LONG_AGO - timedelta(days=9))
    touch(first, utm_source="messe")
    touch(win(person), utm_source="google")
    assert shares("first") == {"messe": 100_000, "google": 0, None: 0}
    Lead.objects.filter(pk=first.pk).update(kind=LeadKind.SPAM)
    assert shares("first") == {"google": 100_000, None: 0}


def test_enquiry_that_goes_takes_its_touches_along() -> None:
    person = make_person()
    first = make_lead(person=person, received_at=LONG_AGO - timedelta(days=9))
    touch(first, utm_source="messe")
    touch(win(person), utm_source="google")
    assert shares("first") == {"messe": 100_000, "google": 0, None: 0}
    first.delete()
    assert shares("first") == {"google": 100_000, None: 0}


def test_deals_are_read_from_what_is_kept_and_no_lead_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(3):
        touch(win(), utm_source="google")
    job.compute()
    with django_assert_num_queries(1) as asked:
        (walked,) = read_paths(Filters())
    assert (walked.path, walked.deals, walked.revenue_cents) == (("google",), 3, 300_000)
    assert "leads_lead" not in asked.captured_queries[0]["sql"]


def test_proof_mends_a_path_that_drifted() -> None:
    touch(win(), utm_source="google")
    job.compute()
    PathCell.objects.update(path=["bing"])
    assert verify()["cells"] == 1
    assert [cell.path for cell in PathCell.objects.all()] == [["google"]]


def test_rebuild_keeps_the_same_paths() -> None:
    person = make_person()
    touch(make_lead(person=person, received_at=LONG_AGO - timedelta(days=9)), utm_source="messe")
    touch(win(person), utm_source="google")
    win()
    job.compute()
    before = set(PathCell.objects.values_list("day", "deals", "revenue_cents"))
    job.rebuild()
    assert set(PathCell.objects.values_list("day", "deals", "revenue_cents")) == before
    assert sorted(map(len, PathCell.objects.values_list("path", flat=True))) == [0, 2]
