"""Who got or lost many leads at once hears that once, in the language they chose."""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.kinds import Kind
from accounts.models import User
from accounts.services import notify
from pages.addresses import address
from values.contacts import quote


def tell_given(*, rep: User, count: int, by: User, note: str = "") -> None:
    """Tell a rep how many leads are new in their inbox."""
    with translation.override(rep.language):
        notify(
            user=rep,
            kind=Kind.LEADS_HANDED_OVER,
            title=ngettext("%(count)d new lead for you", "%(count)d new leads for you", count)
            % {"count": count},
            body=_("%(sender)s handed them over.") % {"sender": by} + quote(note),
            path=reverse("inbox"),
        )


def tell_taken_back(*, rep: User, count: int, by: User) -> None:
    """Tell a rep that so many of those are no longer theirs."""
    with translation.override(rep.language):
        notify(
            user=rep,
            kind=Kind.LEADS_TAKEN_BACK,
            title=ngettext("%(count)d lead taken back", "%(count)d leads taken back", count)
            % {"count": count},
            body=_("%(sender)s took the hand-over back. You need do nothing.") % {"sender": by},
            path=reverse("inbox"),
        )


def tell_closed(*, sender: User, count: int, by: User) -> None:
    """Tell marketing how many of the leads they handed over were lost because nobody was reached."""
    with translation.override(sender.language):
        notify(
            user=sender,
            kind=Kind.LEADS_CLOSED,
            title=ngettext("%(count)d lead lost: not reachable", "%(count)d leads lost: not reachable", count)
            % {"count": count},
            body=_("%(rep)s closed leads that you had handed over: nobody was reached.") % {"rep": by},
            path=address(reverse("lead_list"), stage="lost"),
        )


def tell_opened_again(*, sender: User, count: int, by: User) -> None:
    """Tell marketing that so many of those are not lost after all."""
    with translation.override(sender.language):
        notify(
            user=sender,
            kind=Kind.LEADS_CLOSED_TAKEN_BACK,
            title=ngettext("%(count)d lead not lost after all", "%(count)d leads not lost after all", count)
            % {"count": count},
            body=_("%(rep)s took closing them back. You need do nothing.") % {"rep": by},
            path=reverse("lead_list"),
        )
