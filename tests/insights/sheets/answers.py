"""Leads that answered something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from counting import job
from figures.facets import find_offered
from figures.told_apart import name_of_facet
from leads.models import Lead, Touch
from tests.factories import make_cta, make_lead


def give_answers(*answers: Mapping[str, str], **of_lead: Any) -> list[Lead]:
    """A lead each, all by one call-to-action."""
    cta = make_cta()
    leads = [make_lead(cta=cta, **of_lead) for _ in answers]
    for lead, given in zip(leads, answers, strict=True):
        Lead.objects.filter(pk=lead.pk).update(answers=given)
    return leads


def way_of(question: str) -> str:
    """As an address asks for the leads told apart by this question."""
    return next(name_of_facet(facet) for facet in find_offered() if facet.text == question)


def fill_with_answers() -> None:
    """Whoever is there has answered something, come by a page and from somewhere; counted."""
    for place, lead in enumerate(Lead.objects.order_by("pk")):
        answers = {"Heizung": ("Gas", "Öl", "Holz")[place % 3], "Baujahr": str(1950 + place)}
        if place % 4 == 0:
            answers = {"Was?": "Dach; Fassade" if place % 8 else "Dach", "Name": f"Person {place}"}
        page = f"https://example.com/{'ab'[place % 2]}/?x={place}" if place % 3 else ""
        Lead.objects.filter(pk=lead.pk).update(answers=answers, page_url=page)
        if place % 2:
            Touch.objects.create(lead=lead, utm_source="google", happened_at=timezone.now())
    job.compute()
