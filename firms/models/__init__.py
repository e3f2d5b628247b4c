from __future__ import annotations

from firms.models.customers import (
    CustomerFact,
    CustomerFactQuerySet,
    CustomerListing,
    CustomerPeriod,
)
from firms.models.organisations import (
    LONGEST_DOMAIN,
    LONGEST_WORDS,
    FirmChange,
    FirmDomain,
    FirmMerge,
    Organisation,
    OrganisationQuerySet,
    by_name,
)
from firms.models.pairs import (
    LONGEST_KEY,
    Distinction,
    FirmKey,
    FirmPair,
    FirmPairQuerySet,
    Likeness,
)

__all__ = [
    "LONGEST_DOMAIN",
    "LONGEST_KEY",
    "LONGEST_WORDS",
    "CustomerFact",
    "CustomerFactQuerySet",
    "CustomerListing",
    "CustomerPeriod",
    "Distinction",
    "FirmChange",
    "FirmDomain",
    "FirmKey",
    "FirmMerge",
    "FirmPair",
    "FirmPairQuerySet",
    "Likeness",
    "Organisation",
    "OrganisationQuerySet",
    "by_name",
]
