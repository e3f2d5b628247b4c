"""Who got or lost many leads at once hears that once, in the language they chose."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from handoff.notifications import tell_with_deputy
from values.contacts import hide_contacts


def tell_given(*, rep: User, count: int, by: User, note: str = "") -> None:
    """Tell a rep how many leads are new in their inbox."""

    def word(reader: User) -> tuple[str, str]:
        mine = ngettext("%(count)d new lead for you", "%(count)d new leads for you", count)
        title = mine if reader == rep else ngettext("%(count)d new lead", "%(count)d new leads", count)
        body = _("%(sender)s handed them over.") % {"sender": by}
        return title % {"count": count}, body + (f"\n\n{hide_contacts(note)}" if note else "")

    tell_with_deputy(user=rep, kind="leads_handed_over", word=word, path=reverse("inbox"), by=by)


def tell_taken_back(*, rep: User, count: int, by: User) -> None:
    """Tell a rep that so many of those are no longer theirs."""

    def word(_reader: User) -> tuple[str, str]:
        title = ngettext("%(count)d lead taken back", "%(count)d leads taken back", count)
        body = _("%(sender)s took the hand-over back. You need do nothing.") % {"sender": by}
        return title % {"count": count}, body

    tell_with_deputy(user=rep, kind="leads_taken_back", word=word, path=reverse("inbox"), by=by)
