from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import User
from feedback.models import LeadStanding
from handoff.models import Answer, HandoffAnswer
from leads.models import Lead, LeadKind, LeadStage
from tests.factories import client_for, make_lead, make_person

# Session, person, notifications, the company (read every few seconds), who is away for what the reader sees
# and for what is said of it, which leads come first, what was given away, which second opinions wait;
# then the leads themselves.
QUERIES_OF_AN_EMPTY_INBOX = 8
STATEMENTS_FOR_LEADS = 1


def inbox(user: User, query: str = "") -> str:
    return client_for(user).get(f"/inbox/{query}").content.decode()


def speak_english(user: User) -> None:
    user.language = "en"
    user.save(update_fields=["language"])


def lead_of(rep: User | None, stage: LeadStage, name: str, **fields: object) -> Lead:
    return make_lead(stage=stage, assigned_to=rep, person=make_person(name=name), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stage", "section", "step"),
    [
        (LeadStage.HANDED_OVER, "new", "/accept/"),
        (LeadStage.ACCEPTED, "contact", "/leads/{pk}/"),
        (LeadStage.CONTACTED, "rate", "/rate/"),
        (LeadStage.RATED, "open", "/outcome/"),
        (LeadStage.WON, "closed", "/outcome/"),
    ],
)
def test_section_shows_its_leads_with_their_next_step(
    sven: User, stage: LeadStage, section: str, step: str
) -> None:
    lead = lead_of(sven, stage, "Erika Muster")
    page = inbox(sven, f"?section={section}")
    assert "Erika Muster" in page
    assert step.format(pk=lead.pk) in page


def test_pool_is_shown_to_every_rep_with_the_claim_button(sven: User) -> None:
    lead = lead_of(None, LeadStage.HANDED_OVER, "Erika Muster")
    assert f"/leads/{lead.pk}/claim/" in inbox(sven, "?section=pool")


def test_inbox_hides_what_lies_with_a_colleague(sven: User, sina: User) -> None:
    for stage in (LeadStage.HANDED_OVER, LeadStage.ACCEPTED, LeadStage.RATED):
        lead_of(sina, stage, "Foreign Person")
    assert "Foreign Person" not in inbox(sven)


def test_inbox_of_the_sales_lead_shows_everybodys_and_narrows_to_one_rep(
    sven: User, sina: User, lena: User
) -> None:
    lead_of(sven, LeadStage.ACCEPTED, "Person of Sven")
    lead_of(sina, LeadStage.ACCEPTED, "Person of Sina")
    everybody, narrowed = inbox(lena), inbox(lena, f"?rep={sven.pk}")
    assert ("Person of Sven" in everybody, "Person of Sina" in everybody) == (True, True)
    assert ("Person of Sven" in narrowed, "Person of Sina" in narrowed) == (True, False)


def test_inbox_of_a_rep_cannot_be_turned_to_a_colleague(sven: User, sina: User) -> None:
    lead_of(sina, LeadStage.ACCEPTED, "Person of Sina")
    assert "Person of Sina" not in inbox(sven, f"?rep={sina.pk}")


def test_inbox_leaves_out_history_nobody_handed_over(lena: User, sven: User) -> None:
    lead_of(sven, LeadStage.RATED, "Person of old", handed_over_at=None)
    assert "Person of old" not in inbox(lena)


def test_inbox_previews_five_and_offers_all(sven: User) -> None:
    for number in range(6):
        lead_of(sven, LeadStage.RATED, f"Person {number}")
    response = client_for(sven).get("/inbox/")
    shown = next(one for one in response.context["shown"] if one.section.key == "open")
    assert (len(shown.leads), shown.count) == (5, 6)
    assert "?section=open" in response.content.decode()


def test_section_pages_by_the_last_row(sven: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.sections.PAGE_SIZE", 2)
    leads = [lead_of(sven, LeadStage.ACCEPTED, f"Person {number}") for number in range(3)]
    client = client_for(sven)
    first = client.get("/inbox/?section=contact").context["shown"][0]
    second = client.get(f"/inbox/{first.older_url}").context["shown"][0]
    assert [*first.leads, *second.leads] == leads
    assert second.older_url == ""


def test_section_leads_back_to_where_one_came_from(sven: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.sections.PAGE_SIZE", 2)
    leads = [lead_of(sven, LeadStage.WON, f"Person {number}") for number in range(5)]
    client, address = client_for(sven), "/inbox/?section=closed"
    for _turn in range(2):
        shown = client.get(address).context["shown"][0]
        address = f"/inbox/{shown.older_url}"
    back = client.get(f"/inbox/{client.get(address).context['shown'][0].newer_url}").context["shown"][0]
    assert back.leads == leads[2:0:-1]


def test_row_says_that_marketing_replied(sven: User) -> None:
    lead = lead_of(sven, LeadStage.ACCEPTED, "Erika Muster")
    for kind in (Answer.QUESTION, Answer.REPLY):
        HandoffAnswer.objects.create(handoff=lead.handoffs.get(), user=sven, kind=kind, text="?")
    row = client_for(sven).get("/inbox/?section=answered").context["shown"][0].leads[0]
    assert row.newest_word == Answer.REPLY


def test_row_says_how_long_the_person_waits_and_since_when_sales_has_the_lead(sven: User) -> None:
    speak_english(sven)
    now = timezone.now()
    for section, rep in (("new", sven), ("pool", None)):
        lead = lead_of(rep, LeadStage.HANDED_OVER, "Erika Muster", received_at=now - timedelta(days=548))
        Lead.objects.filter(pk=lead.pk).update(handed_over_at=now - timedelta(minutes=5, seconds=30))
        page = " ".join(strip_tags(inbox(sven, f"?section={section}")).split())
        assert "waiting for 18 months · handed over 5 minutes ago" in page


@pytest.mark.parametrize(("section", "order"), [("new", "handed over first"), ("closed", "newest enquiry")])
def test_inbox_says_what_it_is_ordered_by(sven: User, section: str, order: str) -> None:
    speak_english(sven)
    lead_of(sven, LeadStage.HANDED_OVER, "Erika Muster")
    assert order in inbox(sven, f"?section={section}")


def test_inbox_stays_in_the_order_of_the_hand_over(sven: User) -> None:
    """An old enquiry that is handed over late does not push in before the others."""
    now = timezone.now()
    early, late = (lead_of(sven, LeadStage.HANDED_OVER, "Erika Muster") for _ in range(2))
    Lead.objects.filter(pk=early.pk).update(handed_over_at=now - timedelta(hours=2))
    Lead.objects.filter(pk=late.pk).update(received_at=now - timedelta(days=548), handed_over_at=now)
    assert client_for(sven).get("/inbox/").context["shown"][0].leads == [early, late]


def test_decided_lead_whose_day_nobody_knows_says_so(sven: User) -> None:
    speak_english(sven)
    lead = lead_of(sven, LeadStage.WON, "Erika Muster")
    LeadStanding.objects.filter(lead=lead).update(decided_at=None)
    assert "Date unknown" in inbox(sven, "?section=closed")


def test_row_shows_what_was_typed_as_text(sven: User) -> None:
    person = make_person(name="Erika <b>", company="A & B", other_names=["<i>Max"])
    make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven, person=person)
    page = inbox(sven)
    assert "<b>" not in page.partition("inbox-rows")[2]
    assert [one in page for one in ("Erika &lt;b&gt;</a>", "A &amp; B ·", "&lt;i&gt;Max")] == [True] * 3


def test_row_names_no_more_than_three_who_write_from_the_same_address(sven: User) -> None:
    speak_english(sven)
    person = make_person(name="Erika", other_names=["Max", "Moritz", "Lena", "Anna"])
    make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven, person=person)
    assert "Same address, other names: Max, Moritz, Lena …" in inbox(sven)


def test_row_marks_a_test_lead(sven: User) -> None:
    lead_of(sven, LeadStage.ACCEPTED, "Erika Muster", kind=LeadKind.TEST)
    assert "tag warn" in inbox(sven, "?section=contact")


@pytest.mark.parametrize("query", ["?section=nowhere", "?after=x", "?after=99999999999999999999"])
def test_address_that_asks_for_nonsense_shows_the_inbox_and_says_so(lena: User, query: str) -> None:
    response = client_for(lena).get(f"/inbox/{query}")
    assert response.status_code == 200
    name, value = query[1:].split("=")
    assert [value in str(message) and name in str(message) for message in response.context["messages"]] == [
        True
    ]


def test_address_of_somebody_who_is_gone_shows_all_leads_and_says_so(lena: User) -> None:
    lena.language = "de"
    lena.save(update_fields=["language"])
    page = client_for(lena).get("/inbox/?rep=0").content.decode()
    assert "Diese Person gibt es nicht mehr. Sie sehen alle Leads." in page


def test_empty_inbox_says_what_will_be_here(sven: User) -> None:
    speak_english(sven)
    assert "When marketing hands you a lead it appears here" in inbox(sven)


@pytest.mark.parametrize("key", ["new", "pool", "contact", "rate", "open", "closed"])
def test_empty_section_says_what_will_be_here(sven: User, key: str) -> None:
    response = client_for(sven).get(f"/inbox/?section={key}")
    assert str(response.context["chosen"].empty).split()[0] in response.content.decode()
    assert 'class="empty"' in response.content.decode()


@pytest.mark.parametrize("role", ["mara", "gero", "ada"])
def test_inbox_is_not_for_the_others(request: pytest.FixtureRequest, role: str) -> None:
    assert client_for(request.getfixturevalue(role)).get("/inbox/").status_code == 403


@pytest.mark.usefixtures("company")
def test_inbox_sends_a_stranger_to_sign_in() -> None:
    response = Client().get("/inbox/?section=new")
    assert response.status_code == 302
    assert "next=/inbox/%3Fsection%3Dnew" in response["Location"]


@pytest.mark.parametrize("count", [1, 3])
def test_inbox_takes_the_same_statements_with_any_number_of_leads(sven: User, count: int) -> None:
    stages = [LeadStage.HANDED_OVER, LeadStage.ACCEPTED, LeadStage.CONTACTED, LeadStage.RATED]
    for stage in stages * count:
        make_lead(stage=stage, assigned_to=sven)
    for _ in range(count):
        make_lead(stage=LeadStage.HANDED_OVER)
    client = client_for(sven)
    with CaptureQueriesContext(connection) as queries:
        client.get("/inbox/")
    assert len(queries) == QUERIES_OF_AN_EMPTY_INBOX + STATEMENTS_FOR_LEADS


def test_empty_inbox_takes_few_statements(sven: User) -> None:
    client = client_for(sven)
    with CaptureQueriesContext(connection) as queries:
        client.get("/inbox/")
    assert len(queries) == QUERIES_OF_AN_EMPTY_INBOX


def test_sales_lead_sees_what_lies_with_somebody_who_left(lena: User, sven: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    User.objects.filter(pk=sven.pk).update(is_active=False)
    page = client_for(lena).get(f"/inbox/?rep={sven.pk}").content.decode()
    assert f"/leads/{lead.pk}/" in page
