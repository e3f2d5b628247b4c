"""What the teams' chats hear of findings: one line for each look, in their language, and none for nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from accounts.models import TeamLine, User
from campaigns.models import Campaign
from counting.weeks import WEEK
from findings.models import Finding, FindingKind
from findings.services import finding, look
from outbox.models import OutboxMessage
from tests.accounts.chats import Answer, deliver, make_team_chat, running_chat
from tests.factories import make_campaign, make_lead
from tests.findings.kept import MONDAY, keep_ratings, weeks_before

pytestmark = pytest.mark.django_db
HEARS = ["finding"]


def lines() -> list[str]:
    return list(TeamLine.objects.order_by("pk").values_list("text", flat=True))


@pytest.fixture
def four_fallen(monday: None) -> list[Campaign]:
    """Four campaigns whose ratings fell alike."""
    campaigns = [make_campaign(name=f"Messe {number}") for number in range(1, 5)]
    for week in weeks_before(MONDAY, 52, age=4):
        is_old = week < MONDAY - WEEK * 12
        for campaign in campaigns:
            keep_ratings(campaign, week, rated=20, good=8 if is_old else 2)
    return campaigns


def test_finding_is_a_line_with_its_title_and_counts_that_leads_to_it(fallen: Campaign) -> None:
    make_team_chat(language="en", events=HEARS)
    (found,) = look()

    (line,) = TeamLine.objects.all()
    title = "“Messe”: fewer good leads since 5 Jan 2026."
    counts = "Since then rated good: 16 of 160 rated leads, 10%. Before, from 3 Mar 2025 on: 352 of 880, 40%."
    assert line.text == f"New finding: {title} {counts}"
    assert line.path == f"/findings/{found.pk}/"


def test_each_chat_hears_it_in_its_language(fallen: Campaign) -> None:
    make_team_chat(language="de", events=HEARS)
    make_team_chat(language="en", name="#zentrale", events=HEARS)
    look()

    german, english = lines()
    assert german.startswith(
        "Neuer Befund: „Messe“: weniger gute Leads seit 05.01.2026. Seitdem gut bewertet:"
    )
    assert english.startswith("New finding: “Messe”: fewer good leads since 5 Jan 2026.")


def test_several_findings_of_a_look_are_one_line_that_leads_to_the_list(four_fallen: list[Campaign]) -> None:
    make_team_chat(language="en", events=HEARS)
    found = look()
    (line,) = TeamLine.objects.all()

    assert len(found) == 4 and line.path == "/findings/"
    assert line.text.startswith(f"4 new findings: (1) “{found[0].campaign}”: fewer good leads since")
    assert line.text.count("fewer good leads") == 3 and line.text.endswith("And 1 more.")


def test_look_that_finds_nothing_is_no_line(monday: None) -> None:
    make_team_chat(events=HEARS)

    assert look() == [] and lines() == []


def test_second_look_of_a_week_says_nothing_again(fallen: Campaign) -> None:
    make_team_chat(events=HEARS)
    look()
    look(MONDAY + timedelta(days=3))

    assert len(lines()) == OutboxMessage.objects.filter(topic="accounts.tell_team").count() == 1


def test_look_that_is_rolled_back_says_nothing(fallen: Campaign) -> None:
    make_team_chat(events=HEARS)
    with pytest.raises(RuntimeError), transaction.atomic():
        look()
        raise RuntimeError

    assert lines() == [] and not OutboxMessage.objects.exists() and not Finding.objects.exists()


def test_finding_that_is_still_open_is_not_said_again_a_week_later(fallen: Campaign) -> None:
    make_team_chat(events=HEARS)
    look()
    look(MONDAY + WEEK)

    assert len(lines()) == 1


def test_without_knowing_what_is_open_it_would_be_said_again(
    fallen: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin."""
    make_team_chat(events=HEARS)
    monkeypatch.setattr(finding, "_begins", dict)
    look()
    look(MONDAY + WEEK)

    assert len(lines()) == 2


def test_chat_that_did_not_choose_it_or_is_switched_off_hears_nothing(fallen: Campaign) -> None:
    make_team_chat(events=["answer"])
    make_team_chat(is_active=False, events=HEARS)
    look()

    assert lines() == []


def test_line_names_nobody(fallen: Campaign, mara: User) -> None:
    lead = make_lead(campaign=fallen)
    make_team_chat(events=HEARS)
    look()

    assert not any(name in lines()[0] for name in (lead.contact.title, str(mara), str(fallen.owner)))


def test_line_arrives_once_with_a_link(
    fallen: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.TEAM_CHATS_ALLOW_PRIVATE, settings.PUBLIC_URL = True, "https://portal.example.com"
    with running_chat(tmp_path, monkeypatch) as chat:
        make_team_chat(chat, events=HEARS)
        (found,) = look()
        deliver()
    (said,) = chat.heard

    assert said["text"].endswith(f" <https://portal.example.com/findings/{found.pk}/|In Smarketing öffnen>")
    assert found.kind == FindingKind.QUALITY and not TeamLine.objects.exists()


def test_line_that_is_refused_is_given_up_and_the_finding_stays(
    fallen: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.TEAM_CHATS_ALLOW_PRIVATE = True
    with running_chat(tmp_path, monkeypatch) as chat:
        chat.answers = [Answer(404)]
        made = make_team_chat(chat, events=HEARS)
        look()
        message = deliver()
    made.refresh_from_db()

    assert message.parked_at and made.stopped_at
    assert Finding.objects.count() == 1
