"""What stands on leads themselves, in words: what it is called, its values, those without."""

from __future__ import annotations

from django.utils.translation import gettext as _

from counting import formats
from counting.models import FacetKind
from figures.facets import Named, Offered


def name_facet(facet: Offered) -> str:
    """The question as it was asked, or what is read of every lead."""
    match facet.kind:
        case FacetKind.PAGE:
            return _("Landing page")
        case FacetKind.SOURCE:
            return _("Source")
        case _:
            return facet.text


def say_value(named: Named) -> str:
    """A text as it was given, a band with both limits, a zone of postcodes by its first digit."""
    if named.zone:
        return _("%(digit)s… (first digit)") % {"digit": named.zone}
    if named.low is None:
        return named.text
    return f"{_say_band(named.low, named.high)} {named.unit}".rstrip()


def say_other(facet: Offered) -> str:
    if facet.is_free:
        return _("answered in their own words")
    return _("other answers") if facet.kind == FacetKind.ANSWER else _("others")


def say_without(facet: Offered) -> str:
    return _("not answered") if facet.kind == FacetKind.ANSWER else _("not known")


def _say_band(low: int, high: int | None) -> str:
    # Years are not written with a dot.
    is_year = 1900 <= low < 2100
    first, last = (str(low), str(high)) if is_year else (formats.whole(low), formats.whole(high or 0))
    if high is None:
        return _("%(low)s or more") % {"low": first}
    return first if low == high else f"{first}–{last}"
