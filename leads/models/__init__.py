"""A person enquires: persons, leads, where they came from and what they agreed to."""

from __future__ import annotations

from leads.life import LeadStage
from leads.models.contacts import Contact
from leads.models.corrections import ContactCorrection, ContactField
from leads.models.exports import LeadExport
from leads.models.kinds import KindChange
from leads.models.leads import (
    INCOMING_KINDS,
    NEWEST_FIRST,
    OLDEST_FIRST,
    ClickId,
    Door,
    Grade,
    Lead,
    LeadKind,
    LeadQuerySet,
    Touch,
    TouchPosition,
)
from leads.models.persons import Consent, ConsentChannel, Person, PersonQuerySet
from leads.models.placings import FirmPlacing
from leads.models.put_aside import PutAside
from leads.models.undo import Undo, Undoable

__all__ = [
    "INCOMING_KINDS",
    "NEWEST_FIRST",
    "OLDEST_FIRST",
    "ClickId",
    "Consent",
    "ConsentChannel",
    "Contact",
    "ContactCorrection",
    "ContactField",
    "Door",
    "FirmPlacing",
    "Grade",
    "KindChange",
    "Lead",
    "LeadExport",
    "LeadKind",
    "LeadQuerySet",
    "LeadStage",
    "Person",
    "PersonQuerySet",
    "PutAside",
    "Touch",
    "TouchPosition",
    "Undo",
    "Undoable",
]
