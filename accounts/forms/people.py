from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import new_password_field, time_zone_field
from accounts.models import EmailChange, Invitation, Role, User
from pages.model_forms import RowForm, field_of


class ProfileForm(RowForm[User]):
    """How the portal looks to one person."""

    time_zone = time_zone_field(help_text=_("Times are shown to you in this zone."))

    class Meta:
        model = User
        fields = ("full_name", "language", "theme", "time_zone")
        widgets: ClassVar = {
            "full_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "language": forms.RadioSelect(attrs={"class": "seg two"}),
            "theme": forms.RadioSelect(attrs={"class": "seg three", "data-theme-switch": True}),
        }


class EmailForm(forms.Form):
    """Another address to sign in with."""

    email = field_of(EmailChange, "email", widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class InviteForm(forms.Form):
    """A seat for one more person."""

    email = field_of(Invitation, "email", widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    full_name = field_of(Invitation, "full_name")
    role = field_of(
        Invitation,
        "role",
        choices=[("", _("Please choose")), *Role.choices],
        help_text=_("You can change it later."),
    )
    language = field_of(Invitation, "language", label=_("Language of the mail"))


class PersonForm(RowForm[User]):
    """What an administrator says of one person."""

    class Meta:
        model = User
        fields = ("full_name", "role")


class AcceptForm(forms.Form):
    """What an invited person says about themselves."""

    full_name = field_of(
        User, "full_name", label=_("Your name"), widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = new_password_field()
