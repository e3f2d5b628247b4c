"""By what a firm is found: the domain of somebody's e-mail address, and the name they gave. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from values.contacts import drop_contacts
from values.names import fold_company

_PROVIDERS: Final = Path(__file__).with_name("data") / "mail_providers.txt"
LONGEST_NAME: Final = 200
# What people write where a firm is asked for and they have none; folded.
NO_FIRM: Final = frozenset(
    "privat private privatperson privatkunde keine kein keiner none no nein na n a nn x xx xxx test selbst "
    "selbststandig selbstandig freiberufler freiberuflich freelancer freelance student studentin rentner "
    "privatier unbekannt unknown self employed self employed".split()
) | {"n a", "k a", "keine angabe", "keine firma", "self employed", "no company"}


@dataclass(frozen=True, slots=True)
class Clue:
    """`domain` is blank for a mail provider's, `folded` is how the name is compared, blank for none."""

    domain: str
    name: str
    folded: str

    @property
    def is_blank(self) -> bool:
        return not (self.domain or self.folded)


def clue_of(*, email: str, company: str) -> Clue:
    """What an address and a name say of the firm; the address in the form we keep."""
    domain = email.rpartition("@")[2].lower()
    name = drop_contacts(company)[:LONGEST_NAME]
    folded = fold_company(name)[:LONGEST_NAME].strip()
    if folded in NO_FIRM or not any(letter.isalnum() for letter in folded):
        name = folded = ""
    return Clue("" if domain in mail_providers() else domain, name, folded)


@cache
def mail_providers() -> frozenset[str]:
    """Domains under which anybody can have an address."""
    lines = (line.strip() for line in _PROVIDERS.read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))
