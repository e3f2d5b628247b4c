"""What people hear about a lead definition: it waits for their team's signature, or it holds from now."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.kinds import Kind
from accounts.models import Role, Team, TeamEvent, User
from accounts.services import announce, notify
from campaigns.models import LeadDefinition


def tell_it_waits(definition: LeadDefinition, *, actor: User) -> None:
    """Ask the campaign's owner and the sales leads (all of sales where nobody leads) to sign."""
    words = gettext_lazy("%(person)s proposed version %(version)d of the lead definition of “%(cta)s”.")
    _announce(definition, words, actor=actor)
    for person in _find_signers(definition):
        if person == actor:
            continue
        with translation.override(person.language):
            notify(
                user=person,
                kind=Kind.DEFINITION_WAITS,
                title=_("Please sign: lead definition of “%(cta)s”") % {"cta": definition.cta},
                body=_("%(person)s proposed version %(version)d. It holds once both teams have signed it.")
                % {"person": actor, "version": definition.version},
                path=_path(definition),
            )


def tell_it_holds(definition: LeadDefinition, *, actor: User) -> None:
    """Tell whoever wrote it and whoever signed first that both teams have now signed."""
    words = gettext_lazy(
        "Agreed: version %(version)d of the lead definition of “%(cta)s”. %(person)s signed it too."
    )
    _announce(definition, words, actor=actor)
    people = {signature.user for signature in definition.signatures.select_related("user")}
    people |= {definition.author} if definition.author else set()
    for person in sorted(people - {actor}, key=lambda person: person.pk):
        if not person.is_active:
            continue
        with translation.override(person.language):
            notify(
                user=person,
                kind=Kind.DEFINITION_IN_FORCE,
                title=_("Agreed: lead definition of “%(cta)s”") % {"cta": definition.cta},
                body=_("%(person)s signed version %(version)d too. New leads come in under it.")
                % {"person": actor, "version": definition.version},
                path=_path(definition),
            )


def _announce(definition: LeadDefinition, words: Promise, *, actor: User) -> None:
    said = {"cta": definition.cta, "version": definition.version, "person": actor}
    announce(TeamEvent.DEFINITION, word=lambda: str(words) % said, path=_path(definition))


def _find_signers(definition: LeadDefinition) -> Iterable[User]:
    owner = definition.cta.campaign.owner
    if owner and owner.is_active and owner.team == Team.MARKETING:
        yield owner
    sales = User.objects.active().in_team(Team.SALES)
    yield from sales.filter(role=Role.SALES_LEAD) or sales


def _path(definition: LeadDefinition) -> str:
    return reverse("cta", args=[definition.cta_id])
