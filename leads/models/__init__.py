"""A person enquires: persons, leads, where they came from and what they agreed to."""

from __future__ import annotations

from leads.life import LeadStage
from leads.models.leads import (
    ClickId,
    Grade,
    Lead,
    LeadKind,
    LeadQuerySet,
    LeadSource,
    Touch,
    TouchPosition,
)
from leads.models.persons import Consent, ConsentChannel, Person, PersonQuerySet
from leads.models.receipts import IdempotencyKey

__all__ = [
    "ClickId",
    "Consent",
    "ConsentChannel",
    "Grade",
    "IdempotencyKey",
    "Lead",
    "LeadKind",
    "LeadQuerySet",
    "LeadSource",
    "LeadStage",
    "Person",
    "PersonQuerySet",
    "Touch",
    "TouchPosition",
]
