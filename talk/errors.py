"""What can go wrong with a comment; pages and API turn these into an answer, once."""

from __future__ import annotations

from values.refusals import Refusal


class NotEditable(Refusal):
    """It is somebody else's, was deleted, or is older than it may be changed."""
