"""What PostgreSQL holds and what was mailed, held against the ledger; what is wrong has a name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from tests.faults.load import Ledger
from tests.faults.post_office import Mail

Ask = Callable[..., list[tuple[Any, ...]]]

# What the load sent; a file may come in beside it.
_LEADS = """
    SELECT person.email, lead.id FROM leads_lead lead JOIN leads_person person ON person.id = lead.person_id
    WHERE lead.door = 'api'
"""
# Each fact the load makes once for a lead.
_FACTS = {
    "hand_over": "SELECT lead_id FROM handoff_handoff",
    "accept": """
        SELECT handoff.lead_id FROM handoff_handoffanswer answer
        JOIN handoff_handoff handoff ON handoff.id = answer.handoff_id WHERE answer.kind = 'accept'
    """,
    "attempt": "SELECT lead_id FROM feedback_contactattempt",
    "rate": "SELECT lead_id FROM feedback_rating",
}
_HALVES = {
    "a lead without its touch": """
        SELECT id FROM leads_lead
        WHERE door = 'api' AND NOT EXISTS (SELECT FROM leads_touch WHERE lead_id = leads_lead.id)
    """,
    "a lead without its consent": """
        SELECT id FROM leads_lead
        WHERE door = 'api' AND NOT EXISTS (SELECT FROM leads_consent WHERE lead_id = leads_lead.id)
    """,
    "a lead without its receipt": """
        SELECT id FROM leads_lead
        WHERE door = 'api' AND NOT EXISTS (SELECT FROM pages_receipt WHERE made_id = leads_lead.id)
    """,
    "a notification without its message": """
        SELECT id FROM accounts_notification WHERE NOT EXISTS (
            SELECT FROM outbox_outboxmessage WHERE topic = 'accounts.mail_notification'
            AND (payload ->> 'notification')::bigint = accounts_notification.id)
        AND mailed_at IS NULL AND NOT EXISTS (
            SELECT FROM accounts_waitingmail WHERE notification_id = accounts_notification.id)
    """,
    "a handoff nobody was told of": """
        SELECT lead_id FROM handoff_handoff WHERE NOT EXISTS (
            SELECT FROM accounts_notification WHERE path LIKE '%%/' || handoff_handoff.lead_id || '/%%')
    """,
    "a stage behind its facts": """
        SELECT DISTINCT lead_id FROM feedback_rating JOIN leads_lead ON leads_lead.id = lead_id
        WHERE stage NOT IN ('rated')
    """,
    "a message not done": "SELECT id FROM outbox_outboxmessage WHERE done_at IS NULL",
}


@dataclass(kw_only=True)
class Findings:
    """Empty lists and 0 where nothing is wrong.

    lost: acknowledged, and not there. doubled: there more than once. phantoms: there, and nobody asked.
    halves: there without what belongs to it. unmailed: handed over, and no mail says so. mailed_twice: mailed
    again with nothing to excuse it. mailed_apart: mails of one notification that cannot be told to be the
    same. refused: answered as if it were wrong, though it was right. drift: kept counts that are not the
    fresh ones.
    """

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    phantoms: list[str] = field(default_factory=list)
    halves: list[str] = field(default_factory=list)
    unmailed: list[str] = field(default_factory=list)
    mailed_twice: list[str] = field(default_factory=list)
    mailed_apart: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    drift: int = 0

    def named(self) -> dict[str, Any]:
        """What is wrong, by its name."""
        return {one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name)}


def examine(ledger: Ledger, *, ask: Ask, mails: Iterable[Mail], drift: int, may_mail_twice: bool) -> Findings:
    """Compare once everything has settled.

    A mail goes twice where its worker, its database or the mail server's word got lost between sending it
    and noting that; nobody can do better, but both must then carry the same Message-ID.
    """
    leads = ask(_LEADS)
    ids: dict[str, int] = dict(leads)
    found = Findings(drift=drift, refused=ledger.refused())
    _compare(found, "capture", ledger, Counter(email for email, _ in leads))
    emails = {lead: email for email, lead in leads}
    for what, statement in _FACTS.items():
        _compare(found, what, ledger, Counter(emails.get(lead, f"lead {lead}") for (lead,) in ask(statement)))
    for name, statement in _HALVES.items():
        found.halves += [f"{name}: {row}" for (row,) in ask(statement)]
    handed_over = [ids[email] for email in ledger.acknowledged("hand_over") if email in ids]
    _compare_mails(found, handed_over, mails, may_mail_twice=may_mail_twice)
    return found


def _compare(found: Findings, what: str, ledger: Ledger, there: Counter[str]) -> None:
    asked = {entry.email for entry in ledger.of(what)}
    found.lost += [f"{what} {email}" for email in ledger.acknowledged(what) if email not in there]
    found.doubled += [f"{what} {email}" for email, times in there.items() if times > 1]
    found.phantoms += [f"{what} {email}" for email in there if email not in asked]


def _compare_mails(
    found: Findings, leads: Iterable[int], mails: Iterable[Mail], *, may_mail_twice: bool
) -> None:
    named: dict[int, list[str]] = defaultdict(list)
    for mail in mails:
        for lead in _leads_named(mail.text):
            named[lead].append(mail.message_id)
    for lead in leads:
        if not named[lead]:
            found.unmailed.append(f"lead {lead}")
        if len(named[lead]) > 1 and not may_mail_twice:
            found.mailed_twice.append(f"lead {lead}")
        if len(set(named[lead])) > 1:
            found.mailed_apart.append(f"lead {lead}: {sorted(set(named[lead]))}")


def _leads_named(text: str) -> set[int]:
    """The numbers of the leads to whose pages a mail leads."""
    parts = text.replace("\n", " ").split("/leads/")[1:]
    return {int(number) for part in parts if (number := part.split("/")[0]).isdigit()}
