"""Names of people who do not exist, with addresses and numbers that reach nobody.

E-mail addresses end in the domains RFC 2606 keeps for examples; phone numbers come from the ranges the
Bundesnetzagentur keeps free for films and books.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

FIRST_NAMES = (
    "Anna Ben Clara David Elif Finn Greta Hannes Ida Jakob Karla Leon Marie Niklas Olga Paul Rosa "
    "Samuel Thea Uwe Vera Werner Yasmin Zoe Andrea Bernd Christa Dieter Erika Frank Gisela Holger Ines "
    "Jürgen Katja Lothar Monika Norbert Petra Rainer Sabine Torsten Ursula Volker Birgit Cem Dörte Emre "
    "Fatma Götz"
).split()
LAST_NAMES = (
    "Albrecht Bauer Busch Becker Conrad Dietrich Ebert Engel Fischer Franke Friedrich Graf Groß Günther "
    "Haas Hahn Hartmann Heinrich Herrmann Huber Jäger Jansen Kaiser Keller Koch Köhler König Kraus "
    "Krüger Kuhn Kühn Lange Lehmann Lorenz Ludwig Maier Martin Mayer Möller Müller Neumann Otto Özkan "
    "Peters Pfeiffer Pohl Richter Roth Sauer Schäfer Scholz Schreiber Schröder Schubert Schulte "
    "Schuster Seidel Simon Sommer Stein Thomas Vogel Vogt Wagner Walter Weber Weiß Werner Winkler Wolf "
    "Yılmaz Ziegler Zimmermann"
).split()
TRADES = ("Haustechnik", "Immobilien", "Hausverwaltung", "Planungsbüro", "Gewerbehof", "Wohnbau")
LEGAL_FORMS = ("GmbH", "GmbH & Co. KG", "KG", "AG", "e. K.")
# (area code and fixed part, digits left to choose)
FREE_NUMBERS = (("+493023125", 3), ("+494066969", 3), ("+492214710", 3), ("+498999998", 3), ("+496990009", 3))
ASCII = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "Ö": "Oe", "Ü": "Ue", "Ä": "Ae"})


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoContact:
    name: str
    company: str
    email: str
    phone: str


def make_contact(rng: random.Random, *, number: int, is_trade: bool) -> DemoContact:
    """The `number`-th person of the demo; the number keeps the e-mail address unique."""
    first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
    company = ""
    if is_trade or rng.random() < 0.08:
        company = f"{last} {rng.choice(TRADES)} {rng.choice(LEGAL_FORMS)}"
    address = f"{first}.{last}{number}".translate(ASCII).lower()
    domain = rng.choice(("example.com", "example.org", "example.net"))
    prefix, digits = rng.choice(FREE_NUMBERS)
    phone = f"{prefix}{rng.randrange(10**digits):0{digits}d}" if rng.random() < 0.85 else ""
    return DemoContact(name=f"{first} {last}", company=company, email=f"{address}@{domain}", phone=phone)
