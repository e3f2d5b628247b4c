"""Which outcomes of a lead count: the rule of `feedback.deals` as a table, and both ways of saying it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from accounts.models import Company, User
from accounts.own_company import day_of
from feedback.deals import find_deals, in_order
from feedback.history import ImportedKind, ImportedOutcome, record_imported_outcomes
from feedback.models import LeadStanding, Outcome
from feedback.services import rebuild_standings
from leads.models import Lead
from tests.factories import make_lead

MAY = datetime(2026, 5, 1, 12, tzinfo=UTC)
# What a file says: kind, day of May (None: unknown), value, number.
Word = tuple[ImportedKind, int | None, int | None, str]
Standing = tuple[str, int | None, int | None]

FROM_FILES: list[tuple[str, list[Word], Standing]] = [
    ("one deal", [("won", 1, 500, "")], ("won", 1, 500)),
    ("lost before it was won", [("won", 9, 100, ""), ("lost", 2, None, "")], ("won", 9, 100)),
    ("lost after it was won", [("won", 2, 100, ""), ("lost", 9, None, "")], ("lost", 9, None)),
    ("won again", [("won", 1, 5, ""), ("lost", 2, None, ""), ("won", 3, 7, "")], ("won", 3, 7)),
    ("two deals", [("won", 1, 500, ""), ("won", 9, 700, "")], ("won", 1, 1200)),
    ("two deals of one value by number", [("won", 1, 5, "A"), ("won", 9, 5, "B")], ("won", 1, 10)),
    ("two deals of one day by number", [("won", 1, 5, "A"), ("won", 1, 7, "B")], ("won", 1, 12)),
    ("another day", [("won", 1, 500, ""), ("won", 9, 500, "")], ("won", 9, 500)),
    ("another day and value by number", [("won", 1, 5, "A"), ("won", 9, 7, "A")], ("won", 9, 7)),
    ("the value later", [("won", 1, None, ""), ("won", 9, 7, "")], ("won", 9, 7)),
    ("the number later", [("won", 1, 5, ""), ("won", 2, 5, "A"), ("won", 9, 7, "B")], ("won", 2, 12)),
    ("no date", [("won", None, 5, "")], ("won", None, 5)),
    ("no date, lost", [("lost", None, None, "")], ("lost", None, None)),
    ("the date later", [("won", None, 5, ""), ("won", 3, 5, "")], ("won", 3, 5)),
    ("no date beside one", [("lost", None, None, ""), ("won", 3, 5, "")], ("won", 3, 5)),
    ("no date for one of two", [("won", None, 5, "A"), ("won", 3, 7, "B")], ("won", 3, 12)),
    (
        "one of two is lost again",
        [("won", 1, 5, "A"), ("won", 2, 7, "B"), ("lost", 3, None, "A")],
        ("won", 2, 7),
    ),
    ("a deal beside it is lost", [("won", 1, 5, "A"), ("lost", 3, None, "B")], ("won", 1, 5)),
    ("the lead is lost", [("won", 1, 5, "A"), ("won", 2, 7, "B"), ("lost", 3, None, "")], ("lost", 3, None)),
]


def moment(day: int | None) -> datetime | None:
    return None if day is None else MAY + timedelta(days=day - 1)


def standing_of(lead: Lead) -> Standing:
    said = LeadStanding.objects.get(lead=lead)
    return said.outcome, day_in_may(said.decided_at), said.value_cents


def day_in_may(when: datetime | None) -> int | None:
    return None if when is None else day_of(when).day


@pytest.mark.parametrize(
    ("words", "expected"), [row[1:] for row in FROM_FILES], ids=[r[0] for r in FROM_FILES]
)
@pytest.mark.usefixtures("company")
def test_outcomes_of_files_come_to_the_same_in_every_order_and_any_parts(
    words: list[Word], expected: Standing
) -> None:
    found = set()
    for order in permutations(words):
        lead = make_lead(received_at=MAY)
        for kind, day, cents, number in order:
            row = ImportedOutcome(
                lead_id=lead.pk, kind=kind, decided_at=moment(day), value_cents=cents, number=number
            )
            record_imported_outcomes([row])
        found.add(standing_of(lead))
    assert found == {expected}


# Who says it ("" is a file), kind, day of the decision, day of the entry, value.
Entry = tuple[str, str, int | None, int, int | None]
BY_HAND: list[tuple[str, list[Entry], Standing]] = [
    (
        "a correction names an older day",
        [("", "won", 9, 9, 5), ("sven", "lost", 2, 20, None)],
        ("lost", 2, None),
    ),
    (
        "a file decided before the entry",
        [("sven", "won", 2, 20, 5), ("", "lost", 9, 25, None)],
        ("won", 2, 5),
    ),
    (
        "a file decided after the entry",
        [("sven", "won", 2, 20, 5), ("", "lost", 21, 25, None)],
        ("lost", 21, None),
    ),
    ("a further deal of a later file", [("sven", "won", 2, 20, 5), ("", "won", 21, 25, 7)], ("won", 2, 12)),
    ("the newest entry", [("sven", "won", 9, 20, 5), ("sven", "won", 2, 21, 7)], ("won", 2, 7)),
    ("open again", [("", "won", 9, 9, 5), ("sven", "reopened", 20, 20, None)], ("", None, None)),
    (
        "won since it was open again",
        [("", "won", 9, 9, 5), ("sven", "reopened", 20, 20, None), ("", "won", 21, 25, 7)],
        ("won", 21, 7),
    ),
    ("a file of the very moment", [("sven", "won", 2, 20, 5), ("", "lost", 20, 25, None)], ("won", 2, 5)),
    ("a date nobody knows", [("sven", "won", None, 20, 5)], ("won", None, 5)),
]


@pytest.mark.parametrize(("entries", "expected"), [row[1:] for row in BY_HAND], ids=[r[0] for r in BY_HAND])
def test_outcomes_said_here_count_by_their_entry(
    sven: User, entries: list[Entry], expected: Standing
) -> None:
    lead = make_lead(received_at=MAY)
    for who, kind, decided, entered, cents in entries:
        user = sven if who else None
        enter(lead, kind=kind, decided_at=moment(decided), value_cents=cents, user=user, at=moment(entered))
    rebuild_standings([lead.pk])
    assert standing_of(lead) == expected


def test_outcome_said_here_replaces_all_deals_but_those_said_with_it(sven: User) -> None:
    lead = make_lead(received_at=MAY)
    enter(lead, kind="won", decided_at=moment(1), value_cents=1, number="A", at=moment(1))
    first = enter(lead, kind="won", decided_at=moment(2), value_cents=5, user=sven, at=moment(9))
    enter(lead, kind="won", decided_at=moment(2), value_cents=5, user=sven, at=moment(9), together_with=first)
    rebuild_standings([lead.pk])
    assert standing_of(lead) == ("won", 2, 10)


def test_deals_in_hand_are_those_the_database_finds(sven: User, company: Company) -> None:
    random.seed(20260501)
    leads = [make_lead(received_at=MAY) for _ in range(300)]
    for lead in leads:
        for _ in range(random.randrange(1, 6)):
            enter_at_random(lead, user=random.choice([sven, None, None]))
    rebuild_standings()
    assert [standing_of(lead) for lead in leads] == [said_of(list(lead.outcomes.all())) for lead in leads]


def said_of(outcomes: Sequence[Outcome]) -> Standing:
    """The standing by the rule for outcomes in hand."""
    deals = find_deals(outcomes)
    if deals:
        days = [day_of(deal.decided_at).day for deal in deals if deal.decided_at]
        values = [deal.value_cents for deal in deals if deal.value_cents is not None]
        return "won", min(days, default=None), sum(values) if values else None
    last = in_order(outcomes)[-1]
    if last.kind == "lost":
        return "lost", day_in_may(last.decided_at), None
    return "", None, None


def enter_at_random(lead: Lead, *, user: User | None) -> None:
    kind = random.choice(["won", "won", "lost", "reopened"] if user else ["won", "won", "lost"])
    first = enter(
        lead,
        kind=kind,
        decided_at=moment(random.choice([None, 1, 2, 3, 4])),
        value_cents=random.choice([None, 5, 7]) if kind == "won" else None,
        number=random.choice(["", "", "A", "B"]),
        user=user,
        at=moment(random.choice([1, 2, 3, 4])),
    )
    if user and kind == "won" and random.random() < 0.5:
        again: dict[str, Any] = {
            "decided_at": moment(2),
            "value_cents": 9,
            "user": user,
            "together_with": first,
        }
        enter(lead, at=first.created_at, kind="won", **again)


def enter(lead: Lead, *, at: datetime | None, **said: Any) -> Outcome:
    """An outcome as it stands in the database when it was entered at this moment."""
    outcome = Outcome.objects.create(lead=lead, **said)
    Outcome.objects.filter(pk=outcome.pk).update(created_at=at)
    outcome.refresh_from_db()
    return outcome
