"""What the demo's customers say once their lead is won or lost: some are asked, some of them answer."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from demo.lives import ZONE
from demo.stage import insert
from feedback.models import ExpectationFit, Outcome, OutcomeKind
from leads.models import ConsentChannel, LeadKind
from surveys.models import PromiseKept, Survey, SurveyAnswer

WAITED: Final = timedelta(days=7)
ASKED_SINCE: Final = timedelta(days=240)
REST: Final = timedelta(days=180)
RESPONSE: Final = {OutcomeKind.WON: 0.5, OutcomeKind.LOST: 0.22}
MARKS: Final = (1, 2, 3, 4, 5)
# How often each mark is given, and what is said of the promise: yes, partly, no, unknown.
HABITS: Final = {
    (OutcomeKind.WON, False): ((1, 2, 8, 35, 54), (70, 20, 3, 7)),
    (OutcomeKind.WON, True): ((4, 12, 30, 36, 18), (18, 52, 25, 5)),
    (OutcomeKind.LOST, False): ((8, 14, 34, 32, 12), (40, 30, 10, 20)),
    (OutcomeKind.LOST, True): ((34, 32, 20, 10, 4), (4, 22, 62, 12)),
}
WORDS: Final = {
    True: (
        "Der Termin war gut, jeder Schritt wurde erklärt.",
        "Schnell zurückgerufen, offen über die Kosten gesprochen.",
        "Montage wie vereinbart. Gern wieder.",
        "Endlich jemand, der auch sagt, was nicht geht.",
    ),
    False: (
        "In der Anzeige stand gratis, am Telefon war davon keine Rede mehr.",
        "Es hat drei Wochen gedauert, bis jemand angerufen hat.",
        "Das Angebot lag weit über dem, was auf der Seite stand.",
        "Ich hatte eine Messung vor Ort erwartet, nicht nur ein Gespräch.",
    ),
}


def let_customers_answer(rng: random.Random, *, now: datetime) -> int:
    """Write surveys and answers of the last months; return how many were asked."""
    surveys = insert(Survey, _surveys(list(_decided(now)), now=now))
    insert(SurveyAnswer, _answers(rng, surveys, now=now))
    return len(surveys)


def _decided(now: datetime) -> Iterator[Outcome]:
    """Outcomes old enough to be asked of, of whoever agreed to mails, the oldest first."""
    outcomes = Outcome.objects.filter(
        lead__kind=LeadKind.REAL,
        lead__consents__channel=ConsentChannel.EMAIL,
        lead__standing__isnull=False,
        decided_at__range=(now - ASKED_SINCE, now - WAITED),
        kind__in=(OutcomeKind.WON, OutcomeKind.LOST),
        together_with=None,
    )
    yield from outcomes.select_related("lead__standing").order_by("decided_at", "pk")


def _surveys(outcomes: Sequence[Outcome], *, now: datetime) -> Iterator[Survey]:
    asked: dict[int, datetime] = {}
    for outcome in outcomes:
        assert outcome.decided_at is not None
        at = outcome.decided_at.astimezone(ZONE).replace(hour=10, minute=17) + WAITED
        person = outcome.lead.person_id
        if at < now and (person not in asked or at - asked[person] > REST):
            asked[person] = at
            yield Survey(
                lead=outcome.lead,
                outcome=outcome,
                language="de",
                asked_on=at.date(),
                created_at=at,
                sent_at=at,
            )


def _answers(rng: random.Random, surveys: Sequence[Survey], *, now: datetime) -> Iterator[SurveyAnswer]:
    for survey in surveys:
        kind = OutcomeKind(survey.outcome.kind)
        is_misled = survey.lead.standing.fit == ExpectationFit.TOO_HIGH
        marks, kept = HABITS[kind, is_misled]
        answers = rng.random() < RESPONSE[kind]
        mark = rng.choices(MARKS, marks)[0]
        promise_kept = rng.choices(PromiseKept.values, kept)[0]
        text = rng.choice(WORDS[mark > 3]) if mark != 3 and rng.random() < 0.3 else ""
        at = survey.created_at + timedelta(hours=rng.randrange(1, 90))
        if answers and at < now:
            yield SurveyAnswer(survey=survey, mark=mark, promise_kept=promise_kept, text=text, created_at=at)
