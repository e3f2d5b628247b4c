from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from counting.filters import Filters
from counting.kinds import Text
from figures.before import Earlier, find_earlier
from figures.periods import DEFAULT, Against, Period
from insights.pages.address import Address
from insights.pages.plain_table import PlainTable


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a sheet is drawn from: which leads, the address they stand in, and the company's day.

    `against` is what the leads are compared with, where the sheet compares. `sees_reps` is whether the reader
    may read figures by rep. Nothing else of the reader is known: a sheet is drawn once for all of them.
    """

    filters: Filters
    address: Address
    day: date
    sees_reps: bool
    against: Against = Against.NOTHING

    @property
    def earlier(self) -> Earlier | None:
        """The leads of the days that are compared with."""
        return find_earlier(self.filters, self.against, self.day)


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """What the template shows, and the same figures as tables; no tables where there is nothing to show.

    `problem` names what of the address was not understood beside the filters, and what is allowed.
    """

    context: Mapping[str, Any] = field(default_factory=dict)
    tables: Sequence[PlainTable] = ()
    problem: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One sheet: `name` in address, template and API, what its tab says, and the question it answers.

    `period` is what is shown where the address names no days.
    """

    name: str
    label: Text
    question: Text
    draw: Callable[[Asked], Content]
    period: Period = DEFAULT

    @property
    def route(self) -> str:
        return f"insights:{self.name}"

    @property
    def template(self) -> str:
        return f"insights/sheets/{self.name}.html"
