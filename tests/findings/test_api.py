from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from findings.models import Finding
from tests.factories import make_finding

pytestmark = pytest.mark.django_db
V1 = "/api/v1/findings/"


@pytest.fixture
def client_of_mara(mara: User) -> Client:
    client = Client()
    client.force_login(mara)
    return client


def post(client: Client, path: str, **said: object) -> int:
    return client.post(f"{V1}{path}", said, content_type="application/json").status_code


def test_finding_reads_as_it_was_said(client_of_mara: Client) -> None:
    finding = make_finding()
    body = client_of_mara.get(f"{V1}{finding.pk}/").json()
    assert (body["kind"], body["direction"], body["since"]) == ("quality", "down", "2026-01-05")
    assert (body["count"], body["of"], body["other_count"], body["other_of"]) == (6, 60, 160, 400)
    assert (body["low"], body["high"], body["answers"]) == (-0.37, -0.19, [])


def test_finding_is_acknowledged_answered_and_closed(client_of_mara: Client) -> None:
    finding = make_finding()
    assert post(client_of_mara, f"{finding.pk}/acknowledge/", expected_answer_id=None) == 201
    newest = finding.answers.get().pk
    said = {"step": "unchanged", "text": "Bleibt so.", "expected_answer_id": newest}
    assert post(client_of_mara, f"{finding.pk}/answer/", **said) == 201
    newest = finding.answers.latest("pk").pk
    assert post(client_of_mara, f"{finding.pk}/close/", text="Erledigt.", expected_answer_id=newest) == 201
    steps = client_of_mara.get(f"{V1}{finding.pk}/").json()["answers"]
    assert [answer["step"] for answer in steps] == ["closed", "unchanged", "seen"]


def test_answer_takes_a_sentence_and_one_of_two_steps(client_of_mara: Client) -> None:
    finding = make_finding()
    assert post(client_of_mara, f"{finding.pk}/answer/", step="changed", expected_answer_id=None) == 400
    said = {"step": "closed", "text": "Erledigt.", "expected_answer_id": None}
    assert post(client_of_mara, f"{finding.pk}/answer/", **said) == 400
    assert post(client_of_mara, f"{finding.pk}/close/", text="", expected_answer_id=None) == 400


def test_list_is_narrowed_by_campaign_and_state(client_of_mara: Client) -> None:
    first, second = make_finding(), make_finding()
    post(client_of_mara, f"{second.pk}/close/", text="Erledigt.", expected_answer_id=None)

    def numbers(query: str) -> list[int]:
        return [row["id"] for row in client_of_mara.get(f"{V1}?{query}").json()["results"]]

    assert numbers("state=open") == [first.pk]
    assert numbers("state=closed") == [second.pk]
    assert numbers(f"campaign={first.campaign_id}") == [first.pk]
    assert client_of_mara.get(f"{V1}?state=gone").status_code == 400
    assert Finding.objects.count() == 2
