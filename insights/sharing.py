"""What the page of the company says of figures that are read outside."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.company_notes import Note
from accounts.models import User
from accounts.permissions import Action, may
from insights.models import ViewLink


def say_shared(reader: User) -> Note | None:
    """How many links to figures work now; nothing to whom they do not concern."""
    if not may(reader, Action.SHARE_VIEWS):
        return None
    count = ViewLink.objects.working(timezone.now()).count()
    text = ngettext(
        "%(count)s link lets people who do not sign in read figures of the company.",
        "%(count)s links let people who do not sign in read figures of the company.",
        count,
    )
    nothing = _("No figures of the company are shared by a link.")
    return Note(text=text % {"count": count} if count else nothing, url=reverse("insights:links"))
