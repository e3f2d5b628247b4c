"""What leads refuse."""

from __future__ import annotations

from values.refusals import Refusal


class NotForSales(Refusal):
    """Spam is not handed over, and what sales works on is not spam."""
