"""Addresses of the joint page: every filter, tab and order stands in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

from django.http import QueryDict
from django.urls import reverse

from pages.addresses import address

FILTER_NAMES = ("period", "from", "to", "campaign", "cta", "channel")
# What is shown of those leads: what they are compared with, a tab or a unit, an order, how many rows, and
# since when; and whether large and one thing at a time.
VIEW_NAMES = ("against", "by", "sort", "rows", "since", "meeting")
NAMES = (*FILTER_NAMES, *VIEW_NAMES)


@dataclass(frozen=True, slots=True)
class Address:
    """The values of the address bar that mean something; immutable and without blanks.

    `route` is the page they stand behind: the joint page, or one of its sheets.
    """

    values: tuple[tuple[str, str], ...]
    route: str = "overview"

    @classmethod
    def of(cls, query: QueryDict, route: str = "overview") -> Address:
        return cls(tuple((name, value) for name in NAMES if (value := str(query.get(name, "")))), route)

    def at(self, route: str) -> Address:
        """The same leads on another page, in a meeting as before."""
        kept = (*FILTER_NAMES, "meeting")
        return Address(tuple((name, value) for name, value in self.values if name in kept), route)

    @property
    def is_meeting(self) -> bool:
        return "meeting" in dict(self.values)

    def meeting(self) -> str:
        """The same page for a meeting, or out of it."""
        return self.but(meeting=None if self.is_meeting else 1).page()

    def empty(self) -> Address:
        """The page without any of the values."""
        return Address((), self.route)

    def but(self, **changes: object) -> Address:
        """The same with other values; None or "" takes one away. `from_` is `from`."""
        new = {name.rstrip("_"): value for name, value in changes.items()}
        merged = {**dict(self.values), **new}
        return replace(self, values=tuple((name, str(merged[name])) for name in NAMES if merged.get(name)))

    @property
    def name(self) -> str:
        """The page without its room: "overview", or the name of the sheet."""
        return self.route.rpartition(":")[2]

    def views(self) -> str:
        """Where it is kept under a name, and the others that are."""
        return address(_path_of("insights:views"), page=self.name, **dict(self.values))

    def page(self) -> str:
        """The page itself."""
        return address(_path_of(self.route), **dict(self.values))

    def file(self) -> str:
        """Its figures to take along."""
        return self._behind(f"insights:{self.name}_file")

    def paper(self) -> str:
        """The page as a PDF to print."""
        return self.but(meeting=None)._behind(f"insights:{self.name}_paper")

    def _behind(self, route: str) -> str:
        return address(_path_of(route), **dict(self.values))

    def taken_out(self) -> str:
        """The leads of the same selection that are in no figure."""
        return address(_path_of("insights:taken_out"), **_filters_of(self.values))

    def leads(self, figure: str, **said: int | str) -> str:
        """The leads behind a figure of it, one of LISTED; `said` narrows them by what their rating says."""
        more = "".join(f"&{name}={value}" for name, value in said.items())
        return f"{_leads_of(self.values)}stage={figure}{more}"

    def changed(self, cause: str, since: date) -> str:
        """The leads that moved its figures after this day by one cause."""
        said = {"cause": cause, "since": since.isoformat()}
        return address(_path_of("insights:changed"), **_filters_of(self.values), **said)

    def notes(self) -> str:
        """What the reps wrote about its leads."""
        return address(_path_of("insights:notes"), **_filters_of(self.values))


@lru_cache(maxsize=1024)
def _leads_of(values: tuple[tuple[str, str], ...]) -> str:
    """The beginning that all addresses of leads under these filters share."""
    filters = _filters_of(values)
    return address(_path_of("insights:cell_leads"), **filters) + ("&" if filters else "?")


def _filters_of(values: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Those of the values that choose leads, without tab and order."""
    return {name: value for name, value in values if name in FILTER_NAMES}


@cache
def _path_of(route: str) -> str:
    """Asked several hundred times for one page; a route has one path for the life of the process."""
    return reverse(route)
