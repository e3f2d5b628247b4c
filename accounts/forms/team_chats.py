from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Team, TeamChat, TeamEvent
from accounts.services.team_chats import USUAL
from pages.model_forms import RowForm


class TeamChatForm(RowForm[TeamChat]):
    """A channel of a team. Its address is asked for and never shown again."""

    address = forms.CharField(
        label=gettext_lazy("Address of the webhook"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("What it hears of"),
        choices=TeamEvent.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one thing this channel hears of.")},
    )
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    hide_optional = True

    class Meta:
        model = TeamChat
        fields = ("team", "name", "format", "address", "events", "language", "is_active")
        widgets: ClassVar = {
            "team": forms.RadioSelect(attrs={"class": "seg two"}),
            "format": forms.RadioSelect(attrs={"class": "seg two"}),
            "language": forms.RadioSelect(attrs={"class": "seg two"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chat, address = self.instance, self.fields["address"]
        if chat.pk:
            self.fields["expected_version"].initial = chat.row_version
            address.help_text = _(
                "Kept secret and never shown. Leave it empty to keep the one at %(host)s."
            ) % {"host": chat.host}
        else:
            del self.fields["is_active"]
            address.required = True
            address.help_text = _(
                "As the chat shows it for an incoming webhook; it begins with https://. Whoever knows it can "
                "write into the channel, so it is kept encrypted and never shown again."
            )


def proposed_for(team: str) -> dict[str, Any]:
    """What the form of a new channel of this team begins with; a word that is no team proposes nothing."""
    if team not in Team.values:
        return {}
    return {"team": team, "events": [str(event) for event in TeamEvent if event in USUAL[Team(team)]]}
