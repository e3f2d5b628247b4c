"""Channels of Slack, Microsoft Teams and the like that hear of a team's matters."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.chats.faults import say_failure
from accounts.forms import TeamChatForm, proposed_for
from accounts.models import Team, TeamChat, TeamEvent
from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from accounts.services import add_team_chat, change_team_chat, remove_team_chat, send_test
from pages.answers import Submission, done, posted


@requires(Action.MANAGE_TEAM_CHATS)
@require_safe
@never_cache
def team_chats(request: SignedInRequest) -> HttpResponse:
    """All of them, by team, and whether what is sent there arrives."""
    chats = TeamChat.objects.all()
    teams = [(team, [_describe(chat) for chat in chats if chat.team == team]) for team in Team]
    return render(request, "accounts/team_chats.html", {"teams": teams})


def _describe(chat: TeamChat) -> dict[str, object]:
    labels = dict(TeamEvent.choices)
    return {
        "chat": chat,
        "events": [labels.get(event, event) for event in chat.events],
        "failure": say_failure(chat.failure) if chat.failure else "",
    }


@requires(Action.MANAGE_TEAM_CHATS)
@never_cache
def team_chat_new(request: SignedInRequest) -> HttpResponse:
    """Enter a channel."""
    proposed = {"language": get_language(), **proposed_for(request.GET.get("team", ""))}
    form = TeamChatForm(posted(request), initial=proposed)
    submission = Submission(form)
    if form.is_valid():
        with submission:
            chat = add_team_chat(actor=request.user, **form.for_service())
            return done(
                request, _("Saved. Send a test to see whether it arrives."), "accounts:team_chat", chat.pk
            )
    return submission.show(request, "accounts/team_chat_new.html")


@requires(Action.MANAGE_TEAM_CHATS)
@never_cache
def team_chat(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show and change one; 409 with both values when somebody else changed it meanwhile."""
    chat = get_object_or_404(TeamChat, pk=pk)
    form = TeamChatForm(posted(request), instance=chat)
    submission = Submission(form)
    if form.is_valid():
        with submission:
            version = form.cleaned_data["expected_version"]
            change_team_chat(actor=request.user, chat=chat, expected_version=version, **form.for_service())
            return done(request, _("Saved."), "accounts:team_chat", pk)
    is_testing = chat.lines.filter(is_test=True).exists()
    return submission.show(request, "accounts/team_chat.html", is_testing=is_testing, **_describe(chat))


@requires(Action.MANAGE_TEAM_CHATS)
@require_POST
def team_chat_test(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a line that says it is a test."""
    send_test(actor=request.user, chat=get_object_or_404(TeamChat, pk=pk))
    return done(request, _("The test is on its way. Please look into the channel."), "accounts:team_chat", pk)


@requires(Action.MANAGE_TEAM_CHATS)
@require_POST
def team_chat_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Forget one with its address."""
    chat = get_object_or_404(TeamChat, pk=pk)
    remove_team_chat(actor=request.user, chat=chat)
    return done(request, _("“%(chat)s” is removed.") % {"chat": chat}, "accounts:team_chats")
