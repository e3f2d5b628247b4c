"""Thousands of rows alike, for tests of what many of them cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import uuid4

from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def copies_of(row: Row, count: int, **others: Sequence[Any]) -> list[Row]:
    """So many further rows like this one, written at once; of `others` each takes its own."""
    own: dict[str, Sequence[Any]] = {"uuid": [uuid4() for _ in range(count)]} | others
    fields = [field for field in row._meta.concrete_fields if field.name in own or not field.primary_key]
    copies = [
        type(row)(
            **{field.name: own[field.name][place] for field in fields if field.name in own},
            **{field.attname: getattr(row, field.attname) for field in fields if field.name not in own},
        )
        for place in range(count)
    ]
    return list(type(row)._default_manager.bulk_create(copies))
