"""What a firm is called, and which domains are its own; each change is kept."""

from __future__ import annotations

import re
from typing import Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from firms.clues import mail_providers
from firms.models import LONGEST_DOMAIN, FirmChange, FirmDomain, Organisation
from firms.services.customers import refuse_merged
from firms.services.learning import LEARNED, MOST_NAMES, refresh_words
from values.columns import clean_value
from values.errors import beside, field_error
from values.names import fold_company
from values.text import shorten
from values.versions import lock_row, save_row

What = FirmChange.What
DOMAIN: Final = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]")


@transaction.atomic
def rename_firm(
    *, actor: User, firm: Organisation, name: str, expected_version: int | None = None
) -> Organisation:
    """Call a firm otherwise; the name before stays among its other names and still fits a search.

    Raises ValidationError (`name`) where another firm is called so, FirmMerged, StaleVersion.
    """
    authorise(actor, Action.EDIT_FIRMS)
    name = clean_value(Organisation, "name", name)
    locked = _lock(firm, expected_version, {"name": name})
    if locked.name == name:
        return locked
    before, folded = locked.name, fold_company(name)[:200].strip()
    if folded and Organisation.objects.filter(folded=folded).exclude(pk=locked.pk).exists():
        raise _taken(name)
    if locked.folded not in {"", folded} and len(locked.other_names) < MOST_NAMES:
        locked.other_names = [*locked.other_names, before]
    locked.name, locked.folded = name, folded
    refresh_words(locked)
    try:
        with transaction.atomic():
            save_row(locked, {*LEARNED})
    except IntegrityError as error:
        raise _taken(name) from error
    _note(actor, locked, What.RENAMED, was=before, became=name)
    return locked


@transaction.atomic
def add_domain(
    *, actor: User, firm: Organisation, domain: str, expected_version: int | None = None
) -> Organisation:
    """Let people who write from this domain be of this firm from now on.

    Raises ValidationError (`domain`): no domain, a mail provider's, another firm's; FirmMerged, StaleVersion.
    """
    authorise(actor, Action.EDIT_FIRMS)
    domain = _read_domain(domain)
    locked = _lock(firm, expected_version)
    row, is_new = FirmDomain.objects.get_or_create(domain=domain, defaults={"organisation": locked})
    if row.organisation_id not in {None, locked.pk}:
        message = _("“%(domain)s” is the domain of “%(firm)s”. Take it away there first, or merge the two.")
        said = {"domain": domain, "firm": row.organisation}
        raise field_error("domain", message % said, "unique")
    if row.organisation_id is None:
        row.organisation = locked
        row.save(update_fields=["organisation"])
    elif not is_new:
        return locked
    return _keep(actor, locked, What.DOMAIN_ADDED, became=domain)


@transaction.atomic
def take_domain(
    *, actor: User, firm: Organisation, domain: FirmDomain, expected_version: int | None = None
) -> Organisation:
    """Say that many share this domain: nobody is of this firm because of it any more. Who is stays.

    Saying so twice changes nothing. Raises FirmMerged, StaleVersion.
    """
    authorise(actor, Action.EDIT_FIRMS)
    locked = _lock(firm, expected_version)
    taken = FirmDomain.objects.filter(pk=domain.pk, organisation=locked).update(organisation=None)
    return _keep(actor, locked, What.DOMAIN_TAKEN, was=domain.domain) if taken else locked


def _read_domain(text: str) -> str:
    with beside("domain"):
        return read_domain(text)


def read_domain(text: str) -> str:
    """The domain in a domain, an address or the address of a page; in lower case. Raises ValidationError."""
    bare = text.strip().lower().rpartition("://")[2].partition("/")[0]
    domain = bare.rpartition("@")[2].removeprefix("www.").strip(".")
    if len(domain) > LONGEST_DOMAIN or not DOMAIN.fullmatch(domain):
        message = _("“%(domain)s” is no domain. It stands behind the @ of an address, as in company.example.")
        raise ValidationError(message % {"domain": shorten(text)}, code="invalid")
    if domain in mail_providers():
        message = _("Anybody can have an address at “%(domain)s”: it is a mail provider’s.")
        raise ValidationError(message % {"domain": domain}, code="provider")
    return domain


def _lock(
    firm: Organisation, expected_version: int | None, changes: dict[str, str] | None = None
) -> Organisation:
    locked = lock_row(firm, expected_version=expected_version, changes=changes or {})
    refuse_merged(locked)
    return locked


def _keep(actor: User, firm: Organisation, what: str, *, was: str = "", became: str = "") -> Organisation:
    refresh_words(firm)
    _note(actor, firm, what, was=was, became=became)
    return save_row(firm, {"search_text", "is_compared"})


def _taken(name: str) -> Exception:
    message = _("There is a company “%(name)s” already. If both are one, merge them.")
    return field_error("name", message % {"name": shorten(name)}, "unique")


def _note(actor: User, firm: Organisation, what: str, *, was: str = "", became: str = "") -> None:
    FirmChange.objects.create(organisation=firm, what=what, was=was, became=became, user=actor)
