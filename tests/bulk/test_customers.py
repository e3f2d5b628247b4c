"""Whether many who bought are still customers: said at once, refused lead by lead, taken back exactly."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import override

from accounts.models import Role, User
from bulk.models import BulkAction
from feedback.models import CustomerStatus
from feedback.services import say_customer
from leads.models import Lead, LeadStage
from tests.api import api_for
from tests.bulk.doing import begin, done, states, taken_back, work_off
from tests.factories import client_for, make_cta, make_lead, make_user

pytestmark = [pytest.mark.django_db]
NOON = datetime(2027, 3, 20, 12, tzinfo=UTC)
TODAY = "2027-03-20"
STILL, NO = "still_customer", "no_customer"
DUE = "/bulk/still-customer/?all=1&customer=due"


@pytest.fixture(autouse=True)
def _that_day(company: object) -> object:
    with time_machine.travel(NOON, tick=False):
        yield


def won(number: int = 1, *, rep: User, ago: int = 250) -> list[Lead]:
    # Written down an hour before anything is said.
    with time_machine.travel(NOON - timedelta(hours=1), tick=False):
        cta, then = make_cta(), NOON - timedelta(days=ago)
        fields = {"stage": LeadStage.WON, "assigned_to": rep, "received_at": then}
        return [make_lead(cta=cta, **fields) for _ in range(number)]  # type: ignore[arg-type]


def words() -> list[tuple[int, bool, date]]:
    return list(CustomerStatus.objects.order_by("pk").values_list("lead", "is_customer", "day"))


def due(client: Client) -> set[int]:
    return {lead.pk for lead in client.get("/leads/?customer=due").context["page"].rows}


def test_all_that_are_due_are_said_to_be_customers_today_and_due_no_more(lena: User, sven: User) -> None:
    leads, client = won(3, rep=sven), client_for(lena)
    assert due(client) == {lead.pk for lead in leads}
    numbers = ",".join(str(lead.pk) for lead in leads)
    client.post("/bulk/still-customer/", {"leads": numbers})
    work_off()

    assert words() == [(lead.pk, True, NOON.date()) for lead in leads]
    assert due(client) == set()


def test_page_names_how_many_are_due_and_takes_them_all(lena: User, sven: User) -> None:
    lena.language = "en"
    lena.save()
    won(3, rep=sven), won(1, rep=sven, ago=20)
    page = client_for(lena).get(DUE).content.decode()

    assert "Note 3 leads as “still a customer today”" in page


def test_those_that_are_not_won_are_refused_before_anything_is_said(lena: User, sven: User) -> None:
    ready, open_one = won(1, rep=sven)[0], make_lead(stage=LeadStage.RATED, assigned_to=sven)
    page = client_for(lena).get(f"/bulk/still-customer/?lead={ready.pk}&lead={open_one.pk}").content.decode()
    action = done(lena, STILL, [ready, open_one], day=TODAY)

    assert open_one.contact.title in page
    assert states(action) == ["done", "refused"] and [word[0] for word in words()] == [ready.pk]


def test_no_longer_since_a_day_is_said_of_all(lena: User, sven: User) -> None:
    leads, client = won(2, rep=sven), client_for(lena)
    numbers = ",".join(str(lead.pk) for lead in leads)
    client.post("/bulk/no-customer/", {"leads": numbers, "day": "31.01.2027"})
    work_off()

    assert words() == [(lead.pk, False, date(2027, 1, 31)) for lead in leads]


@pytest.mark.parametrize("day", ["", "21.03.2027", "gestern"])
def test_day_that_is_missing_to_come_or_none_is_refused_on_the_page(lena: User, sven: User, day: str) -> None:
    (lead,) = won(rep=sven)
    answer = client_for(lena).post("/bulk/no-customer/", {"leads": lead.pk, "day": day})

    assert answer.status_code == 422 and not BulkAction.objects.exists()
    assert 'aria-invalid="true"' in answer.content.decode()


def test_day_to_come_is_refused_with_the_field_for_programs(lena: User, sven: User) -> None:
    (lead,) = won(rep=sven)
    answer = api_for(lena).post("/api/v1/bulk/no-customer/", {"leads": [lead.pk], "day": "2027-03-21"})

    assert answer.status_code == 400 and "day" in str(answer.data)
    with pytest.raises(ValidationError) as refused:
        begin(lena, NO, [lead], day="2027-03-21")
    assert set(refused.value.error_dict) == {"day"}


def test_day_before_a_deal_is_refused_for_that_lead_alone(lena: User, sven: User) -> None:
    (old,), (new,) = won(rep=sven, ago=400), won(rep=sven, ago=100)
    action = done(lena, NO, [old, new], day="2026-06-30")

    assert states(action) == ["done", "refused"]
    assert "vor dem Abschluss" in action.lines.get(lead=new).why


def test_rep_says_it_of_their_own_only(sven: User, sina: User) -> None:
    (mine,), (hers,) = won(rep=sven), won(rep=sina)
    action = done(sven, STILL, [mine, hers], day=TODAY)

    assert [word[0] for word in words()] == [mine.pk]
    assert set(action.lines.values_list("lead", "state")) <= {(mine.pk, "done"), (hers.pk, "refused")}


def test_undo_takes_back_exactly_what_was_said_and_what_was_due_is_due_again(lena: User, sven: User) -> None:
    leads, (other,) = won(3, rep=sven), won(rep=sven)
    say_customer(actor=lena, lead=other, is_customer=True)
    action = taken_back(lena, done(lena, STILL, leads, day=TODAY))

    assert states(action) == ["back"] * 3
    assert words() == [(other.pk, True, NOON.date())]
    assert due(client_for(lena)) == {lead.pk for lead in leads}
    assert CustomerStatus.with_undone.count() == 4


def test_what_was_said_before_is_not_said_again_and_not_taken_back(lena: User, sven: User) -> None:
    known, fresh = won(2, rep=sven)
    before = say_customer(actor=lena, lead=known, is_customer=True)
    action = done(lena, STILL, [known, fresh], day=TODAY)
    assert states(action) == ["refused", "done"]
    taken_back(lena, action)

    assert CustomerStatus.objects.get() == before


def test_why_it_is_not_said_again_names_the_day(lena: User, sven: User) -> None:
    (known,) = won(rep=sven)
    say_customer(actor=lena, lead=known, is_customer=False, day=date(2027, 1, 31))
    lena.language = "en"
    lena.save()
    action = done(lena, NO, [known], day="2027-01-31")

    with override("en"):
        assert action.lines.get().why == (
            "You have already noted today that they are no longer a customer since 31 Jan 2027."
        )


def test_what_something_came_after_stays(lena: User, sven: User) -> None:
    kept, other = won(2, rep=sven)
    action = done(lena, STILL, [kept, other], day=TODAY)
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        say_customer(actor=sven, lead=kept, is_customer=False)
        taken_back(lena, action)

    assert states(action) == ["stays", "back"]
    assert {word[:2] for word in words()} == {(kept.pk, True), (kept.pk, False)}


def test_marketing_and_managers_are_offered_neither(mara: User, gero: User) -> None:
    make_lead()
    for user in (mara, gero):
        page = client_for(user).get("/leads/").content.decode()
        assert "/bulk/still-customer/" not in page and "/bulk/no-customer/" not in page


def test_sales_is_offered_both(lena: User) -> None:
    won(rep=make_user(Role.SALES_REP))
    page = client_for(lena).get("/leads/").content.decode()

    assert "/bulk/still-customer/" in page and "/bulk/no-customer/" in page
