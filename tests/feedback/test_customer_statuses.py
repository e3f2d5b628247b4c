"""Whether whoever bought is still a customer: said by sales, taken back, found as due, read from files."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.own_company import today
from feedback.errors import NotWon, NotYours
from feedback.models import CustomerStatus, LeadStanding
from feedback.services import say_customer
from feedback.services.undoing import find_undo, undo
from leads.models import Lead, LeadStage
from tests.api import api_for
from tests.factories import client_for, make_lead, make_person
from tests.importing import counts, run, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def won_lead(rep: User | None = None, *, at: datetime = NOON, **fields: object) -> Lead:
    lead = make_lead(stage=LeadStage.WON, assigned_to=rep, received_at=at, **fields)  # type: ignore[arg-type]
    LeadStanding.objects.filter(lead=lead).update(decided_at=at + timedelta(days=10))
    return lead


def words(lead: Lead) -> list[tuple[bool, date, date]]:
    return list(lead.customer_statuses.values_list("is_customer", "day", "said_on"))


def test_rep_says_that_they_still_are_a_customer_today(sven: User) -> None:
    lead = won_lead(sven)
    status = say_customer(actor=sven, lead=lead, is_customer=True)
    assert (status.user, words(lead)) == (sven, [(True, today(), today())])


def test_day_they_left_may_lie_in_the_past(sven: User) -> None:
    lead = won_lead(sven)
    say_customer(actor=sven, lead=lead, is_customer=False, day=date(2026, 3, 12))
    assert words(lead) == [(False, date(2026, 3, 12), today())]


@pytest.mark.parametrize(
    ("days", "said"), [(1, "liegt in der Zukunft"), (-1000, "liegt vor dem Abschluss vom 12.03.2026")]
)
def test_day_before_the_deal_or_to_come_is_refused(sven: User, days: int, said: str) -> None:
    with pytest.raises(ValidationError, match=said) as refused:
        say_customer(actor=sven, lead=won_lead(sven), is_customer=False, day=today() + timedelta(days=days))
    assert set(refused.value.message_dict) == {"day"}


def test_same_word_again_is_said_once(sven: User) -> None:
    lead = won_lead(sven)
    first, second = (say_customer(actor=sven, lead=lead, is_customer=True) for _ in range(2))
    assert (first, CustomerStatus.objects.count()) == (second, 1)


def test_only_a_won_lead_has_a_customer(sven: User) -> None:
    with pytest.raises(NotWon):
        say_customer(actor=sven, lead=make_lead(stage=LeadStage.LOST, assigned_to=sven), is_customer=True)


def test_lead_of_somebody_else_is_refused_and_marketing_may_not(sven: User, sina: User, mara: User) -> None:
    lead = won_lead(sina)
    with pytest.raises(NotYours):
        say_customer(actor=sven, lead=lead, is_customer=True)
    with pytest.raises(PermissionDenied):
        say_customer(actor=mara, lead=lead, is_customer=True)


def test_word_is_taken_back_and_counts_no_more(sven: User) -> None:
    lead = won_lead(sven)
    status = say_customer(actor=sven, lead=lead, is_customer=True)
    done = find_undo(sven, lead)
    assert done is not None
    assert (done.kind, done.id) == ("customer", status.pk)
    undo(actor=sven, kind="customer", fact_id=status.pk)
    lead.refresh_from_db()
    assert (words(lead), CustomerStatus.with_undone.count(), lead.stage) == ([], 1, LeadStage.WON)


def test_page_of_the_lead_offers_both_and_says_what_was_said(sven: User) -> None:
    lead, client = won_lead(sven), client_for(sven)
    page = client.get(f"/leads/{lead.pk}/").content.decode()
    assert "<h3>Noch Kunde?</h3>" in page
    assert f'action="/leads/{lead.pk}/customer/"' in page
    answer = client.post(f"/leads/{lead.pk}/customer/", {"customer-still": "yes"}, follow=True)
    page = answer.content.decode()
    assert f"Noch Kunde am {today():%d.%m.%Y}" in page
    assert "Kundenstatus zurücknehmen" in page


def test_page_of_a_young_deal_asks_for_nothing_and_still_offers_it(sven: User) -> None:
    lead = won_lead(sven, at=timezone.now() - timedelta(days=40))
    page = client_for(sven).get(f"/leads/{lead.pk}/").content.decode()
    assert "<h3>Noch Kunde?</h3>" not in page
    assert "<summary>Noch Kunde?</summary>" in page


def test_page_says_what_is_wrong_with_a_day(sven: User) -> None:
    lead = won_lead(sven)
    data = {"customer-still": "no", "customer-day": "01.01.2020"}
    answer = client_for(sven).post(f"/leads/{lead.pk}/customer/", data)
    assert answer.status_code == 422
    assert "liegt vor dem Abschluss" in answer.content.decode()
    assert words(lead) == []


@pytest.mark.parametrize(
    "data", [{}, {"customer-still": "maybe"}, {"customer-still": "no", "customer-day": ""}]
)
def test_page_refuses_what_says_nothing(sven: User, data: dict[str, str]) -> None:
    lead = won_lead(sven)
    assert client_for(sven).post(f"/leads/{lead.pk}/customer/", data).status_code == 422
    assert words(lead) == []


def test_marketing_reads_the_word_and_is_offered_nothing(sven: User, mara: User) -> None:
    lead = won_lead(sven)
    say_customer(actor=sven, lead=lead, is_customer=False, day=date(2026, 4, 1))
    page = client_for(mara).get(f"/leads/{lead.pk}/").content.decode()
    assert "Nicht mehr Kunde seit 01.04.2026" in page
    assert f'action="/leads/{lead.pk}/customer/"' not in page


def listed(client: Client, what: str) -> set[int]:
    return {lead.pk for lead in client.get("/leads/", {"customer": what}).context["page"].rows}


def test_due_are_deals_of_which_nobody_knows_it_at_an_age_they_reached(lena: User) -> None:
    with time_machine.travel(datetime(2027, 3, 20, 12, tzinfo=UTC), tick=False):
        unsaid, young = won_lead(), won_lead(at=timezone.now() - timedelta(days=100))
        half, whole, left = won_lead(), won_lead(), won_lead()
        for lead, day, is_customer in (
            (half, date(2026, 9, 12), True),
            (whole, date(2027, 3, 12), True),
            (left, date(2026, 4, 1), False),
        ):
            lead.customer_statuses.create(is_customer=is_customer, day=day, said_on=day)
        client = client_for(lena)
        assert listed(client, "due") == {unsaid.pk, half.pk}
        assert listed(client, "still") == {half.pk, whole.pk}
        assert listed(client, "left") == {left.pk}
    assert young.stage == LeadStage.WON


def test_program_says_it_and_reads_it(sven: User) -> None:
    lead, api = won_lead(sven), api_for(sven)
    address = f"/api/v1/leads/{lead.pk}/customer-statuses/"
    said = api.post(address, {"is_customer": False, "day": "2026-04-01"}, format="json")
    assert (said.status_code, said.json()["is_customer"], said.json()["day"]) == (201, False, "2026-04-01")
    assert [row["id"] for row in api.get(address).json()["results"]] == [said.json()["id"]]


def test_program_that_says_nothing_is_told_what_is_missing(sven: User) -> None:
    answer = api_for(sven).post(f"/api/v1/leads/{won_lead(sven).pk}/customer-statuses/", {}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["place"]) == (400, "is_customer")


def test_file_says_who_stayed_and_who_left(tmp_path: Path) -> None:
    stayed, left = won_lead(external_id="L-1"), won_lead(person=make_person(email="weg@example.com"))
    path = write(
        tmp_path, "id;email;noch Kunde am;Kunde bis\nL-1;;01.10.2026;\n;weg@example.com;;01.05.2026\n"
    )
    assert counts(run(path, target="customer_statuses")) == (2, 0, 0, 0)
    assert words(stayed) == [(True, date(2026, 10, 1), date(2026, 10, 1))]
    assert words(left) == [(False, date(2026, 5, 1), date(2026, 5, 1))]
    assert counts(run(path, target="customer_statuses")) == (0, 0, 2, 0)


def test_newer_day_of_a_file_is_another_word(tmp_path: Path) -> None:
    lead = won_lead(external_id="L-1")
    run(write(tmp_path, "id,customer on\nL-1,2026-10-01\n"), target="customer_statuses")
    path = write(tmp_path, "id,customer on\nL-1,2026-11-01\nL-1,2026-09-01\n")
    assert counts(run(path, target="customer_statuses")) == (0, 2, 0, 0)
    newest = CustomerStatus.objects.filter(lead=lead).first()
    assert newest is not None
    assert newest.day == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("L-1,,2026-10-01,2026-11-01", "genau eines von beiden"),
        ("L-1,,,", "genau eines von beiden"),
        ("L-2,,2026-10-01,", "Kein gewonnener Lead"),
        ("L-1,,2026-03-11,", "liegt vor dem Abschluss"),
        (",,2026-10-01,", "nennt keinen Lead"),
        (",zwei@example.com,2026-10-01,", "2 gewonnene Leads"),
    ],
)
def test_row_that_is_unclear_is_an_error(tmp_path: Path, row: str, said: str) -> None:
    won_lead(external_id="L-1")
    twice = make_person(email="zwei@example.com")
    for _ in range(2):
        won_lead(person=twice)
    path = write(tmp_path, f"id,email,customer on,customer until\n{row}\nL-1,,2026-10-02,\n")
    report = run(path, target="customer_statuses")
    assert counts(report) == (1, 0, 0, 1)
    assert [said in problem.message for problem in report.errors] == [True]
