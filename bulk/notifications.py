"""Who got or lost many leads at once hears that once, in the language they chose."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.kinds import Kind
from accounts.models import User
from handoff.notifications import tell_with_deputy
from pages.addresses import address
from values.contacts import quote


def tell_given(*, rep: User, count: int, by: User, note: str = "") -> None:
    """Tell a rep how many leads are new in their inbox."""

    def word(reader: User) -> tuple[str, str]:
        mine = ngettext("%(count)d new lead for you", "%(count)d new leads for you", count)
        title = mine if reader == rep else ngettext("%(count)d new lead", "%(count)d new leads", count)
        body = _("%(sender)s handed them over.") % {"sender": by}
        return title % {"count": count}, body + quote(note)

    tell_with_deputy(user=rep, kind=Kind.LEADS_HANDED_OVER, word=word, path=reverse("inbox"), by=by)


def tell_taken_back(*, rep: User, count: int, by: User) -> None:
    """Tell a rep that so many of those are no longer theirs."""

    def word(_reader: User) -> tuple[str, str]:
        title = ngettext("%(count)d lead taken back", "%(count)d leads taken back", count)
        body = _("%(sender)s took the hand-over back. You need do nothing.") % {"sender": by}
        return title % {"count": count}, body

    tell_with_deputy(user=rep, kind=Kind.LEADS_TAKEN_BACK, word=word, path=reverse("inbox"), by=by)


def tell_closed(*, sender: User, count: int, by: User) -> None:
    """Tell marketing how many of the leads they handed over were lost because nobody was reached."""

    def word(_reader: User) -> tuple[str, str]:
        title = ngettext("%(count)d lead lost: not reachable", "%(count)d leads lost: not reachable", count)
        body = _("%(rep)s closed leads that you had handed over: nobody was reached.")
        return title % {"count": count}, body % {"rep": by}

    path = address(reverse("lead_list"), stage="lost")
    tell_with_deputy(user=sender, kind=Kind.LEADS_CLOSED, word=word, path=path, by=by)


def tell_opened_again(*, sender: User, count: int, by: User) -> None:
    """Tell marketing that so many of those are not lost after all."""

    def word(_reader: User) -> tuple[str, str]:
        title = ngettext("%(count)d lead not lost after all", "%(count)d leads not lost after all", count)
        body = _("%(rep)s took closing them back. You need do nothing.")
        return title % {"count": count}, body % {"rep": by}

    path = reverse("lead_list")
    tell_with_deputy(user=sender, kind=Kind.LEADS_CLOSED_TAKEN_BACK, word=word, path=path, by=by)
