from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, User
from accounts.scopes import Scope, scopes_for
from pages.model_forms import field_of

LIFETIMES = {"30": _("30 days"), "90": _("90 days"), "365": _("One year"), "": _("Until it is revoked")}


class TokenForm(forms.Form):
    """A new key to the API: what for, what it may do, how long."""

    name = field_of(ApiToken, "name")
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing the token may do.")},
    )
    lifetime = forms.ChoiceField(
        label=_("Valid for"), choices=list(LIFETIMES.items()), required=False, initial="90"
    )
    hide_optional = True

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes = self.fields["scopes"]
        assert isinstance(scopes, forms.MultipleChoiceField)
        scopes.choices = [(str(scope.action), _describe(scope)) for scope in scopes_for(user)]

    def expires_at(self) -> datetime | None:
        """When the token ends, or None."""
        days = self.cleaned_data["lifetime"]
        return timezone.now() + timedelta(days=int(days)) if days else None


def _describe(scope: Scope) -> str:
    """What it is, and what it lets a program do."""
    return format_html('<b>{}</b><br><span class="dim">{}</span>', scope.label, scope.lets)
