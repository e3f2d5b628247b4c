"""What people hear about a lead definition: it waits for them, holds from now, or somebody objects to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.kinds import Kind
from accounts.models import Role, Team, TeamEvent, User
from accounts.permissions import TABLE, Action
from accounts.services import announce, notify
from campaigns.models import DefinitionObjection, LeadDefinition
from values.contacts import quote
from values.text import nest_quotes


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
                title=_("Please sign: lead definition of “%(cta)s”") % {"cta": nest_quotes(definition.cta)},
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
                title=_("Agreed: lead definition of “%(cta)s”") % {"cta": nest_quotes(definition.cta)},
                body=_("%(person)s signed version %(version)d too. New leads come in under it.")
                % {"person": actor, "version": definition.version},
                path=_path(definition),
            )


def _announce(definition: LeadDefinition, words: Promise, *, actor: User) -> None:
    def word() -> str:
        cta = nest_quotes(definition.cta)
        return str(words) % {"cta": cta, "version": definition.version, "person": actor}

    announce(TeamEvent.DEFINITION, word=word, path=_path(definition))


_OBJECTED: Final = gettext_lazy("Objection: lead definition of “%(cta)s”")
_WITHDRAWN: Final = gettext_lazy("Objection withdrawn: lead definition of “%(cta)s”")
_ANSWERED: Final = gettext_lazy("Your objection is answered: lead definition of “%(cta)s”")
_SETTLED: Final = gettext_lazy("Your objection is settled: lead definition of “%(cta)s”")


def tell_objected(objection: DefinitionObjection) -> None:
    """Tell the campaign's owner and whoever wrote the version; all of marketing where neither can hear it."""
    if objection.definition.missing_teams:
        words = gettext_lazy("%(person)s (%(team)s) objects to version %(version)d. Write a new version.")
    else:
        words = gettext_lazy(
            "%(person)s (%(team)s) objects to version %(version)d, which both teams have signed. It stays in "
            "force until both have signed a new version."
        )
    for reader in _find_writers(objection):
        _tell_of(objection, reader, Kind.DEFINITION_OBJECTED, _OBJECTED, words, quoting=objection.text)


def tell_objection_withdrawn(objection: DefinitionObjection) -> None:
    """Tell those who were asked for a new version that it is no longer asked for."""
    words = gettext_lazy("%(person)s (%(team)s) no longer objects to version %(version)d.")
    for reader in _find_writers(objection):
        _tell_of(objection, reader, Kind.DEFINITION_OBJECTION_WITHDRAWN, _WITHDRAWN, words)


def tell_new_version(objection: DefinitionObjection, newer: LeadDefinition) -> None:
    """Tell whoever objected that there is a version after the one they objected to."""
    words = gettext_lazy("%(by)s proposed version %(newest)d. You objected to version %(version)d.")
    _tell_objector(objection, _ANSWERED, words, newest=newer.version)


def tell_settled_by_signature(objection: DefinitionObjection) -> None:
    """Tell whoever objected that somebody else of their team has signed."""
    words = gettext_lazy("%(by)s signed version %(version)d for %(team)s. That settles your objection.")
    _tell_objector(objection, _SETTLED, words)


def _tell_objector(objection: DefinitionObjection, title: Promise, words: Promise, **more: object) -> None:
    if objection.user_id != objection.ended_by_id:
        _tell_of(
            objection, objection.user, Kind.DEFINITION_OBJECTION_ANSWERED, title, words, quoting="", **more
        )


def _tell_of(
    objection: DefinitionObjection,
    reader: User,
    kind: Kind,
    title: Promise,
    words: Promise,
    *,
    quoting: str = "",
    **more: object,
) -> None:
    """Word it for one reader; nobody is told who cannot sign in any more."""
    if not reader.is_active:
        return
    definition = objection.definition
    with translation.override(reader.language):
        said = {
            "person": objection.user,
            "team": objection.get_team_display(),
            "version": definition.version,
            "by": objection.ended_by,
            **more,
        }
        campaign = _("Campaign: %(campaign)s.") % {"campaign": definition.cta.campaign}
        notify(
            user=reader,
            kind=kind,
            title=str(title) % {"cta": nest_quotes(definition.cta)},
            body=f"{str(words) % said} {campaign}" + quote(quoting),
            path=_path(definition),
        )


def _find_writers(objection: DefinitionObjection) -> list[User]:
    """Who can write another version, but the one who objects, each once."""
    definition = objection.definition
    named = [definition.cta.campaign.owner, definition.author]
    known = [one for one in named if one and one.is_active and one.role in TABLE[Action.EDIT_CAMPAIGNS]]
    people = known or list(User.objects.active().in_team(Team.MARKETING))
    return [one for one in dict.fromkeys(people) if one.pk != objection.user_id]


def _find_signers(definition: LeadDefinition) -> Iterable[User]:
    owner = definition.cta.campaign.owner
    if owner and owner.is_active and owner.team == Team.MARKETING:
        yield owner
    sales = User.objects.active().in_team(Team.SALES)
    yield from sales.filter(role=Role.SALES_LEAD) or sales


def _path(definition: LeadDefinition) -> str:
    return reverse("cta", args=[definition.cta_id])
