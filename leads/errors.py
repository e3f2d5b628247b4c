"""What leads refuse."""

from __future__ import annotations

from http import HTTPStatus
from typing import ClassVar

from values.refusals import Refusal


class NotForSales(Refusal):
    """Spam is not handed over, and what sales works on is not spam."""


class KeyReused(Refusal):
    """An idempotency key came again with another body."""

    status: ClassVar[int] = HTTPStatus.UNPROCESSABLE_ENTITY
