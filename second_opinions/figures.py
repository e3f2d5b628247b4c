"""Whether two people of sales give the same lead the same letter, counted: pure reading, one statement.

Meant are leads by the day on which they came in, as everywhere. A pair is the first rating as it was said and
the second opinion said last; “cannot tell” and what nobody has answered are counted beside the pairs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import F

from counting.filters import Filters
from counting.pairs import GRADES
from counting.statistics import Agreement, compare_grades
from second_opinions.models import SecondOpinion, SecondOpinionQuerySet

Matrix = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RatedTwice:
    """`matrix[first][second]` counts pairs, the best letter first; of `asked`, so many could not tell.

    In `agreement`, "optimistic" is a first letter better than the second.
    """

    asked: int
    cannot_tell: int
    matrix: Matrix
    agreement: Agreement

    @property
    def pairs(self) -> int:
        return self.agreement.same.of

    @property
    def unanswered(self) -> int:
        """Not given yet, or never."""
        return self.asked - self.cannot_tell - self.pairs


def find_opinions(filters: Filters) -> SecondOpinionQuerySet:
    """Those on the leads meant, with what was said, the newest first."""
    days = {"lead__received_on__gte": filters.start, "lead__received_on__lte": filters.end}
    narrowed = {f"lead__{name}": value for name, value in filters.lookups().items()}
    wanted = {name: value for name, value in days.items() if value is not None} | narrowed
    return SecondOpinion.objects.counted().filter(**wanted).with_quality()


def read_rated_twice(filters: Filters) -> RatedTwice:
    """How far sales agrees with itself on the leads meant."""
    said = Counter(find_opinions(filters).order_by().values_list(F("rating__quality"), "quality"))
    matrix = tuple(tuple(said[first, second] for second in GRADES) for first in GRADES)
    return RatedTwice(
        asked=sum(said.values()),
        cannot_tell=sum(count for (_first, second), count in said.items() if second == ""),
        matrix=matrix,
        agreement=compare_grades(matrix),
    )
