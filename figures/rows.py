"""The figures of one group of leads: counts as they are kept, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from counting.measures import AGED, COSTS_PER, IMPLIED, SHARES, SHOWN, STORED
from counting.queries import Dimension
from counting.statistics import CampaignCounts, Rate

_NONE: Final = dict.fromkeys([*STORED, *(aged.name for aged in AGED)], 0)


class Figures:
    """The figures of one group of leads: every count and sum of counting.measures by its name.

    `cost_cents` is None where costs cannot be told apart; `mature_cost_cents` are those of the days whose
    leads are old enough to judge. Raises TypeError for a name that is no figure.
    """

    __slots__ = ("_numbers", "cost_cents", "mature_cost_cents")

    def __init__(
        self, *, cost_cents: int | None = 0, mature_cost_cents: int | None = 0, **numbers: int
    ) -> None:
        if unknown := numbers.keys() - _NONE.keys():
            raise TypeError(f"{sorted(unknown)} are no figures; there are {sorted(_NONE)}")
        self._numbers = _NONE | numbers
        self.cost_cents = cost_cents
        self.mature_cost_cents = mature_cost_cents

    def __getitem__(self, name: str) -> int:
        return self._numbers[name]

    def __getattr__(self, name: str) -> int:
        try:
            return self._numbers[name]
        except KeyError:
            raise AttributeError(name) from None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Figures):
            return NotImplemented
        return self._all == other._all

    @property
    def _all(self) -> tuple[dict[str, int], int | None, int | None]:
        return self._numbers, self.cost_cents, self.mature_cost_cents

    __hash__ = None  # type: ignore[assignment]

    @property
    def mature(self) -> Rate:
        """The conversion that may be compared: of leads of equal age."""
        return SHARES["mature"].of(self)

    @property
    def good_share(self) -> Rate:
        return SHARES["good_share"].of(self)

    @property
    def cost_per_lead(self) -> int | None:
        return COSTS_PER["cost_per_lead"].of(self)

    @property
    def cost_per_deal(self) -> int | None:
        return COSTS_PER["cost_per_deal"].of(self)

    @property
    def implied(self) -> dict[str, int]:
        """How many of each stage were never recorded but follow from a later one."""
        return {name: implied.number(self) for name, implied in IMPLIED.items()}

    def counts_of(self, key: int) -> CampaignCounts[int]:
        """What verdicts and findings are made from."""
        return CampaignCounts(
            key=key,
            leads=self.leads,
            rated=self.rated_recorded,
            good=self.good_recorded,
            too_high=self.too_high,
            mature=self.mature_leads,
            mature_won=self.mature_won,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """The figures of one campaign, call-to-action, channel or month; `name` as somebody wrote it.

    `id` is None for the leads without (no channel, no call-to-action) and for months, which have `month`.
    """

    by: Dimension | None = None
    id: int | None = None
    name: str = ""
    parent: str = ""
    month: date | None = None
    figures: Figures = field(default_factory=Figures)

    @property
    def key(self) -> int | str | None:
        """Campaign and call-to-action by number, a channel by its name, a month as 2026-03."""
        if self.month is not None:
            return f"{self.month:%Y-%m}"
        return self.name or None if self.by == "channel" else self.id

    @property
    def label(self) -> str:
        """The name for people, in the language in force; leads without a channel are never "unknown"."""
        if self.month is not None:
            return date_format(self.month, "F Y")
        if self.name or self.by is None:
            return self.name or _("Total")
        return _("no channel") if self.by == "channel" else _("no call-to-action")

    def as_json(self) -> dict[str, Any]:
        """The row as command and API give it out: SHOWN by their keys, and what is implied."""
        row: dict[str, Any] = {"key": self.key, "label": self.label}
        for figure in SHOWN:
            *outer, name = figure.key.split(".")
            place = row.setdefault(outer[0], {}) if outer else row
            place[name] = figure.as_json(self.figures)
        return row | {"implied": self.figures.implied}
