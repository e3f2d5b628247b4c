"""Competitors as a list that people keep, and what reps type freely beside it and beside the needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Count, Min, Q, QuerySet, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from campaigns import kept_lists
from campaigns.kept_lists import KeptList, TextQueue
from campaigns.models import Entry
from feedback.models import Competitor, Outcome, Rating


def register() -> None:
    kept_lists.register_queue("needs", TextQueue(find_waiting=find_needs, take=take_need))
    kept_lists.register(
        KeptList(
            name="competitors",
            label=_("Competitors"),
            about=_(
                "To whom a deal was lost. A name that is new waits here until somebody says whose it is."
            ),
            model=Competitor,
            is_found_by_name=True,
            queue=TextQueue(find_waiting=find_competitors, take=take_competitor),
        )
    )


def find_needs(most: int) -> Sequence[tuple[str, int]]:
    return _find_texts(Rating.objects.filter(_waits("need_text")), "need_text", most)


def take_need(text: str, need: Entry | None) -> int:
    """Add the need to every rating that says this text and waits. The words stay in the rating."""
    ratings = _lock_all_saying(text, Rating.objects.filter(_waits("need_text")), "need_text")
    if need is not None:
        pairs = Rating.needs.through._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {pairs} (rating_id, need_id) SELECT unnest(%s::bigint[]), %s"
                " ON CONFLICT DO NOTHING",
                [ratings, need.pk],
            )
    return Rating.objects.filter(pk__in=ratings).update(is_need_text_taken=True)


def find_competitors(most: int) -> Sequence[tuple[str, int]]:
    return _find_texts(Outcome.objects.filter(_waits("competitor")), "competitor", most)


def take_competitor(text: str, named: Entry | None) -> int:
    """Say of every outcome with this text that waits whom it was lost to. The words stay in the outcome."""
    outcomes = _lock_all_saying(text, Outcome.objects.filter(_waits("competitor")), "competitor")
    rows = Outcome.objects.filter(pk__in=outcomes)
    return rows.update(is_competitor_taken=True, named_competitor=named)


def _waits(column: str) -> Q:
    return ~Q(**{column: ""}) & Q(**{f"is_{column}_taken": False})


def _find_texts(rows: QuerySet[Any], column: str, most: int) -> Sequence[tuple[str, int]]:
    """The texts, the commonest first, with how many rows say each; case makes no difference."""
    texts = rows.annotate(folded=Lower(column)).order_by().values("folded")
    found = texts.annotate(text=Min(column), count=Count("pk")).order_by("-count", "folded")
    return list(found.values_list("text", "count")[:most])


def _lock_all_saying(text: str, rows: QuerySet[Any], column: str) -> list[int]:
    saying = rows.annotate(folded=Lower(column)).filter(folded=Lower(Value(text))).order_by("pk")
    return list(saying.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
