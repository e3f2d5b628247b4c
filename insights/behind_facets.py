"""Leads behind a figure by what stands on themselves: an answer, the page, where they came from.

An address says facet and value: 12-345, 12-other for what is not shown by name, 12-none for those without.
"""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from counting.facets import found_on
from insights.figures.facets import OTHER, Offered, find_facet
from insights.pages.facets import name_facet, say_other, say_value, say_without
from leads.models import Lead, LeadQuerySet
from pages.filters import NONE, Choices

_FOUND = f"SELECT FROM ({found_on(Lead._meta.db_table)}) AS found WHERE facet_id = %s"


def find_asked(said: str) -> Offered | None:
    """The facet an address asks for, where it is offered."""
    facet = said.partition("-")[0]
    return find_facet(int(facet)) if facet.isascii() and facet.isdigit() and len(facet) < 10 else None


def offer_values(facet: Offered) -> tuple[str, Choices]:
    """What the facet is called, and its values as an address says them."""
    named = [(f"{facet.id}-{pk}", say_value(named)) for pk, named in facet.named.items()]
    rest = [(f"{facet.id}-{OTHER}", say_other(facet)), (f"{facet.id}-{NONE}", say_without(facet))]
    return name_facet(facet), [*named, *rest]


def with_value(leads: LeadQuerySet, said: str) -> LeadQuerySet:
    """Those with this value; `said` is one of what `offer_values` offers."""
    facet = find_asked(said)
    assert facet is not None
    value = said.partition("-")[2]
    if value == NONE:
        return _where(leads, f"NOT EXISTS ({_FOUND})", [facet.id])
    if value == OTHER:
        named = list(facet.named)
        return _where(
            leads, f"EXISTS ({_FOUND} AND (value_id IS NULL OR value_id <> ALL (%s)))", [facet.id, named]
        )
    return _where(leads, f"EXISTS ({_FOUND} AND value_id = %s)", [facet.id, int(value)])


def _where(leads: LeadQuerySet, condition: str, values: list[Any]) -> LeadQuerySet:
    return leads.filter(RawSQL(condition, values, output_field=BooleanField()))
