"""Who got or lost many leads at once hears that once, in the language they chose."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.kinds import Kind
from accounts.models import TeamEvent, User
from accounts.services import announce
from handoff.notifications import tell_with_deputy
from pages.addresses import address
from pages.filters import NONE
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


def announce_pool(*, count: int, by: User) -> None:
    """Let the teams' chats have one line about all that came into the pool at once."""

    def word() -> str:
        words = ngettext(
            "%(count)d lead waits in the pool, put there by %(person)s.",
            "%(count)d leads wait in the pool, put there by %(person)s.",
            count,
        )
        return words % {"count": count, "person": by}

    announce(TeamEvent.POOL, word=word, path=address(reverse("lead_list"), assigned=NONE))


def announce_out_of_pool(*, count: int, by: User) -> None:
    """The same about what was taken back from it."""

    def word() -> str:
        words = ngettext(
            "%(person)s took %(count)d lead back from the pool.",
            "%(person)s took %(count)d leads back from the pool.",
            count,
        )
        return words % {"count": count, "person": by}

    announce(TeamEvent.POOL, word=word, path=address(reverse("lead_list"), assigned=NONE))


def announce_closed(*, count: int, by: User) -> None:
    """The same about what was closed because nobody was reached."""

    def word() -> str:
        words = ngettext(
            "%(person)s closed %(count)d lead: nobody was reached.",
            "%(person)s closed %(count)d leads: nobody was reached.",
            count,
        )
        return words % {"count": count, "person": by}

    announce(TeamEvent.LOST, word=word, path=address(reverse("lead_list"), stage="lost"))


def announce_opened_again(*, count: int, by: User) -> None:
    """The same about what is not lost after all."""

    def word() -> str:
        words = ngettext(
            "%(person)s took closing %(count)d lead back.",
            "%(person)s took closing %(count)d leads back.",
            count,
        )
        return words % {"count": count, "person": by}

    announce(TeamEvent.LOST, word=word, path=reverse("lead_list"))
