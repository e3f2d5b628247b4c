"""Needs that reps typed in their own words: they wait until a manager says which of the list they are."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import Count, Min, QuerySet, Value
from django.db.models.functions import Lower

from campaigns import kept_lists
from campaigns.kept_lists import TextQueue
from campaigns.models import Entry
from feedback.models import Rating


def register() -> None:
    kept_lists.register_queue("needs", TextQueue(find_waiting=find_waiting, take=take))


def find_waiting(most: int) -> Sequence[tuple[str, int]]:
    """The texts that wait, the commonest first, with how many ratings say each."""
    texts = _waiting().annotate(folded=Lower("need_text")).order_by().values("folded")
    found = texts.annotate(text=Min("need_text"), count=Count("pk")).order_by("-count", "folded")
    return list(found.values_list("text", "count")[:most])


def take(text: str, need: Entry | None) -> int:
    """Add the need to every rating that says this text and waits. The words stay in the rating."""
    waiting = _waiting().annotate(folded=Lower("need_text")).filter(folded=Lower(Value(text)))
    ratings = list(waiting.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    if need is not None:
        pairs = Rating.needs.through._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {pairs} (rating_id, need_id) SELECT unnest(%s::bigint[]), %s"
                " ON CONFLICT DO NOTHING",
                [ratings, need.pk],
            )
    return Rating.objects.filter(pk__in=ratings).update(is_need_text_taken=True)


def _waiting() -> QuerySet[Rating]:
    return Rating.objects.exclude(need_text="").filter(is_need_text_taken=False)
