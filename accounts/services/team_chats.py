"""Which channels of a team's chat are written to: entered, changed, tried out and removed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.chats.secrets import read_address, seal
from accounts.models import Team, TeamChat, TeamEvent, User
from accounts.permissions import Action, authorise
from accounts.services.team_lines import post_line
from values.checking import Findings, check_choice
from values.columns import take
from values.errors import field_error
from values.versions import find_conflicts, lock_row, save_row

# What a chat of this team is proposed to hear of: what waits for the team, and how it ends.
USUAL: Final[dict[Team, frozenset[TeamEvent]]] = {
    Team.MARKETING: frozenset(
        {TeamEvent.RETURNED, TeamEvent.QUESTION, TeamEvent.WON, TeamEvent.LOST, TeamEvent.FINDING}
    ),
    Team.SALES: frozenset(
        {TeamEvent.POOL, TeamEvent.REPLY, TeamEvent.WON, TeamEvent.ANSWER, TeamEvent.LEFT_BEHIND}
    ),
}


@transaction.atomic
def add_team_chat(*, actor: User, address: str, **said: Any) -> TeamChat:
    """Let a channel hear of a team's matters; nothing is sent yet.

    `said` are editable columns. Raises ValidationError with a message per field.
    """
    authorise(actor, Action.MANAGE_TEAM_CHATS)
    chat = TeamChat(added_by=actor)
    _take(chat, said, address=address)
    chat.save(force_insert=True)
    return chat


@transaction.atomic
def change_team_chat(
    *, actor: User, chat: TeamChat, expected_version: int | None = None, address: str = "", **said: Any
) -> TeamChat:
    """Change a channel; an empty address leaves the one that is there, another one lets it begin anew.

    Raises StaleVersion with both values of each differing field, else ValidationError with a message per
    field. Returns the changed row.
    """
    authorise(actor, Action.MANAGE_TEAM_CHATS)
    events = {"events": said["events"]} if "events" in said else {}
    locked = lock_row(
        chat,
        expected_version=expected_version,
        changes={name: value for name, value in said.items() if name != "events"},
        besides=lambda stored: find_conflicts(stored, events, {"events": _say_events}),
    )
    _take(locked, said, address=address)
    changed = set(said)
    if address.strip():
        locked.stopped_at = locked.failed_at = locked.arrived_at = None
        changed |= {"sealed_address", "host", "stopped_at", "failed_at", "arrived_at"}
    return save_row(locked, changed)


def _take(chat: TeamChat, said: Mapping[str, Any], *, address: str) -> None:
    findings = Findings()
    take(chat, said, findings, events=_read_events)
    if address.strip() or chat._state.adding:
        with findings.collect():
            found, chat.host = read_address(address)
            chat.sealed_address = seal(found)
    findings.raise_if_any()


def _read_events(events: Collection[str]) -> list[str]:
    """Each once, in the order of the page."""
    if not events:
        raise field_error("events", _("Choose at least one thing this channel hears of."), "required")
    for event in events:
        check_choice("events", event, TeamEvent)
    return _in_order(events)


def _in_order(events: Collection[str]) -> list[str]:
    return [event for event in TeamEvent.values if event in events]


def _say_events(events: Collection[str]) -> str:
    return "\n".join(str(TeamEvent(event).label) for event in _in_order(events))


@transaction.atomic
def send_test(*, actor: User, chat: TeamChat) -> None:
    """Send a line that says it is a test, also into a chat switched off; the page says whether it arrived."""
    authorise(actor, Action.MANAGE_TEAM_CHATS)
    post_line(chat, _test_words(actor, chat), is_test=True)


def _test_words(actor: User, chat: TeamChat) -> str:
    with translation.override(chat.language):
        words = _("A test by %(person)s: Smarketing writes here what concerns %(team)s.")
        return words % {"person": actor, "team": Team(chat.team).label}


@transaction.atomic
def remove_team_chat(*, actor: User, chat: TeamChat) -> None:
    """Forget a channel with its address and what was on its way there."""
    authorise(actor, Action.MANAGE_TEAM_CHATS)
    chat.delete()
