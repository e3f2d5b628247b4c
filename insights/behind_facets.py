"""Leads behind a figure by what stands on themselves: an answer, the page, where they came from.

An address says facet and value: 12-345, 12-other for what is not shown by name, 12-none for those without.
"""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from counting.facets import ROOM, VALUES, found_on, numbers_of
from counting.models import Subject, TraitCell
from figures.facets import OTHER, Offered, find_facet
from insights.pages.facets import name_facet, say_other, say_value, say_without
from leads.models import Lead, LeadQuerySet
from pages.filters import NONE, Choices

_LEADS = Lead._meta.db_table
# Only leads of days and campaigns that count the value are read. One CASE, since of two conditions both would
# be asked of every lead.
_IS = f"""CASE
    WHEN ({_LEADS}.campaign_id, {_LEADS}.received_on) IN (
        SELECT campaign_id, day FROM {TraitCell._meta.db_table}
        WHERE subject = {Subject.FACET} AND ({{numbers}})
    ) THEN EXISTS ({{found}}) ELSE FALSE
END"""
_OTHERS = f"""
    number BETWEEN %s AND %s OR number > 0 AND number / {ROOM} IN (
        SELECT id FROM {VALUES} WHERE facet_id = %s AND id <> ALL (%s)
    )
"""
_FOUND = f"SELECT FROM ({found_on(_LEADS)}) AS found WHERE facet_id = %s"


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
        found = f"{_FOUND} AND (value_id IS NULL OR value_id <> ALL (%s))"
        first, last = numbers_of(facet.id)
        values = [-last, -first, facet.id, named, facet.id, named]
        return _where(leads, _IS.format(numbers=_OTHERS, found=found), values)
    found = f"{_FOUND} AND value_id = %s"
    values = [*numbers_of(int(value)), facet.id, int(value)]
    return _where(leads, _IS.format(numbers="number BETWEEN %s AND %s", found=found), values)


def _where(leads: LeadQuerySet, condition: str, values: list[Any]) -> LeadQuerySet:
    return leads.filter(RawSQL(condition, values, output_field=BooleanField()))
