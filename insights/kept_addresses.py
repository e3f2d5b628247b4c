"""Addresses of figures that are kept under a name: where they lead, and whether they are understood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from insights.forms import COMPARING, OverviewForm
from insights.models import SavedView
from insights.pages.address import Address
from insights.sheets.all import SHEETS

OVERVIEW: Final = "overview"
# What a page is called in an address and by programs.
PAGES: Final = (OVERVIEW, *(sheet.name for sheet in SHEETS))


def address_of(view: SavedView) -> Address:
    """Where a view leads: names that are known no more are left out."""
    return address_from(view.page, {name: str(value) for name, value in dict(view.said).items()})


def address_from(page: str, said: Mapping[str, str]) -> Address:
    query = QueryDict(mutable=True)
    query.update(dict(said))
    return Address.of(query, route_of(page))


def is_understood(address: Address) -> bool:
    """Whether its page would show figures, and not what is wrong with the filters."""
    return check_address(address).is_valid()


def check_address(address: Address) -> OverviewForm:
    """The filters of the address, which say what is wrong with them."""
    return OverviewForm(dict(address.values), compares=address.route in COMPARING)


def name_of(address: Address) -> str:
    """The page as its tab says it."""
    return next((str(sheet.label) for sheet in SHEETS if sheet.route == address.route), _("Overview"))


def route_of(page: str) -> str:
    """A page nobody knows is the overview."""
    return next((sheet.route for sheet in SHEETS if sheet.name == page), OVERVIEW)
