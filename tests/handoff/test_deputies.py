"""What a deputy sees, does and hears, for these days only; and who stands in when they are away as well."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.models import Notification, Role, User
from accounts.own_company import company_zone
from feedback.services.attempts import log_attempt
from feedback.services.follow_ups import tell_due
from handoff.deputies import find_deputy, read_absent
from handoff.services import accept_handoff, ask_question, hand_over, pass_on, reply
from leads.models import Grade, Lead, LeadStage
from leads.steps import is_theirs
from tests.factories import client_for, make_absence, make_follow_up, make_lead, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def sees(user: User, lead: Lead) -> bool:
    return Lead.objects.visible_to(user).filter(pk=lead.pk).exists()


def titles(user: User) -> list[str]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("title", flat=True))


@pytest.fixture
def lead(sven: User) -> Lead:
    return make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)


@pytest.mark.parametrize(
    ("first", "last", "does"), [(0, 0, True), (-3, 3, True), (1, 3, False), (-3, -1, False)]
)
def test_deputy_sees_and_acts_on_the_days_of_the_absence_only(
    sven: User, sina: User, lead: Lead, first: int, last: int, does: bool
) -> None:
    make_absence(sven, deputy=sina, first=first, last=last)
    assert (sees(sina, lead), is_theirs(sina, lead)) == (does, does)


def test_colleague_who_is_no_deputy_sees_nothing(sven: User, sina: User, lead: Lead) -> None:
    make_absence(sven, deputy=make_user(Role.SALES_REP))
    assert not sees(sina, lead)


def test_deputy_accepts_for_who_is_away_and_logs_the_call_in_the_own_name(
    sven: User, sina: User, lead: Lead
) -> None:
    make_absence(sven, deputy=sina)
    taken = accept_handoff(actor=sina, lead=lead)
    attempt = log_attempt(actor=sina, lead=taken, channel="phone", was_reached=True)
    taken.refresh_from_db()
    assert (taken.assigned_to, attempt.user, taken.stage) == (sven, sina, LeadStage.CONTACTED)
    assert titles(sven) == [f"Für Sie angenommen: {lead.contact.title}"]


def test_deputy_of_yesterday_is_refused(sven: User, sina: User, lead: Lead) -> None:
    make_absence(sven, deputy=sina, first=-3, last=-1)
    with pytest.raises(PermissionDenied):
        accept_handoff(actor=sina, lead=lead)


def test_chain_leads_to_the_first_who_is_here(sven: User, sina: User, lena: User, lead: Lead) -> None:
    make_absence(sven, deputy=sina)
    make_absence(sina, deputy=lena)
    assert (find_deputy(sven), find_deputy(sina), sees(sina, lead)) == (lena, lena, False)


def test_circle_stands_in_for_nobody(sven: User, sina: User) -> None:
    make_absence(sven, deputy=sina)
    make_absence(sina, deputy=sven)
    assert [one.deputy for one in read_absent().values()] == [None, None]


def test_chain_that_leads_back_into_itself_ends(sven: User, sina: User, lena: User) -> None:
    make_absence(sven, deputy=sina)
    make_absence(sina, deputy=lena)
    make_absence(lena, deputy=sina)
    assert find_deputy(sven) is None


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": Role.MARKETER}])
def test_deputy_who_left_sales_stands_in_no_more(
    sven: User, sina: User, lead: Lead, change: dict[str, Any]
) -> None:
    make_absence(sven, deputy=sina)
    User.objects.filter(pk=sina.pk).update(**change)
    assert find_deputy(sven) is None


def test_new_lead_is_told_to_the_deputy_too_in_their_language(sven: User, sina: User, mara: User) -> None:
    User.objects.filter(pk=sina.pk).update(language="en")
    make_absence(sven, deputy=sina)
    lead = make_lead()
    hand_over(actor=mara, lead=lead, to_user=sven, grade=Grade.B)
    assert titles(sina) == [f"For Sven Vertrieb, who is away: New lead: {lead.contact.title}"]
    assert len(titles(sven)) == 1


def test_reply_reaches_the_deputy_too(sven: User, sina: User, mara: User, lead: Lead) -> None:
    ask_question(actor=sven, lead=lead, text="Wann?")
    make_absence(sven, deputy=sina)
    reply(actor=mara, lead=lead, text="Morgen.")
    assert (len(titles(sven)), len(titles(sina))) == (1, 1)


def test_question_of_sales_reaches_who_stands_in_for_marketing(sven: User, mara: User) -> None:
    emma = make_user(full_name="Emma Marketing")
    make_absence(mara, deputy=emma)
    lead = make_lead()
    hand_over(actor=mara, lead=lead, to_user=sven, grade=Grade.B)
    ask_question(actor=sven, lead=lead, text="Wann?")
    assert (len(titles(mara)), len(titles(emma))) == (1, 1)


def test_follow_up_reminds_the_deputy_too(sven: User, sina: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    make_follow_up(lead, sven, days=-2)
    make_absence(sven, deputy=sina)
    assert tell_due() == 1
    assert (len(titles(sven)), len(titles(sina))) == (1, 1)


def test_deputy_who_does_it_is_not_told_of_it(sven: User, sina: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sina)
    make_absence(sven, deputy=sina)
    pass_on(actor=sina, lead=lead, to_user=sven)
    assert (len(titles(sven)), titles(sina)) == (1, [])


def test_today_of_the_deputy_shows_whose_lead_it_is(sven: User, sina: User, lead: Lead) -> None:
    make_absence(sven, deputy=sina)
    with translation.override("de"):
        page = client_for(sina).get("/inbox/").content.decode()
    assert lead.contact.title in page
    assert "für Sven Vertrieb" in page
    assert "Sie vertreten Sven Vertrieb bis" in page


def test_today_of_who_is_away_says_so(sven: User, sina: User) -> None:
    make_absence(sven, deputy=sina)
    page = client_for(sven).get("/inbox/").content.decode()
    assert "Sie sind bis" in page
    assert "Sina Vertrieb" in page


def test_list_of_the_deputy_can_be_narrowed_to_who_is_away(sven: User, sina: User, lead: Lead) -> None:
    make_absence(sven, deputy=sina)
    page = client_for(sina).get("/leads/", {"assigned": sven.pk}).content.decode()
    assert lead.contact.title in page


def test_lead_page_and_rating_are_open_to_the_deputy(sven: User, sina: User) -> None:
    lead = make_lead(stage=LeadStage.CONTACTED, assigned_to=sven)
    browser = client_for(sina)
    pages = [reverse("lead", args=[lead.pk]), reverse("feedback:rate", args=[lead.pk])]
    assert [browser.get(page).status_code for page in pages] == [404, 404]
    make_absence(sven, deputy=sina)
    assert [browser.get(page).status_code for page in pages] == [200, 200]


def test_workload_says_who_is_away_and_who_stands_in(sven: User, sina: User, lena: User) -> None:
    absence = make_absence(sven, deputy=sina)
    page = client_for(lena).get("/workload/").content.decode()
    assert f"Abwesend bis {absence.last_day:%d.%m.%Y}, Vertretung: Sina Vertrieb" in page


def test_forms_say_who_is_away_and_offer_the_deputy(sven: User, sina: User, mara: User) -> None:
    absence = make_absence(sven, deputy=sina)
    lead = make_lead()
    pages = [reverse("hand_over", args=[lead.pk]), f"/bulk/hand-over/?lead={lead.pk}"]
    for page in pages:
        shown = client_for(mara).get(page).content.decode()
        assert f"Sven Vertrieb (abwesend bis {absence.last_day:%d.%m.%Y})" in shown
        assert f'data-take="{sina.pk}"' in shown


def test_nothing_is_moved_behind_anybodys_back(sven: User, sina: User, mara: User) -> None:
    make_absence(sven, deputy=sina)
    lead = make_lead()
    assert hand_over(actor=mara, lead=lead, to_user=sven, grade=Grade.B).to_user == sven


def test_reply_goes_to_who_has_the_lead_where_the_asker_left(
    sven: User, sina: User, mara: User, lead: Lead
) -> None:
    ask_question(actor=sven, lead=lead, text="Wann?")
    pass_on(actor=sven, lead=lead, to_user=sina)
    User.objects.filter(pk=sven.pk).update(is_active=False)
    before = len(titles(sina))
    reply(actor=mara, lead=lead, text="Morgen.")
    assert len(titles(sina)) == before + 1


@pytest.mark.parametrize(("hour", "does"), [(-1, False), (1, True)])
def test_day_begins_at_the_companys_midnight(
    sven: User, sina: User, lead: Lead, hour: int, does: bool
) -> None:
    """An hour before the first day begins in Berlin nobody stands in yet."""
    absence = make_absence(sven, deputy=sina, first=2, last=4)
    moment = datetime.combine(absence.first_day, time.min, tzinfo=company_zone()) + timedelta(hours=hour)
    with time_machine.travel(moment, tick=False):
        assert sees(sina, lead) is does


def test_stranger_without_sign_in_is_led_to_it() -> None:
    assert Client().get("/absences/").status_code == 302


def test_page_asks_once_who_is_away(sina: User, lead: Lead) -> None:
    with CaptureQueriesContext(connection) as asked:
        for _ in range(3):
            sees(sina, lead)
    assert sum("handoff_absence" in one["sql"] for one in asked.captured_queries) == 1


def test_day_that_ends_meanwhile_is_noticed(sven: User, sina: User, lead: Lead) -> None:
    """Also where the person was read the day before."""
    absence = make_absence(sven, deputy=sina)
    assert sees(sina, lead)
    with time_machine.travel(
        datetime.combine(absence.last_day, time(12), tzinfo=company_zone()) + timedelta(days=1)
    ):
        assert not sees(sina, lead)
