"""The walks can fail: an answer that is none is found, whatever is wrong with it."""

from __future__ import annotations

import pytest
from django.http import HttpResponse, JsonResponse

from accounts.models import Company, User
from tests.factories import make_user
from tests.odd.asking import Dice, Findings


@pytest.fixture
def findings(company: Company) -> Findings:
    return Findings(Dice(share=1))


def test_error_of_ours_is_found(findings: Findings) -> None:
    findings.ask("GET /", lambda: HttpResponse(status=500))

    assert findings.wrong == ["GET /: 500 []"]


def test_refusal_that_writes_is_found_and_undone(findings: Findings) -> None:
    def write_and_refuse() -> HttpResponse:
        make_user()
        return HttpResponse("<h1>Nein</h1>", status=422)

    findings.ask("POST /", write_and_refuse)

    assert findings.wrong == ["POST /: 422 and yet something was written"]
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse("", status=400),
        JsonResponse({"detail": ""}, status=400),
        JsonResponse({"detail": "No.", "errors": [{"place": "a", "message": ""}]}, status=400),
    ],
)
def test_refusal_without_a_word_is_found(findings: Findings, answer: HttpResponse) -> None:
    findings.ask("POST /", lambda: answer)

    assert len(findings.wrong) == 1


def test_refusal_that_says_why_is_one(findings: Findings) -> None:
    findings.ask("POST /", lambda: HttpResponse("<h1>Nicht gefunden</h1>", status=404))
    errors = [{"place": "name", "message": "Too long."}]
    findings.ask("POST /", lambda: JsonResponse({"detail": "No.", "errors": errors}, status=400))

    assert findings.wrong == []


def test_same_seed_picks_the_same_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ODD_SEED", "7")

    assert Dice(share=3).pick(range(100)) == Dice(share=3).pick(range(100))
