"""Every change findings make goes through one of these functions: page, API and job alike."""

from __future__ import annotations

from findings.services.answering import answer_finding
from findings.services.finding import look

__all__ = ["answer_finding", "look"]
