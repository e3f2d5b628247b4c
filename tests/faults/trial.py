"""One fault, struck again and again under load, and what the oracle says when all has settled."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType

import psycopg2

from tests.faults.load import Load
from tests.faults.oracle import Findings, examine
from tests.faults.stack import Stack, stack
from tests.faults.strikes import MAY_MAIL_TWICE, Strike
from tests.waiting import wait_for

# Backlog empty so long after the last strike, as promised.
SETTLE_SECONDS = 120
BACK_SECONDS = 60
NOTHING: Mapping[str, str] = MappingProxyType({})
_LEAD_OF = """
    SELECT lead.id FROM leads_lead lead JOIN leads_person person ON person.id = lead.person_id
    WHERE person.email = %s AND lead.door = 'api'
"""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """findings: what is wrong. back_seconds: from the end of each strike until a page answered again."""

    findings: Findings
    captures: int
    unanswered: int
    back_seconds: list[float]
    settled_seconds: float

    def __str__(self) -> str:
        slowest, usual = max(self.back_seconds), median(self.back_seconds)
        return (
            f"{self.captures} captures, {self.unanswered} requests without an answer; "
            f"back after {usual:.1f} s (most {slowest:.1f} s), settled after {self.settled_seconds:.1f} s; "
            f"{self.findings.named() or 'nothing wrong'}"
        )


Trial = Callable[..., Verdict]


def repetitions(usual: int = 20) -> int:
    """How often a fault strikes; FAULT_TIMES says otherwise while trying things out."""
    return int(os.environ.get("FAULT_TIMES") or usual)


def try_out(
    name: str,
    strike: Strike,
    *,
    dice: random.Random,
    say: Callable[[str], None],
    times: int,
    environment: Mapping[str, str] = NOTHING,
    settle_seconds: float = SETTLE_SECONDS,
) -> Verdict:
    """Strike so many times under load, let everything settle, and look. Raises AssertionError when a page
    does not come back by itself.
    """
    with stack(environment) as made:
        load = Load(
            port=made.port,
            stage=made.start(),
            find_lead=lambda email: find_lead(made, email),
            seed=dice.randrange(1_000_000),
        )
        load.start()
        back = []
        try:
            for _ in range(times):
                time.sleep(dice.uniform(0.5, 1.5))
                strike(made, dice)
                back.append(_wait_until_back(made))
        finally:
            load.finish()
        settled = _settle(made, seconds=settle_seconds)
        verdict = Verdict(
            findings=examine(
                load.ledger,
                ask=made.ask,
                mails=made.post_office.mails,
                drift=int(made.python("tests.faults.drift").split()[-1]),
                may_mail_twice=bool(MAY_MAIL_TWICE.search(name)),
            ),
            captures=len(load.ledger.acknowledged("capture")),
            unanswered=load.ledger.failures(),
            back_seconds=back,
            settled_seconds=settled,
        )
    say(f"{times} times: {verdict}")
    return verdict


def find_lead(made: Stack, email: str) -> int | None:
    """Past the product and its proxy; None too while PostgreSQL is away."""
    try:
        found = made.ask(_LEAD_OF, email)
    except psycopg2.OperationalError:
        return None
    return int(found[0][0]) if found else None


def _wait_until_back(made: Stack) -> float:
    began = time.monotonic()
    is_back = wait_for(made.answers, seconds=BACK_SECONDS)
    assert is_back, (
        f"No page {BACK_SECONDS} s after the strike.\n{made.log.read_text(errors='replace')[-3000:]}"
    )
    return time.monotonic() - began


def _settle(made: Stack, *, seconds: float) -> float:
    """Wait until nothing is left to be done, at most so long; the oracle names what is left then."""
    began = time.monotonic()
    open_messages = "SELECT count(*) FROM outbox_outboxmessage WHERE done_at IS NULL"
    wait_for(lambda: made.ask(open_messages)[0][0] == 0, seconds=seconds)
    return time.monotonic() - began
