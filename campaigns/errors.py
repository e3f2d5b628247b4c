"""What campaigns refuse."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext as _

from values.refusals import Refusal


class CtaNotOpen(Refusal):
    """The call-to-action takes no leads: its campaign is not live, it is off or has no signed definition."""

    field: ClassVar[str] = "cta"


class LeadDefinitionMissing(Refusal):
    """A campaign shall go live, but none of its calls-to-action has a definition both teams signed."""


class AlreadySigned(Refusal):
    """This team has already signed this version."""


class NotYourSignature(Refusal):
    """Somebody outside the two teams, or not from the team that is due, wants to sign or to object."""


class DefinitionOutdated(Refusal):
    """A newer version was proposed meanwhile; only the newest can be signed, and objected to."""


class AlreadyObjected(Refusal):
    """This person objects to this version already, in other words."""


class ObjectionEnded(Refusal):
    """The objection somebody saw is answered, settled or withdrawn by now, or was never made."""

    def __init__(self) -> None:
        super().__init__(_("This objection is not open any more. Look at the definition again."))


class EntryMerged(Refusal):
    """The entry of a kept list was merged into another, and nothing can be done with it any more."""


class LastEntry(Refusal):
    """The last entry of a list that something has to be said with cannot be archived."""
