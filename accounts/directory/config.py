"""The directory as the environment names it; what does not fit together keeps the portal from starting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# As `accounts.models.Role` has them: the settings are read before there are models; a test holds both equal.
ROLES = ("marketer", "sales_rep", "sales_lead", "manager", "admin")
VARIABLES = (
    "OIDC_ISSUER",
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
    "OIDC_NAME",
    "OIDC_GROUPS_CLAIM",
    "OIDC_ROLES",
    "OIDC_CREATE_PEOPLE",
    "OIDC_TRUST_EMAIL",
    "OIDC_ONLY",
    "OIDC_ALSO_AT",
)
REQUIRED = VARIABLES[:3]
SWITCH = {"": False, "0": False, "false": False, "no": False, "1": True, "true": True, "yes": True}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
# Here everybody who has an account at Microsoft could sign in, with an e-mail address of their own choice.
OPEN_TO_ALL = {"common", "organizations", "consumers"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Directory:
    """One OpenID Connect provider, and what of it counts here."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    groups_claim: str
    # Group and role, in the order of the setting: the first group somebody is in decides.
    roles: tuple[tuple[str, str], ...]
    creates_people: bool
    trusts_email: bool
    is_only_way: bool
    # Origins that a sign-in leads to; the browser must be told.
    origins: tuple[str, ...]

    def role_of(self, groups: object) -> str | None:
        """The role of somebody in these groups; None where no group of theirs has one."""
        own = {groups} if isinstance(groups, str) else set(groups) if isinstance(groups, list) else set()
        return next((role for group, role in self.roles if group in own), None)


def directory() -> Directory | None:
    """The directory of this installation, if it has one."""
    found: Directory | None = settings.OIDC
    return found


def read_directory(environment: Mapping[str, str], *, is_local: bool) -> Directory | None:
    """The directory of these variables, or None where there is none.

    Raises ImproperlyConfigured with everything that is wrong. Plain http is allowed on a local run, to the
    machine itself.
    """
    said = {name: value.strip() for name, value in environment.items() if name.startswith("OIDC_")}
    if not any(said.values()):
        return None
    reader = _Reader(said, is_local=is_local)
    found = reader.read()
    if reader.problems:
        raise ImproperlyConfigured(" ".join([*reader.problems, "See docs/operations.md."]))
    return found


class _Reader:
    """Reads the variables one by one and collects what is wrong with them."""

    def __init__(self, said: Mapping[str, str], *, is_local: bool) -> None:
        self.said, self.is_local = said, is_local
        self.problems: list[str] = []

    def read(self) -> Directory:
        for name in sorted(set(self.said) - set(VARIABLES)):
            self.problems.append(f"{name} is no setting. Allowed are {', '.join(VARIABLES)}.")
        for name in REQUIRED:
            if not self.said.get(name):
                self.problems.append(f"{name} is not set; a sign-in by OpenID Connect needs it.")
        issuer = self.said.get("OIDC_ISSUER", "")
        origins = (self._origin("OIDC_ISSUER", issuer), *self._also_at())
        self._refuse_open_to_all(issuer)
        roles, creates = self._roles(), self._switch("OIDC_CREATE_PEOPLE")
        if creates and not roles:
            self.problems.append(
                "OIDC_CREATE_PEOPLE needs OIDC_ROLES: nothing else says what a new person may do."
            )
        return Directory(
            issuer=issuer,
            client_id=self.said.get("OIDC_CLIENT_ID", ""),
            client_secret=self.said.get("OIDC_CLIENT_SECRET", ""),
            name=self.said.get("OIDC_NAME") or _usual_name(issuer),
            groups_claim=self.said.get("OIDC_GROUPS_CLAIM") or "groups",
            roles=roles,
            creates_people=creates,
            trusts_email=self._switch("OIDC_TRUST_EMAIL"),
            is_only_way=self._switch("OIDC_ONLY"),
            origins=tuple(origin for origin in origins if origin),
        )

    def _origin(self, name: str, address: str) -> str:
        parts = urlsplit(address)
        is_on_machine = self.is_local and parts.scheme == "http" and parts.hostname in LOOPBACK
        if address and not (parts.hostname and (parts.scheme == "https" or is_on_machine)):
            self.problems.append(f"{name} is {address!r}; allowed is an address that begins with https://.")
        if parts.query or parts.fragment or parts.username:
            self.problems.append(f"{name} is {address!r}; allowed is an address without user, ? and #.")
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

    def _also_at(self) -> list[str]:
        named = [address.strip() for address in self.said.get("OIDC_ALSO_AT", "").split(",")]
        return [self._origin("OIDC_ALSO_AT", address) for address in named if address]

    def _refuse_open_to_all(self, issuer: str) -> None:
        parts = urlsplit(issuer)
        tenant = parts.path.strip("/").partition("/")[0]
        if parts.hostname == "login.microsoftonline.com" and tenant in OPEN_TO_ALL:
            self.problems.append(
                f"OIDC_ISSUER names the tenant {tenant!r}, where anybody with an account at Microsoft can "
                "sign in. Allowed is the id of your own: https://login.microsoftonline.com/<tenant id>/v2.0."
            )

    def _roles(self) -> tuple[tuple[str, str], ...]:
        pairs = [line.strip() for line in self.said.get("OIDC_ROLES", "").split(",")]
        return tuple(self._role(pair) for pair in pairs if pair)

    def _role(self, pair: str) -> tuple[str, str]:
        group, _equals, role = (part.strip() for part in pair.rpartition("="))
        if not group or role not in ROLES:
            self.problems.append(
                f"OIDC_ROLES has {pair!r}; allowed is group=role, the role one of {', '.join(ROLES)}."
            )
        return group, role

    def _switch(self, name: str) -> bool:
        value = self.said.get(name, "").lower()
        if value not in SWITCH:
            self.problems.append(f"{name} is {value!r}; allowed are 1 and 0.")
        return SWITCH.get(value, False)


def _usual_name(issuer: str) -> str:
    host = urlsplit(issuer).hostname or ""
    return "Microsoft" if host == "login.microsoftonline.com" else host
