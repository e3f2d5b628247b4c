"""The list of findings, one finding, and where else they stand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from campaigns.models import Campaign
from counting import job
from findings.models import Finding, FindingKind, FindingStep
from findings.services import answer_finding
from tests.factories import make_campaign, make_finding, make_lead, make_promise

pytestmark = pytest.mark.django_db
LIST = "/findings/"


def close(actor: User, finding: Finding) -> None:
    answer_finding(
        actor=actor, finding=finding, step=FindingStep.CLOSED, text="Erledigt.", expected_answer_id=None
    )


def page(user: User, path: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_list_has_open_findings_first_and_the_newest_at_the_top(mara: User, sven: User) -> None:
    first, closed, last = (make_finding(make_campaign(name=name)) for name in ("Eins", "Zwei", "Drei"))
    close(mara, closed)
    html = page(sven, LIST)
    places = [html.index(f'href="/findings/{row.pk}/"') for row in (last, first, closed)]
    assert places == sorted(places)
    assert html.count("Abgeschlossen</span>") == 1


def test_list_is_narrowed_by_campaign_and_state(mara: User) -> None:
    kept, closed = make_finding(), make_finding()
    close(mara, closed)
    assert f'href="/findings/{closed.pk}/"' not in page(mara, f"{LIST}?state=open")
    assert f'href="/findings/{kept.pk}/"' not in page(mara, f"{LIST}?state=closed")
    assert f'href="/findings/{closed.pk}/"' not in page(mara, f"{LIST}?campaign={kept.campaign_id}")
    assert f'href="/findings/{kept.pk}/"' in page(mara, f"{LIST}?state=new")


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_as_often_whatever_its_length(
    mara: User, number: int, django_assert_num_queries: object
) -> None:
    for _ in range(number):
        make_finding()
    client = Client()
    client.force_login(mara)
    client.get(LIST)
    with django_assert_num_queries(6):  # type: ignore[operator]
        client.get(LIST)


def test_empty_list_says_when_something_will_be_there(mara: User) -> None:
    assert "Bisher kein Befund" in page(mara, LIST)


def test_finding_says_its_counts_interval_and_leads(mara: User) -> None:
    finding = make_finding(make_campaign(name="Messe"))
    html = page(mara, f"{LIST}{finding.pk}/")
    assert "„Messe“: weniger gute Leads seit 05.01.2026" in html
    assert "Seitdem gut bewertet: 6 von 60 bewerteten Leads, 10" in html
    assert "Davor, ab 03.02.2025: 160 von 400, 40" in html
    assert "Unterschied: −37,0 bis −19,0 Prozentpunkte" in html
    assert "obwohl in jener Woche 20 Vergleiche" in html


def test_form_is_there_for_whom_the_table_allows_it(mara: User, sven: User) -> None:
    finding = make_finding()
    path = f"{LIST}{finding.pk}/"
    assert "Antwort speichern" in page(mara, path)
    assert "Antwort speichern" not in page(sven, path)
    close(mara, finding)
    assert "Antwort speichern" not in page(mara, path)


def test_names_are_written_as_text(mara: User) -> None:
    campaign = make_campaign(name="<b>Messe</b>")
    promise = make_promise(campaign, "<i>gratis</i>")
    finding = make_finding(
        campaign, kind=FindingKind.PROMISE, direction="up", promise=promise, since=None, low=2.0, high=None
    )
    for path in (LIST, f"{LIST}{finding.pk}/"):
        html = page(mara, path)
        assert "<b>Messe" not in html
        assert "<i>gratis" not in html


def test_overview_shows_the_two_newest_open_findings_and_how_many_more(mara: User) -> None:
    make_lead()
    job.catch_up()
    rows = [make_finding() for _ in range(5)]
    close(mara, rows[4])
    html = page(mara, reverse("overview"))
    assert [f'href="/findings/{row.pk}/"' in html for row in rows] == [False, False, True, True, False]
    assert "2 weitere" in html


def test_overview_says_of_two_open_findings_that_there_are_no_more(mara: User) -> None:
    make_lead()
    job.catch_up()
    rows = [make_finding() for _ in range(2)]
    html = page(mara, reverse("overview"))
    assert [f'href="/findings/{row.pk}/"' in html for row in rows] == [True, True]
    assert "weitere" not in html[html.index("findings-title") : html.index(f"/findings/{rows[1].pk}/")]
    assert "Alle Befunde" in html


def test_overview_says_the_first_in_full_and_of_the_others_the_title(mara: User) -> None:
    make_lead()
    job.catch_up()
    make_finding(count=5), make_finding(count=6)
    html = page(mara, reverse("overview"))
    assert "6 von 60" in html and "5 von 60" not in html


def test_day_of_a_finding_is_the_companys_whoever_reads(mara: User) -> None:
    make_lead()
    job.catch_up()
    make_finding(said_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    User.objects.update(time_zone="America/New_York")
    mara.refresh_from_db()
    for path in (reverse("overview"), LIST):
        assert "Gefunden am 02.03.2026" in page(mara, path)


def test_nothing_stands_beside_figures_where_there_are_none(mara: User) -> None:
    finding = make_finding()
    assert f'href="/findings/{finding.pk}/"' not in page(mara, reverse("overview"))


def test_campaign_shows_its_own_open_findings(mara: User) -> None:
    own, foreign = make_finding(), make_finding()
    html = page(mara, reverse("campaign", args=[own.campaign_id]))
    assert f'href="/findings/{own.pk}/"' in html
    assert f'href="/findings/{foreign.pk}/"' not in html
    close(mara, own)
    assert f'href="/findings/{own.pk}/"' not in page(mara, reverse("campaign", args=[own.campaign_id]))


def test_stranger_campaign_number_narrows_nothing_and_is_named(mara: User) -> None:
    make_finding()
    client = Client()
    client.force_login(mara)
    answer = client.get(f"{LIST}?campaign=abc")
    assert answer.status_code == 200
    assert "abc" in answer.content.decode()
    assert Campaign.objects.count() == 1
